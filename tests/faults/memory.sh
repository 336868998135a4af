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
comment "$runs runs"
check "there were runs" test "$runs" -gt 1000
finish
