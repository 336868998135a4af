#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The committed sample data are what the generator writes, byte for byte, and small enough.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
check "the generator runs" "$build/samples/generate-samples" "$scratch"
for made in "$scratch"/*.csv; do same "${made##*/}" "$made" "samples/${made##*/}"; done
equal "every sample is generated" "$(cd samples && ls ./*.csv)" "$(cd "$scratch" && ls ./*.csv)"
check "under 5 MB together" test "$(cat samples/*.csv | wc -c)" -lt 5000000
mkdir "$scratch/out"
check "the night's job runs" bash samples/nightly.sh samples "$scratch/out"
for list in ledger rfm cuts best slipping; do
    check "out/$list.csv is there, for its owner only" sh -c "[ -s '$scratch/out/$list.csv' ] && [ \$(stat -c %a '$scratch/out/$list.csv') = 600 ]"
done
equal "twenty best" 21 "$(wc -l <"$scratch/out/best.csv")"
equal "twenty slipping away" 21 "$(wc -l <"$scratch/out/slipping.csv")"
cp -r "$scratch/out" "$scratch/before"
bash samples/nightly.sh samples "$scratch/out" 2>/dev/null >/dev/null
check "the same again" diff -r "$scratch/before" "$scratch/out"
exec 8>"$scratch/out/.lock"
flock 8
bash samples/nightly.sh samples "$scratch/out" >/dev/null 2>&1
equal "a second run at the same time ends with 4" 4 $?
finish
