#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every tool and mode killed (-9) before each call that changes a disk, and in the middle of each write: what lay where an output goes is as it
# was or the new one whole, and the next run comes to what an undisturbed one comes to. update.sh does the same for kept ledgers.
. "$(dirname "$0")/../lib/tap.sh"
shim=$build/tests/libkill_at.so
[ "${SANITIZED:-no}" = no ] || skip_all "the sanitizers want to be loaded first"
[ -f "$shim" ] || skip_all "no $shim"
cd "$scratch" || exit 1
. "$root/tests/lib/modes.sh"
runs=0

# Are the outputs, each, the old or the new ones?
torn() {
    local output
    for output in "$@"; do
        [ "$(cat "$output")" = "old" ] || cmp -s "$output" "calm.$output" || echo "$output"
    done
}
kill_everywhere() { # NAME "OUTPUT ..." COMMAND...
    local name=$1 outputs output half at status kills=0 bad=''
    read -ra outputs <<<"$2"
    shift 2
    [ ${#outputs[@]} -gt 0 ] || return 0
    rm -f "${outputs[@]}"
    "$@" >/dev/null 2>&1
    for output in "${outputs[@]}"; do mv "$output" "calm.$output"; done
    for half in '' yes; do
        for at in $(seq 1 200); do
            for output in "${outputs[@]}"; do echo old >"$output"; done
            { LD_PRELOAD=$shim KILL_AT=$at KILL_HALF=$half "$@"; } >/dev/null 2>&1
            status=$?
            [ $status -eq 137 ] || break
            kills=$((kills + 1))
            bad=$bad$(torn "${outputs[@]}")
            "$@" >/dev/null 2>&1
            for output in "${outputs[@]}"; do cmp -s "$output" "calm.$output" || bad="$bad next-$at-$output"; done
            rm -f .out.csv* .*.tmp* # what a kill leaves behind is the temporary
        done
    done
    runs=$((runs + kills))
    equal "$name: $kills kills" "" "$bad"
    check "$name: there were kills" test "$kills" -gt 1
}
each_mode kill_everywhere

# Synced is what takes a file's place. Standard output is the caller's: who wants it on the disk asks for -o.
LD_PRELOAD=$shim CALLS=$scratch/named churn-rfm -q -o list.csv "$root/samples/transactions.csv"
LD_PRELOAD=$shim CALLS=$scratch/standard churn-rfm -q "$root/samples/transactions.csv" >list.csv
equal "-o is synced, and so is its folder" 2 "$(grep -c '^fsync' named)"
equal "standard output is not" 0 "$(grep -c '^fsync' standard)"
comment "$runs runs"
finish
