#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A night's run: copy it, set the three folders, and let cron call it (crontab.example beside it).
#
#   nightly.sh [DATA [OUT]]      DATA: folder of the CSV exports (default: this folder); OUT: where the lists go (default: ./out)
#
# Nothing is left half-written: every file takes its place whole or not at all, and a second run that starts while one is under way ends at
# once with status 4. Messages go to standard error, one summary line to standard output.
set -euo pipefail
umask 077

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
data=${1:-$here}
out=${2:-out}
mkdir -p "$out"

exec 9>"$out/.lock"
flock --nonblock 9 || { echo "nightly: another run holds $out/.lock" >&2; exit 4; }

# customer_id is column 1 everywhere; LC_ALL=C makes sort agree with the tools' order of ids.
top() {  # top N KEY FILE: header and the N rows that sort first
  head -n 1 "$3"
  tail -n +2 "$3" | LC_ALL=C sort --field-separator=, $2 --stable | awk -v most="$1" 'NR <= most'
}

churn-ledger --require-eol --output="$out/ledger.csv" "$data/transactions.csv"
churn-rfm --input=ledger --cuts-out="$out/cuts.csv" --output="$out/rfm.csv" "$out/ledger.csv"

# Who matters: most points, then most money. Who slips away: bought much and often (monetary and frequency 4 or 5), but not lately (recency 1 or 2).
top 20 '--key=11,11nr --key=6,6nr --key=1,1' "$out/rfm.csv" >"$out/best.csv"
awk -F, 'NR == 1 || ($7 <= 2 && $8 >= 4 && $9 >= 4)' "$out/rfm.csv" >"$out/.slipping"
top 20 '--key=6,6nr --key=1,1' "$out/.slipping" >"$out/slipping.csv"
slipping=$(($(wc -l <"$out/.slipping") - 1))
rm "$out/.slipping"

echo "nightly: $(($(wc -l <"$out/rfm.csv") - 1)) customers scored, $slipping good ones slipping away; lists in $out"
