# SPDX-License-Identifier: GPL-3.0-or-later
# CSV for awk, any awk: fields may be quoted and hold commas, not newlines. Columns by name: call read_header on the first line, split_csv($0, field) on the
# others, then cell("name").

# RFC 4180 in one line: the fields into field[1..], how many comes back.
function split_csv(line, field,    count, at, rest, part) {
    delete field
    for (count = 1; ; count++) {
        if (substr(line, 1, 1) == "\"") {
            part = ""
            rest = substr(line, 2)
            while ((at = index(rest, "\"")) > 0) {
                part = part substr(rest, 1, at - 1)
                rest = substr(rest, at + 1)
                if (substr(rest, 1, 1) != "\"") break
                part = part "\""
                rest = substr(rest, 2)
            }
            field[count] = part
            line = rest
            if (line == "") return count
            line = substr(line, 2)
        } else {
            at = index(line, ",")
            if (at == 0) { field[count] = line; return count }
            field[count] = substr(line, 1, at - 1)
            line = substr(line, at + 1)
        }
    }
}

function quoted(text) {
    if (text !~ /[",]/) return text
    gsub(/"/, "\"\"", text)
    return "\"" text "\""
}

function read_header(    count, i) {
    count = split_csv($0, field)
    for (i = 1; i <= count; i++) column[field[i]] = i
}

function cell(name) {
    if (!(name in column)) { print "csv.awk: no column " name " in " FILENAME >"/dev/stderr"; failed = 1; exit 1 }
    return field[column[name]]
}
