#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-ledger --update under fire: killed before each call that changes a disk, and in the middle of each write, the ledger is the
# old one or the new one, and the next run comes to what an undisturbed one comes to. Of runs at one time one does the work, the
# others end with 4.
. "$(dirname "$0")/../lib/tap.sh"
shim=$build/tests/libkill_at.so
[ "${SANITIZED:-no}" = no ] || skip_all "the sanitizers want to be loaded first"
[ -f "$shim" ] || skip_all "no $shim"
cd "$scratch" || exit 1
samples=$root/samples/transactions.csv

# part NAME FIRST LAST: the rows of these days
part() { awk -F, -v first="$2" -v last="$3" 'NR == 1 || ($2 >= first && $2 <= last)' "$samples" >"$1"; }
part a.csv 2024-01-01 2026-06-30
part b.csv 2026-07-01 2026-09-30
part c.csv 2026-10-01 2026-12-31
printf 'customer_id,note\nC000001,x\nC000003,x\n' >gone.csv
digests() { cut -d, -f2,3 "$1"; }

# What undisturbed runs come to: the states before and after, and the list.
mkdir calm
churn-ledger -q --update=calm/ledger.csv a.csv
cp -r calm first
churn-ledger -q --update=calm/ledger.csv b.csv
cp -r calm second
churn-ledger -q --update=calm/ledger.csv --forget=gone.csv c.csv
cp -r calm third
churn-ledger -q a.csv b.csv >fold.csv
same "two nights are the fold of all" fold.csv second/ledger.csv
churn-ledger -q -o other.csv a.csv
mkdir foreign
cp other.csv foreign/ledger.csv
cp -r foreign foreign-done
churn-ledger -q --update=foreign-done/ledger.csv b.csv

# kill_everywhere NAME BEFORE AFTER HALF ARGUMENT...: BEFORE and AFTER are folders; BEFORE may be empty. Says how many kills there were.
kill_everywhere() {
    local name=$1 before=$2 after=$3 half=$4 at bad='' kills=0 old=0 new=0
    shift 4
    for at in $(seq 1 400); do
        rm -rf run
        cp -r "$before" run
        { LD_PRELOAD=$shim KILL_AT=$at KILL_HALF=$half churn-ledger -q --update=run/ledger.csv "$@"; } >/dev/null 2>&1
        status=$?
        [ $status -eq 137 ] || break
        kills=$((kills + 1))
        if [ ! -e run/ledger.csv ]; then
            [ ! -e "$before/ledger.csv" ] || bad="$bad $at:no-ledger"
            old=$((old + 1))
        elif [ -e "$before/ledger.csv" ] && cmp -s run/ledger.csv "$before/ledger.csv"; then
            old=$((old + 1))
        elif cmp -s run/ledger.csv "$after/ledger.csv"; then
            new=$((new + 1))
        else
            bad="$bad $at:torn"
        fi
        churn-ledger -q --update=run/ledger.csv "$@" 2>said || bad="$bad $at:next-run-$?"
        cmp -s run/ledger.csv "$after/ledger.csv" || bad="$bad $at:other-ledger"
        digests run/ledger.csv.inputs >run/list
        digests "$after/ledger.csv.inputs" | cmp -s - run/list || bad="$bad $at:other-list"
    done
    comment "$name: $kills kills, $old left the old ledger, $new the new one"
    equal "$name: each kill leaves the old or the new ledger, and the next run mends it" "" "$bad"
    check "$name: in the end a run gets through ($status)" test "$status" -eq 0
    check "$name: there were kills before and behind the change" test "$old" -gt 3 -a "$new" -gt 0
}
mkdir nothing
kill_everywhere "a new ledger" nothing first "" a.csv
kill_everywhere "a second night" first second "" b.csv
kill_everywhere "a second night, writes cut in half" first second half b.csv
kill_everywhere "a ledger without list" foreign foreign-done "" b.csv
kill_everywhere "forgetting" second third "" --forget=gone.csv c.csv

