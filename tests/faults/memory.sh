#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# No memory: in every tool and mode every request of the heap is refused once, then that one and all that follow. Status 3 and a word,
# or 0 and the right bytes; outputs whole or as they were; nothing left behind. Under the address sanitizer leaks are bad too.
. "$(dirname "$0")/../lib/tap.sh"
shim=$build/tests/libfail_alloc.so
torture=$build/tests/torture
[ -f "$shim" ] && [ -x "$torture" ] || skip_all "no $shim"
if [ "${SANITIZED:-no}" = yes ]; then
    sanitizer=$(ldd "$tools/churn-rfm" | awk '/lib(clang_rt\.)?asan/ { print $3 }')
    [ -f "$sanitizer" ] || skip_all "the sanitizer is within the programs"
    shim=$shim:$sanitizer
    export ASAN_OPTIONS=$ASAN_OPTIONS:verify_asan_link_order=0:exitcode=99:fast_unwind_on_malloc=1
    export LSAN_OPTIONS=suppressions=$root/tests/faults/lsan.supp:print_suppressions=0
fi
cd "$scratch" || exit 1
. "$root/tests/lib/modes.sh"
unset MALLOC_PERTURB_ # large tables filled anew in each run take minutes
runs=0

starve() {  # NAME "OUTPUT ..." COMMAND...
    local name=$1 outputs=() output said
    for output in $2; do outputs+=(-o "$output"); done
    shift 2
    if said=$("$torture" -e FAIL_ALLOC -e FAIL_ALLOC_FROM "${outputs[@]}" -p "$shim" -- "$@"); then
        ok "$name: ${said##*$'\n'}"
    else
        not_ok "$name"
        printf '%s\n' "$said" | comment -
    fi
    said=${said##*$'\n'}
    runs=$((runs + ${said%% *}))
}
each_mode starve

# Several threads on several blocks: which of them is refused differs from run to run, and the others go on for a while.
awk 'BEGIN { print "customer_id,date,amount"; for (i = 0; i < 40000; i++) printf "C%06d,2025-%02d-%02d,%d.%02d\n", i * 7919 % 30011, 1 + i % 12, 1 + i % 28, i % 90, i % 100 }' >blocks.csv
for tool in churn-rfm churn-ledger; do
    "$tool" -q -j1 blocks.csv >right.csv
    bad=''
    for at in $(seq 25 60) 259 332 373; do
        LD_PRELOAD=$shim FAIL_ALLOC=$at "$tool" -q -j4 blocks.csv >starved.csv 2>said.txt
        status=$?
        [ $status -eq 3 ] || { [ $status -eq 0 ] && cmp -s right.csv starved.csv; } || bad="$bad $at:$status"
        runs=$((runs + 1))
    done
    equal "$tool -j4 on many blocks, requests that end badly" "" "$bad"
done
comment "$runs runs"
check "there were runs" test "$runs" -gt 1000
finish
