#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What every tool does alike, whatever it computes:  run.sh TOOL
#
# It runs on transactions, unless tests/contract/TOOL.sh says otherwise. That file is sourced in the scratch folder and may set
#   args      options that the tool needs to run at all (an array)
#   data      a large input, whose output does not fit in a pipe
#   header, good (two rows), bad (a row), secret (a row as bad, %s is the number in its id), fault (LINE:COLUMN and message of bad)
#   small     a command that writes some 200 rows
#   streams   no: the operands are tables, not one stream
#   nothing   refused: without a row there is no answer, and that is status 1
. "$(dirname "$0")/../lib/tap.sh"
tool=$1
cd "$scratch" || exit 1
ln -s "$root/samples" samples
args=()
data=samples/transactions.csv
header=customer_id,date,amount
good='C1,2026-01-02,1.50\nC2,2026-01-03,2.25\n'
bad=C1,2026-01-02,x
secret=SECRET%s,2026-01-02,x
fault='2:15: amount: "x" is not a number'
small() { head -n 200 samples/transactions.csv; }
streams=yes
nothing=answered
[ ! -e "$root/tests/contract/$tool.sh" ] || . "$root/tests/contract/$tool.sh"
small >small.csv
printf "$header\\n$good" >tiny.csv
if [ ${#args[@]} -gt 0 ]; then
    mkdir bin
    { echo '#!/bin/bash'; printf 'exec %q' "$(command -v "$tool")"; printf ' %q' "${args[@]}"; echo ' "$@"'; } >"bin/$tool"
    chmod +x "bin/$tool"
    PATH=$PWD/bin:$PATH
fi

# ends STATUS NAME COMMAND...: with that status; standard output to out, standard error to err
ends() {
    local wanted=$1 name=$2
    shift 2
    "$@" >out 2>err </dev/null
    equal "$name: status" "$wanted" $?
}
says() { check "$1" grep -qE -- "$2" err; }
silent() { equal "$1: nothing on standard output" 0 "$(wc -c <out)"; }

help_and_version() {
    ends 0 "--help" "$tool" --help
    for words in "^$tool: " '^usage: ' '^Examples:' '^Exit status:' "See $tool\(1\)" '-h, --help' '-V, --version'; do
        check "--help has $words" grep -qE -- "$words" out
    done
    equal "--help stays within 100 columns" "" "$(awk 'length > 100' out)"
    ends 0 "--version" "$tool" --version
    check "--version names tool and kit" grep -qE "^$tool \(churnkit\) [0-9]+\.[0-9]+\.[0-9]+" out
    ends 0 "-h" "$tool" -h
}

wrong_usage() {
    ends 2 "unknown option" "$tool" --no-such-option
    silent "unknown option"
    says "unknown option is named" "no option --no-such-option"
    ends 2 "misspelt option" "$tool" --delimitr=x
    says "the nearest option is named" 'did you mean --delimiter'
    ends 2 "missing argument" "$tool" --delimiter
    ends 2 "two bytes as delimiter" "$tool" --delimiter=ab tiny.csv
    ends 2 "rejects without skip" "$tool" --rejects=r.csv tiny.csv
    ends 2 "skip without rejects" "$tool" --on-error=skip tiny.csv
    ends 2 "unknown zone" "$tool" --tz=Nowhere/Land tiny.csv
    ends 2 "bad date format" "$tool" --date-format=%Q tiny.csv
    ends 2 "unknown encoding" "$tool" --encoding=NO-SUCH tiny.csv
    ends 2 "-H stays unused" "$tool" -H tiny.csv
    equal "wrong usage says no counts" "" "$(grep 'rows read' err)"
}

inputs() {
    ends 3 "missing file" "$tool" nowhere.csv
    says "missing file is named" 'nowhere.csv: .*No such file or directory'
    ends 3 "a directory" "$tool" .
    says "a directory is named" 'Is a directory'
    if [ "$(id -u)" -eq 0 ]; then
        skip "unreadable file" "root may read everything"
    else
        cp tiny.csv locked.csv && chmod 0 locked.csv
        ends 3 "unreadable file" "$tool" locked.csv
    fi
    : >empty.csv
    ends 1 "empty input" "$tool" empty.csv
    silent "empty input"
    says "empty input has a place" 'empty.csv:1:1: empty input'
    head -n 1 tiny.csv >header.csv
    if [ $nothing = answered ]; then
        ends 0 "--allow-empty" "$tool" --allow-empty empty.csv
        equal "--allow-empty: the header only" 1 "$(wc -l <out)"
        ends 0 "header only" "$tool" header.csv
        equal "header only: the header only" 1 "$(wc -l <out)"
    else
        ends 1 "--allow-empty" "$tool" --allow-empty empty.csv
        silent "--allow-empty"
        ends 1 "header only" "$tool" header.csv
        silent "header only"
    fi
    says "header only: a warning" 'no data rows'
    ends 1 "header only with --expect-rows" "$tool" --expect-rows=1.. header.csv
    printf '%s\n' "$header" "$bad" >bad.csv
    ends 1 "bad row" "$tool" bad.csv
    silent "bad row"
    check "bad row has its place" grep -qF "bad.csv:$fault" err
    says "the last line counts" 'rows read 1, used 0, rejected 1, blank lines 0'
    check "it is the last line" sh -c 'tail -n 1 err | grep -q "rows read"'
    { echo "$header"; for i in $(seq 15); do printf "$secret\\n" "$i"; done; } >many.csv
    ends 1 "fifteen faults" "$tool" many.csv
    equal "ten are listed" 10 "$(grep -c 'many.csv:' err)"
    says "and five more" 'and 5 more'
    equal "no id is told" "" "$(grep SECRET err)"
    ends 0 "-q" "$tool" -q tiny.csv
    equal "-q: nothing on standard error" "" "$(cat err)"
}

streams() {
    ends 3 "large output to a full disk" sh -c "$tool $data >/dev/full"
    says "large: the reason" 'No space left on device'
    ends 3 "small output to a full disk" sh -c "$tool tiny.csv >/dev/full"
    says "small: the reason" 'No space left on device'
    ends 3 "closed standard output" sh -c "$tool tiny.csv >&-"
    ends 3 "closed standard input" sh -c "$tool <&-"
    ends 0 "closed standard error" sh -c "$tool tiny.csv 2>&-"
    "$tool" -q tiny.csv >plain
    same "closed standard error: the same bytes" plain out
    ends 0 "all three closed but a file named" sh -c "$tool -o closed.csv tiny.csv <&- >&- 2>&-"
    same "and it holds the output" plain closed.csv
    (trap - PIPE; "$tool" "$data" 2>err | head -n 1 >/dev/null; echo "${PIPESTATUS[0]}") >status
    check "head ends it quietly" sh -c 'grep -qE "^(141|0)$" status && ! grep -qi "pipe\|write error" err'
}

# SIGTERM at a dozen moments: the file is old or whole, and nothing else is left. By timeout: a shell that has forked, but is not
# the tool yet, would do what this one does at its end, and remove the folder.
terminated() {
    local i status bad=''
    "$tool" -q -o whole.csv "$data"
    for i in $(seq 0 11); do
        echo old >when.csv
        timeout --foreground --preserve-status -s TERM "0.00$((i * 8 % 10))$((i * 7 % 10))1" "$tool" -q -o when.csv "$data"
        status=$?
        case $status in
        0) cmp -s when.csv whole.csv || bad="$bad $i:other-bytes" ;;
        143) [ "$(head -c 4 when.csv)" = old ] || cmp -s when.csv whole.csv || bad="$bad $i:torn" ;;
        *) bad="$bad $i:status-$status" ;;
        esac
        [ -z "$(ls -A | grep '\.tmp$')" ] || bad="$bad $i:left-behind"
    done
    equal "SIGTERM at any moment: old or whole, nothing left" "" "$bad"
}

