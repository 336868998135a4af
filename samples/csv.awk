# SPDX-License-Identifier: GPL-3.0-or-later
# CSV for awk, any awk (with LC_ALL=C, so that places are in bytes). Load it first: it makes whole what stands on several lines, drops a byte order mark,
# CR at line ends and blank lines, and counts records. Columns by name: call read_header on the first record, split_csv($0, field) on the others, then
# cell("name"). It is no strict reader; let one of churn's programs read a file from elsewhere before.
#
# record: number of the record, from 1; record_line: the line it begins in
{ whole_record() }
$0 == "" { next }
{ record++ }

function whole_record(    text, more, open) {
    text = $0
    record_line = FNR
    if (FNR == 1 && index(text, "\357\273\277") == 1) text = substr(text, 1 + length("\357\273\277"))
    for (open = quotes(text) % 2; open; open = (open + quotes(more)) % 2) {
        if (length(text) > 1000000 || (getline more) <= 0) refuse_file(FILENAME ":" record_line ":1: a quote is never closed")
        text = text "\n" more
    }
    sub(/\r$/, "", text)
    $0 = text
}

function quotes(text) { return gsub(/"/, "", text) }

function refuse_file(words) { print "csv.awk: " words >"/dev/stderr"; failed = 1; exit 1 }

# RFC 4180 in one record: the fields into field[1..], the bytes they begin at into begins[1..]; how many comes back.
function split_csv(line, field,    count, at, rest, part, size) {
    delete field
    size = length(line)
    for (count = 1; ; count++) {
        begins[count] = size - length(line) + 1
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
    if (text !~ /[",\r\n]/) return text
    gsub(/"/, "\"\"", text)
    return "\"" text "\""
}

function read_header(    i) {
    columns = split_csv($0, field)
    for (i = 1; i <= columns; i++) column[field[i]] = i
}

function cell(name) {
    if (!(name in column)) refuse_file(FILENAME ":1:1: no column " name)
    return field[column[name]]
}

# LINE:COLUMN of a field of the record, which may stand on several lines
function place(number,    before, lines) {
    before = substr($0, 1, begins[number] - 1)
    lines = gsub(/\n/, "\n", before)
    while (match(before, /\n/)) before = substr(before, RSTART + 1)
    return record_line + lines ":" length(before) + 1
}
