#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command that README and the pages show is run, in order, in one folder a page, and what they show is compared.
#
# In README: ```console blocks. In man pages: literal blocks. A line `$ command` is run; the lines up to the next one are its standard output, where
# a line `...` stands for any lines; a backslash at a command's end takes in the next line. A block without a `$` line is not run.
. "$(dirname "$0")/../lib/tap.sh"

# To lines `C command`, `O output`, one page each.
from_readme() {
    awk '/^```console/ { on = 1; next } /^```/ { on = 0 } on { print }' "$1" | mark
}
from_page() {
    awk '/^\.Bd -literal/ { on = 1; held = ""; next } /^\.Ed/ { if (held ~ /(^|\n)\$ /) printf "%s", held; on = 0 }
         on { line = $0; sub(/^\\&/, "", line); gsub(/\\e/, "\\", line); gsub(/\\-/, "-", line); gsub(/\\\(aq/, "\047", line); held = held line "\n" }' "$1" | mark
}
mark() {
    awk 'on { sub(/^ +/, ""); command = command $0 } /^\$ / { command = substr($0, 3); on = 1 } !on { print "O " $0; next }
        command ~ /\\$/ { sub(/\\$/, "", command); next } { print "C " command; on = 0 }'
}

# fits PATTERN-FILE TEXT-FILE: equal, `...` standing for any lines
fits() {
    awk -v shown="$1" 'BEGIN { while ((getline line < shown) > 0) want[++n] = line } { have[++m] = $0 }
        function match_from(i, j) {
            for (; i <= n; i++) {
                if (want[i] == "...") { for (; j <= m + 1; j++) if (match_from(i + 1, j)) return 1; return 0 }
                if (j > m || want[i] != have[j]) return 0
                j++
            }
            return j == m + 1
        }
        END { exit !match_from(1, 1) }' "$2"
}

run_one() {  # NAME COMMAND, expected output in $scratch/shown
    (cd "$folder" && bash -c "$2" >"$scratch/got" 2>"$scratch/said" </dev/null)
    if fits "$scratch/shown" "$scratch/got"; then
        ok "$1: $2"
    else
        not_ok "$1: $2"
        diff -u --label shown --label got "$scratch/shown" "$scratch/got" | comment -
        comment - <"$scratch/said"
    fi
}

run_page() {  # NAME, marked lines on standard input
    local name=$1 command='' kind rest
    folder=$scratch/$name
    mkdir "$folder"
    ln -s "$root/samples" "$folder/samples"
    while IFS= read -r line || [ -n "$line" ]; do
        kind=${line%% *}
        rest=${line#? }
        if [ "$kind" = C ]; then
            [ -z "$command" ] || run_one "$name" "$command"
            command=$rest
            : >"$scratch/shown"
        elif [ -n "$command" ]; then
            printf '%s\n' "$rest" >>"$scratch/shown"
        fi
    done
    [ -z "$command" ] || run_one "$name" "$command"
}

cd "$root" || exit 1
run_page README < <(from_readme README.md)
for page in man/*.[1-9]; do run_page "${page##*/}" < <(from_page "$page"); done
for tool in "$tools"/churn-*; do
    [ -f "$tool" ] || continue
    folder=$scratch/help
    mkdir -p "$folder"
    ln -sfn "$root/samples" "$folder/samples"
    count=0
    while IFS= read -r command; do
        count=$((count + 1))
        (cd "$folder" && bash -c "$command" >"$scratch/got" 2>"$scratch/said" </dev/null)
        status=$?
        if [ "$status" -eq 0 ] || { [ "$status" -eq 1 ] && [[ $command == *--check-segments* ]]; }; then
            ok "--help of ${tool##*/}: $command"
        else
            not_ok "--help of ${tool##*/}: $command"
            comment - <"$scratch/said"
        fi
    done < <("$tool" --help | sed -n '/^Examples:/,/^$/{s/^  //p}')
    equal "${tool##*/} shows three examples" 3 "$count"
done
finish