outputs() {
    ends 0 "-o" "$tool" -q -o made.csv tiny.csv
    equal "-o: nothing on standard output" 0 "$(wc -c <out)"
    same "-o: the same bytes" plain made.csv
    equal "-o: for its owner only" 600 "$(stat -c %a made.csv)"
    echo old >kept.csv
    ends 1 "-o and bad data" "$tool" -o kept.csv bad.csv
    equal "-o: the old file stays" old "$(cat kept.csv)"
    ends 3 "-o into a missing folder" "$tool" -o nowhere/x.csv tiny.csv
    ends 3 "-o onto a directory" "$tool" -o . tiny.csv
    ends 0 "-o /dev/stdout" sh -c "$tool -q -o /dev/stdout tiny.csv | cat"
    same "-o /dev/stdout: the same bytes" plain out
    cp tiny.csv self.csv
    ends 0 "-o onto the input" "$tool" -q -o self.csv self.csv
    same "-o onto the input: whole" plain self.csv
    if [ "$(id -u)" -eq 0 ] && mkdir full && mount -t tmpfs -o size=16k none full 2>/dev/null; then
        echo old >full/list.csv
        ends 3 "-o on a full file system" "$tool" -o full/list.csv "$data"
        equal "full file system: the old file, no temporary" "list.csv old" "$(ls -A full) $(cat full/list.csv)"
        umount full
    else
        skip "-o on a full file system" "cannot mount here"
    fi
    echo old >limited.csv
    ends 3 "-o over a limit of the file's size" sh -c "ulimit -f 0; $tool -o limited.csv tiny.csv"
    equal "over the limit: the old file, no temporary" "old 0" "$(cat limited.csv) $(ls -A | grep -c '\.tmp$')"
    terminated
    mkfifo pipe
    "$tool" --on-error=skip --rejects=set-aside.csv -o late.csv pipe 2>/dev/null &
    local job=$!
    exec 7<>pipe
    cat tiny.csv >&7
    for _ in $(seq 100); do ls -A | grep -q '\.tmp$' && break; sleep 0.05; done
    check "a temporary stands beside the target" sh -c 'ls -A | grep -q "\.tmp$"'
    kill -TERM $job
    wait $job
    equal "SIGTERM ends it with its own status" 143 $?
    exec 7>&-
    equal "no temporary is left anywhere" "" "$(ls -A | grep '\.tmp$')"
    check "no output is left" test ! -e late.csv -a ! -e set-aside.csv
}

