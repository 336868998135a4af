#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every tool and mode with descriptors 0, 1 and 2 closed in all eight combinations: the outputs are what they are otherwise, and the status
# too, or it is 3 where a closed one was needed; and no message, and no row, ends in a file that took a free number.
. "$(dirname "$0")/../lib/tap.sh"
cd "$scratch" || exit 1
. "$root/tests/lib/modes.sh"
runs=0

with_closed() { # NUMBER COMMAND...: bit 0 closes standard input, bit 1 output, bit 2 errors
    local number=$1
    shift
    case $number in
    0) "$@" ;;
    1) "$@" <&- ;;
    2) "$@" >&- ;;
    3) "$@" <&- >&- ;;
    4) "$@" 2>&- ;;
    5) "$@" <&- 2>&- ;;
    6) "$@" >&- 2>&- ;;
    7) "$@" <&- >&- 2>&- ;;
    esac
}
close_all_ways() { # NAME "OUTPUT ..." COMMAND...
    local name=$1 outputs output number status usual bad=''
    read -ra outputs <<<"$2"
    shift 2
    rm -f "${outputs[@]}"
    "$@" >usual.txt 2>/dev/null
    usual=$?
    for output in "${outputs[@]}"; do mv "$output" "calm.$output"; done
    for number in 0 1 2 3 4 5 6 7; do
        runs=$((runs + 1))
        rm -f "${outputs[@]}"
        with_closed $number "$@" >seen.txt 2>/dev/null
        status=$?
        needed=no
        [ ${#outputs[@]} -gt 0 ] || [ $((number & 2)) -eq 0 ] || needed=yes
        if [ $needed = yes ]; then
            [ $status -eq 3 ] || bad="$bad $number:status-$status"
            continue
        fi
        [ $status -eq "$usual" ] || bad="$bad $number:status-$status"
        for output in "${outputs[@]}"; do cmp -s "$output" "calm.$output" || bad="$bad $number:$output"; done
        [ $((number & 2)) -ne 0 ] || cmp -s seen.txt usual.txt || bad="$bad $number:standard-output"
    done
    equal "$name" "" "$bad"
}
each_mode close_all_ways
comment "$runs runs"
finish
