#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# No disk, no file, no luck: in every tool and mode every call for a file fails once, and from then on, with each of several errors.
# Status 3 and a word, or 0 and the right bytes; outputs whole or as they were; nothing left behind. Then reads and writes that do
# less than they were asked for: the same bytes.
. "$(dirname "$0")/../lib/tap.sh"
shim=$build/tests/libfail_io.so
torture=$build/tests/torture
[ "${SANITIZED:-no}" = no ] || skip_all "the sanitizers want to be loaded first"
[ -f "$shim" ] && [ -x "$torture" ] || skip_all "no $shim"
cd "$scratch" || exit 1
. "$root/tests/lib/modes.sh"
unset MALLOC_PERTURB_ # large tables filled anew in each run take minutes
runs=0
EIO=5 EINTR=4 ENOSPC=28 EMFILE=24

fail_everywhere() {  # NAME "OUTPUT ..." COMMAND...
    local name=$1 outputs=() output said error bad='' count=0
    for output in $2; do outputs+=(-o "$output"); done
    shift 2
    for error in $EIO $EINTR $ENOSPC $EMFILE; do
        export FAIL_ERRNO=$error
        local ways=(-e FAIL_IO -e FAIL_IO_FROM)
        [ $error != $EINTR ] || ways=(-e FAIL_IO) # interrupted for ever is nobody's disk: it is tried again for ever
        said=$("$torture" "${ways[@]}" "${outputs[@]}" -p "$shim" -- "$@") || bad="$bad errno $error: $said"$'\n'
        said=${said##*$'\n'}
        count=$((count + ${said%% *}))
    done
    unset FAIL_ERRNO
    equal "$name: $count runs, bad ones" "" "$bad"
    runs=$((runs + count))
}
each_mode fail_everywhere

short() {  # NAME "OUTPUT ..." COMMAND...
    local name=$1 outputs=$2 seed bad=''
    shift 2
    # shellcheck disable=SC2086
    { "$@" >whole.stdout 2>whole.stderr; tar cf whole.tar --mtime=@0 whole.stdout whole.stderr $outputs; } </dev/null
    for seed in 1 2 3 4 5; do
        LD_PRELOAD=$shim SHORT_IO=$seed "$@" >whole.stdout 2>whole.stderr </dev/null
        # shellcheck disable=SC2086
        tar cf again.tar --mtime=@0 whole.stdout whole.stderr $outputs
        cmp -s whole.tar again.tar || bad="$bad $seed"
    done
    equal "$name: the same bytes by short reads and writes, but for seeds" "" "$bad"
    rm -f whole.* again.tar
}
each_mode short

comment "$runs runs"
check "there were runs" test "$runs" -gt 1000
finish