# One stream of several files.
arrivals_apart() {
    "$tool" -q a.csv b.csv >got; same "from two files" expected got
    "$tool" -q b.csv a.csv >got; same "in the other order" expected got
    "$tool" -q a.csv - <b.csv >got; same "from a file and standard input" expected got
}

# The same bytes however they come, wherever and whenever.
arrivals() {
    "$tool" -q small.csv >expected
    "$tool" -q <small.csv >got; same "from standard input" expected got
    "$tool" -q - <small.csv >got; same "from -" expected got
    cat small.csv | "$tool" -q >got; same "from a pipe" expected got
    (while IFS= read -r -n 1 -d '' byte; do printf '%s' "$byte"; done <small.csv) 2>/dev/null | "$tool" -q >got
    same "byte by byte" expected got
    { head -n 1 small.csv; sed -n '2,99p' small.csv; } >a.csv
    { head -n 1 small.csv; tail -n +100 small.csv; } >b.csv
    [ $streams = no ] || arrivals_apart
    gzip -c small.csv >small.csv.gz
    "$tool" -q small.csv.gz >got; same "gzip" expected got
    { gzip -c a.csv; tail -n +2 b.csv | gzip -c; } >two.gz
    "$tool" -q two.gz >got; same "gzip of two members, through a pipe" expected got
    zstd -q -c small.csv >small.csv.zst
    "$tool" -q <small.csv.zst >got; same "zstd" expected got
    sed 's/$/\r/' small.csv | "$tool" -q >got; same "CRLF" expected got
    { printf '\357\273\277'; cat small.csv; } | "$tool" -q >got; same "with a mark" expected got
    "$tool" -q small.csv >got; same "a second time" expected got
    { head -n 1 small.csv; tail -n +2 small.csv | tac; } | "$tool" -q >got; same "rows the other way round" expected got
}