# fail_everywhere NAME BEFORE AFTER VARIABLE ARGUMENT...: a full disk; the ledger is old or new, the status says which may be.
fail_everywhere() {
    local name=$1 before=$2 after=$3 variable=$4 at bad='' failed=0 status
    shift 4
    for at in $(seq 1 60); do
        rm -rf run
        cp -r "$before" run
        env LD_PRELOAD="$shim" "$variable=$at" churn-ledger -q --update=run/ledger.csv "$@" >/dev/null 2>said
        status=$?
        case $status in
        0) cmp -s run/ledger.csv "$after/ledger.csv" || bad="$bad $at:done-but-old" ;;
        3) failed=$((failed + 1)); grep -q 'No space left' said || bad="$bad $at:why" ;;
        *) bad="$bad $at:status-$status" ;;
        esac
        cmp -s run/ledger.csv "$before/ledger.csv" || cmp -s run/ledger.csv "$after/ledger.csv" || bad="$bad $at:torn"
        [ "$variable" = FAIL_FROM ] || [ "$status" -eq 0 ] || [ -z "$(find run -name '*.tmp')" ] || bad="$bad $at:left-behind"
        churn-ledger -q --update=run/ledger.csv "$@" 2>said || bad="$bad $at:next-run-$?"
        cmp -s run/ledger.csv "$after/ledger.csv" || bad="$bad $at:other-ledger"
    done
    comment "$name: $failed of 60 runs failed"
    equal "$name: status 3, and the old or the new ledger" "" "$bad"
    check "$name: there were failures" test "$failed" -gt 10
}
fail_everywhere "one call fails" first second FAIL_AT b.csv
fail_everywhere "the disk stays full" first second FAIL_FROM b.csv

# break_everywhere NAME BEFORE AFTER ARGUMENT...: each call for a file fails once, those that read the inputs too: status 3 with the reason, or
# 0 and the new ledger.
io=$build/tests/libfail_io.so
break_everywhere() {
    local name=$1 before=$2 after=$3 at bad='' failed=0 status errno
    shift 3
    for errno in 5 24; do
        for at in $(seq 1 400); do
            rm -rf run touched
            cp -r "$before" run
            FAIL_TOUCHED=touched FAIL_IO=$at FAIL_ERRNO=$errno LD_PRELOAD=$io churn-ledger -q --update=run/ledger.csv "$@" >/dev/null 2>said
            status=$?
            [ -e touched ] || break
            case $status in
            0) cmp -s run/ledger.csv "$after/ledger.csv" && [ "$(cat touched)" != 3 ] || bad="$bad $errno/$at:done-but-lost" ;;
            3) failed=$((failed + 1)); grep -qE 'Input/output error|Too many open files' said || bad="$bad $errno/$at:why" ;;
            *) bad="$bad $errno/$at:status-$status" ;;
            esac
            cmp -s run/ledger.csv "$before/ledger.csv" || cmp -s run/ledger.csv "$after/ledger.csv" || bad="$bad $errno/$at:torn"
            churn-ledger -q --update=run/ledger.csv "$@" 2>said || bad="$bad $errno/$at:next-run-$?"
            cmp -s run/ledger.csv "$after/ledger.csv" || bad="$bad $errno/$at:other-ledger"
        done
        check "$name: in the end a run goes through untouched" test "$at" -lt 400 -a "$status" -eq 0
    done
    comment "$name: $failed runs failed"
    equal "$name: status 3 and the reason, and the old or the new ledger" "" "$bad"
    check "$name: there were failures" test "$failed" -gt 40
}
break_everywhere "each call fails" first second b.csv
break_everywhere "each call fails, forgetting" second third --forget=gone.csv c.csv

