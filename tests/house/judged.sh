#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# README's tables of how good the sample shop's risks are stand as samples/judge.sh makes them.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
bash samples/nightly.sh samples "$scratch/out" >"$scratch/said" 2>&1 || comment - <"$scratch/said"
bash samples/judge.sh "$scratch/out/risk.csv" >"$scratch/judged"
sed -n '/^<!-- judge.sh -->/,/^<!-- end -->/p' README.md | sed '1d;$d' >"$scratch/readme"
check "judge.sh has something to say" test -s "$scratch/judged"
same "README holds what samples/judge.sh says" "$scratch/judged" "$scratch/readme"
finish