surroundings() {
    for name in de_DE tr_TR; do
        mkdir -p locales
        if localedef -i "$name" -f UTF-8 "locales/$name.UTF-8" >/dev/null 2>&1; then
            LOCPATH=$PWD/locales LC_ALL=$name.UTF-8 "$tool" -q small.csv >got; same "under $name.UTF-8" expected got
        else
            skip "under $name.UTF-8" "localedef cannot make it"
        fi
    done
    for zone in Asia/Tokyo America/New_York Europe/Berlin; do
        TZ=$zone "$tool" -q small.csv >got; same "in TZ=$zone" expected got
    done
    POSIXLY_CORRECT=1 "$tool" small.csv -q >got; same "with POSIXLY_CORRECT" expected got
    env -i "$(command -v "$tool")" -q small.csv >got; same "without any environment" expected got
    "$tool" -q --sandbox=off small.csv >got; same "without a sandbox" expected got
    ends 2 "--sandbox=on" "$tool" --sandbox=on tiny.csv
}

# slowly NAME WORDS...: a second and a half between the header and the rows, so that a line of progress is due
slowly() {
    mkfifo "$1.fifo"
    { head -n 1 small.csv; sleep 1.6; tail -n +2 small.csv; } 1<>"$1.fifo" & # read and write: does not wait for a tool that never opens it
}
# on_terminal NAME OPTION...: standard error is a terminal, whose bytes go to NAME.seen
on_terminal() {
    local name=$1
    shift
    slowly "$name"
    script -qec "$tool $* $name.fifo >$name.csv" /dev/null >"$name.seen" </dev/null
}
# What a person would see in the end: a line is what was written over it last; blanks over a line that is gone are nothing.
rendered() { sed -e 's/\r$//' -e 's/.*\r//' -e '/^ *$/d' "$1"; }
silent_progress() { check "$1" sh -c '! sed "s/\\r$//" '"$2"' | grep -q "$(printf "\\r")"'; }

progress() {
    if ! command -v script >/dev/null; then
        skip "progress" "no script(1)"
        return
    fi
    on_terminal shown --expect-rows=1.. &
    on_terminal hushed -q &
    on_terminal never --progress=never &
    { slowly piped; "$tool" --progress=always piped.fifo 2>&1 >piped.csv | cat >piped.seen; } &
    { slowly filed; "$tool" --progress=always filed.fifo >filed.csv 2>filed.seen; } &
    { slowly plain; "$tool" plain.fifo 2>&1 >plain.csv | cat >plain.seen; } &
    wait
    check "progress on a terminal" grep -q "$(printf '\r')$tool: no rows yet" shown.seen
    silent_progress "--progress=never on a terminal" never.seen
    equal "-q on a terminal: not a byte" 0 "$(wc -c <hushed.seen)"
    silent_progress "no progress into a pipe" plain.seen
    check "--progress=always into a pipe" grep -q "$(printf '\r')$tool: no rows yet" piped.seen
    silent_progress "--progress=always: not into a file" filed.seen
    equal "progress is taken away before what is said" "$(sed 's/plain.fifo/shown.fifo/' plain.seen)" "$(rendered shown.seen)"
    for name in shown hushed never piped filed plain; do
        same "progress ($name): the same bytes" expected $name.csv
    done
    ends 2 "--progress=sometimes" "$tool" --progress=sometimes tiny.csv
}

completions() {
    "$tool" --completion=bash >completion; check "bash completion parses" bash -n completion
    check "bash completion completes" bash -c ". ./completion && complete -p $tool"
    if command -v zsh >/dev/null; then "$tool" --completion=zsh >completion; check "zsh completion parses" zsh -n completion; else skip "zsh completion parses" "no zsh"; fi
    if command -v fish >/dev/null; then "$tool" --completion=fish >completion; check "fish completion parses" fish -n completion; else skip "fish completion parses" "no fish"; fi
    ends 3 "--help to a full disk" sh -c "$tool --help >/dev/full"
}

help_and_version
wrong_usage
inputs
streams
outputs
arrivals
surroundings
progress
completions
finish
