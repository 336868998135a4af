#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzing under the address and undefined sanitizers:  run.sh SECONDS [TARGET...]
#
# Each target runs so many seconds, two at once, from seeds made of samples/, the cases under tests/cli and, where they are there, the files of
# ../shared/awkward; what it learns is kept in build-fuzz/corpus. TAP; a finding is kept in build-fuzz/findings, and belongs among the cases.
. "$(dirname "$0")/../lib/tap.sh"
seconds=${1:-60}
shift
work=$root/build-fuzz
command -v clang >/dev/null || skip_all "no clang"
cd "$root" || exit 1
if [ ! -f "$work/build.ninja" ]; then
    CC=clang meson setup "$work" -Dtests=false -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false -Dc_args=-fsanitize=fuzzer-no-link >"$scratch/said" 2>&1 ||
        { comment - <"$scratch/said"; not_ok "the targets can be set up"; finish; exit; }
fi
check "the targets are built" ninja -C "$work"
targets=("$@")
[ $# -gt 0 ] || targets=(lanes ledger options reader saved values)

# Seeds: the first bytes of a target's input are choices, so each seed stands behind some.
seed() {  # FOLDER CHOICES FILE...
    local folder=$1 choices=$2 file
    shift 2
    for file in "$@"; do
        [ -f "$file" ] && [ "$(stat -c %s "$file")" -lt 20000 ] || continue
        { printf "%b" "$choices"; cat "$file"; } >"$folder/$(printf '%s%s' "$choices" "$file" | cksum | cut -d' ' -f1)"
    done
}
PATH=$work/tools:$PATH
head -n 30 samples/transactions.csv >"$scratch/t.csv"
churn-ledger -q --keep=orders,days -o "$scratch/l.csv" "$scratch/t.csv"
churn-rfm -q --cuts-out="$scratch/cuts.csv" -o /dev/null "$scratch/t.csv"
churn-rfm --print-segments -o "$scratch/segments.csv"
churn-risk --print-rules -o "$scratch/rules.csv"
churn-winback --print-efforts -o "$scratch/efforts.csv"
churn-winback --print-actions -o "$scratch/actions.csv"
churn-value -q --fit --save="$scratch/value.csv" -o /dev/null samples/transactions.csv
awk 'BEGIN { print "score,retained"; for (i = 0; i < 120; i++) print 1 + i % 5 "," (i * 7 % 11 < 2 * (1 + i % 5)) }' >"$scratch/scores.csv"
churn-curve -q --save="$scratch/curve.csv" -o /dev/null "$scratch/scores.csv"
awk 'BEGIN { print "n,left,tenure,plan"; for (i = 0; i < 60; i++) print i "," (i * 7 % 11 < 4) "," i % 13 "," (i % 3 ? "a" : "b") }' >"$scratch/judged.csv"
churn-model -q --id=n --churned=left --numeric=tenure --categorical=plan --save="$scratch/model.csv" -o /dev/null "$scratch/judged.csv"
gzip -nc "$scratch/t.csv" >"$scratch/t.gz"
zstd -qc "$scratch/t.csv" >"$scratch/t.zst"
for target in "${targets[@]}"; do
    mkdir -p "$work/corpus/$target" "$work/findings"
    case $target in
    lanes) for choice in '\0' '\1' '\3' '\7'; do seed "$work/corpus/lanes" "$choice\0\0\0\0\0\0\0\0\0\0\0\0\0\0$choice" "$scratch/t.csv" tests/cli/*/*/*.csv "$shared"/awkward/*.csv "$shared"/data/csv-conformance/*/*.csv; done ;;
    ledger) seed "$work/corpus/ledger" "" "$scratch/l.csv" tests/cli/churn-ledger/*/*.csv ;;
    reader) seed "$work/corpus/reader" '\0\0\0\0' "$scratch"/t.* tests/cli/*/*/*.csv "$shared"/awkward/* "$shared"/data/csv-conformance/*/*.csv; seed "$work/corpus/reader" '\0\0\040\0' "$scratch"/t.* "$shared"/awkward/* ;;
    saved)
        seed "$work/corpus/saved" '\0' "$scratch/cuts.csv"
        seed "$work/corpus/saved" '\1' "$scratch/segments.csv"
        seed "$work/corpus/saved" '\2' "$scratch/rules.csv"
        seed "$work/corpus/saved" '\3' "$scratch/efforts.csv"
        seed "$work/corpus/saved" '\4' "$scratch/actions.csv"
        seed "$work/corpus/saved" '\5' "$scratch/curve.csv"
        seed "$work/corpus/saved" '\6' "$scratch/value.csv"
        seed "$work/corpus/saved" '\7' "$scratch/model.csv"
        ;;
    options) for words in '--help' '--text=x\0-c\03\0file' '--day\02026-01-01\0--money=1.50\0--room=4k' '--choice=two\0-at\0x\0--\0-x'; do printf -- "$words" >"$work/corpus/options/$(printf '%s' "$words" | cksum | cut -d' ' -f1)"; done ;;
    values) for words in '\01.50' '\0012.345,60' '\02026-02-28' '\02026-01-01T10:00:00Z' '\0-1e5' '\0../x'; do printf -- "$words" >"$work/corpus/values/$(printf '%s' "$words" | cksum | cut -d' ' -f1)"; done ;;
    esac
done

one() {
    (cd "$work/findings" && UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 ASAN_OPTIONS=detect_leaks=1 \
        "$work/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=3000 -print_final_stats=1 -artifact_prefix="$work/findings/$1-" \
        "$work/corpus/$1" >"$scratch/$1.log" 2>&1)
    echo $? >"$scratch/$1.status"
}
running=0
for target in "${targets[@]}"; do
    one "$target" &
    running=$((running + 1))
    [ $((running % 2)) -eq 1 ] || wait
done
wait
for target in "${targets[@]}"; do
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$scratch/$target.log")
    if [ "$(cat "$scratch/$target.status")" -eq 0 ]; then
        ok "$target: ${runs:-0} runs, 0 bad"
        check "$target: it ran" test "${runs:-0}" -gt 100
    else
        not_ok "$target: a finding in build-fuzz/findings"
        tail -n 50 "$scratch/$target.log" | comment -
    fi
done
finish
