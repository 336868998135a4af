#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two nights of the sample shop, and what they come to: the ledger of all rows at once, byte for byte.
#
#   two-nights.sh [FOLDER]      where the files go (default: ./two-nights)
set -euo pipefail
umask 077

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:-two-nights}
mkdir -p "$out"
rm -f "$out"/ledger.csv*

# What an export job would leave: everything so far, then a day's rows each night.
awk -F, 'NR == 1 || $2 <= "2026-10-29"' "$here/transactions.csv" >"$out/so-far.csv"
awk -F, 'NR == 1 || $2 == "2026-10-30"' "$here/transactions.csv" >"$out/friday.csv"
awk -F, 'NR == 1 || $2 == "2026-10-31"' "$here/transactions.csv" >"$out/saturday.csv"

churn-ledger --update="$out/ledger.csv" "$out/so-far.csv"
churn-ledger --update="$out/ledger.csv" "$out/friday.csv"
churn-ledger --update="$out/ledger.csv" "$out/saturday.csv"
churn-ledger --update="$out/ledger.csv" "$out/friday.csv"  # cron ran it twice: nothing happens

churn-ledger --quiet "$here/transactions.csv" | cmp - "$out/ledger.csv"
echo "two-nights: $(($(wc -l <"$out/ledger.csv") - 1)) customers, the same bytes as the fold of all"