# starve_everywhere NAME BEFORE AFTER ARGUMENT...: each request of the heap is refused once.
heap=$build/tests/libfail_alloc.so
starve_everywhere() {
    local name=$1 before=$2 after=$3 at bad='' failed=0 status
    shift 3
    for at in $(seq 1 4000); do
        rm -rf run touched
        cp -r "$before" run
        FAIL_TOUCHED=touched FAIL_ALLOC=$at LD_PRELOAD=$heap churn-ledger -q --update=run/ledger.csv "$@" >/dev/null 2>said
        status=$?
        [ -e touched ] || break
        case $status in
        0) cmp -s run/ledger.csv "$after/ledger.csv" || bad="$bad $at:done-but-old" ;;
        3) failed=$((failed + 1)); grep -qi 'memory' said || bad="$bad $at:why" ;;
        *) bad="$bad $at:status-$status" ;;
        esac
        cmp -s run/ledger.csv "$before/ledger.csv" || cmp -s run/ledger.csv "$after/ledger.csv" || bad="$bad $at:torn"
        [ -z "$(find run -name '*.tmp')" ] || bad="$bad $at:left-behind"
    done
    comment "$name: $failed runs failed"
    equal "$name: status 3 and the reason, and the old or the new ledger" "" "$bad"
    check "$name: there were failures, and in the end a run went through untouched" test "$failed" -gt 20 -a "$at" -lt 4000 -a "$status" -eq 0
}
starve_everywhere "no memory" first second b.csv
starve_everywhere "no memory, forgetting" second third --forget=gone.csv c.csv

# A ledger that is large enough for threads to read and write it.
awk 'BEGIN { print "customer_id,date,amount"; for (i = 0; i < 90000; i++) printf "C%07d,2026-01-01,%d.50\n", i * 3, i % 100 }' >large.csv
awk 'BEGIN { print "customer_id,date,amount"; for (i = 0; i < 900; i++) printf "C%07d,2026-01-02,%d.50\n", i * 250, i % 100 }' >small.csv
mkdir large large-done
churn-ledger -q --update=large/ledger.csv large.csv
cp large/* large-done
churn-ledger -q --update=large-done/ledger.csv small.csv
check "it is" test "$(wc -c <large/ledger.csv)" -gt 4194304
kill_everywhere "a large ledger" large large-done half small.csv
fail_everywhere "a large ledger, one call fails" large large-done FAIL_AT small.csv
fail_everywhere "a large ledger, the disk stays full" large large-done FAIL_FROM small.csv

# The order that makes it so: each file flushed, renamed, its folder flushed; the list before the ledger.
rm -rf run
cp -r first run
LD_PRELOAD=$shim CALLS=$scratch/calls churn-ledger -q --update=run/ledger.csv b.csv
here=$(pwd -P)
order=$(grep -E '^(fsync|rename) ' calls | sed -e "s,$here/,," -e 's,run/\.churn-[0-9]*-[0-9]*\.tmp,temporary,')
equal "flushed and renamed in this order" "fsync temporary
rename run/ledger.csv.inputs
fsync run
fsync temporary
rename run/ledger.csv
fsync run" "$order"

# Many at once: each round all of them start together; who ends with 4 comes again.
for runs in 2 8 16; do
    rm -rf crowd
    mkdir crowd
    for i in $(seq "$runs"); do awk -v n="$runs" -v i="$i" 'NR == 1 || NR % n == i % n' "$samples" >"crowd/$i.csv"; done
    left=$(seq "$runs")
    rounds=0
    strange=''
    lost=0
    while [ -n "$left" ] && [ $rounds -lt 60 ]; do
        rounds=$((rounds + 1))
        for i in $left; do (churn-ledger -q --update=crowd/ledger.csv "crowd/$i.csv" 2>/dev/null; echo $? >"crowd/$i.status") & done
        wait
        still=''
        for i in $left; do
            case $(cat "crowd/$i.status") in
            0) ;;
            4) still="$still $i"; lost=$((lost + 1)) ;;
            *) strange="$strange $i:$(cat "crowd/$i.status")" ;;
            esac
        done
        [ "$still" != "$left" ] || strange="$strange nobody-in-round-$rounds"
        left=$still
    done
    comment "$runs runs: $rounds rounds, $lost times locked out"
    equal "$runs at once: each ends with 0 or 4, and one gets in" "" "$strange"
    churn-ledger -q "$samples" >all.csv
    same "$runs at once: in the end the fold of all" all.csv crowd/ledger.csv
done

# A lock that is held for sure.
(flock 9; churn-ledger -q --update=first/ledger.csv b.csv 2>said; echo $? >status) 9>first/ledger.csv.lock
equal "a held lock: 4" 4 "$(cat status)"
check "and it is said" grep -q 'first/ledger.csv.lock: another run holds this lock' said
finish
