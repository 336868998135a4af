#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A night's run, from the exports of the day to the list that lies on the sales desk at seven. Copy it, set DATA and OUT, and let cron
# (crontab.example), systemd (churnkit-nightly.timer) or make (Makefile) call it.
#
#   nightly.sh [DATA [OUT]]      DATA: folder of the CSV exports (default: this folder); OUT: where everything goes (default: ./out)
#
# DATA holds transactions*.csv and customers.csv, and where there are any surveys.csv, complaints.csv, invoices.csv, departures.csv (README.md has
# their columns).
# Each file of transactions is taken into the ledger once, known by its content: put every day's rows into a new file. One that grew is refused. If your
# shop exports everything anew each night, replace `--update="$out/ledger.csv"` by `--output="$out/ledger.csv"`.
#
# What a night leaves in OUT: list.csv, the whole list; lists/, one list for each salesperson; left-out.csv, who is not on it and why;
# tiers.txt, what the few bring; service.txt, satisfaction by quarter; risk.csv, everything known of everybody; log.txt, what the programs said.
#
# Status 0: done. 1: the data were refused, and yesterday's list stays. 3: the machine failed. 4: another run is under way. Any other: it could not be begun, for
# want of a program or by a wrong option. Files of OUT take
# their places whole or not at all. Nothing here takes CSV apart with cut or awk: ids and names may hold commas.
set -euo pipefail
umask 077
export LC_ALL=C

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
data=${1:-$here}
out=${2:-out}
mkdir -p "$out/lists"
exec 9>"$out/.lock"
flock --nonblock 9 || { echo "nightly: another run holds $out/.lock" >&2; exit 4; }
rm -rf "$out"/.work.* # of a night that was killed; the lock says that nobody uses it
work=$(mktemp -d "$out/.work.XXXXXX")
trap 'rm -rf "$work"' EXIT

# What the programs remark goes to the log; when one refuses, cron mails its last words.
: >"$out/log.txt"
run() {
    local status=0
    "$@" 2>"$work/said" || status=$?
    cat "$work/said" >>"$out/log.txt"
    [ $status -eq 0 ] || { tail -n 12 "$work/said" >&2; echo "nightly: $1 ended with status $status; the lists of the night before stay" >&2; exit $status; }
}
said() { sed -n "s/.*$1.*/\\1/p" "$out/log.txt" | tail -n 1; }

# Who bought what: one row a customer, the day to look from, scores.
run churn-ledger --update="$out/ledger.csv" --keep=orders,days --require-eol --expect-rows=1.. "$data"/transactions*.csv
run churn-rfm --input=ledger --activity=90 --cuts-out="$out/cuts.csv" --output="$work/rfm.csv" "$out/ledger.csv"
as_of=$(said 'churn-rfm: as of \([0-9-]*\)')

# How satisfied they are, and what that means: the curve says which scores stay. Where too little is known for one, yesterday's stays.
tables=("$work/rfm.csv" "$data/customers.csv")
if [ -e "$data/surveys.csv" ]; then
    first=1
    for file in "$data"/transactions*.csv; do tail -n +$first "$file"; first=2; done >"$work/purchases.csv"
    fitted=0
    churn-curve --transactions="$work/purchases.csv" --save="$out/curve.csv" --output="$work/curve-table.csv" "$data/surveys.csv" 2>>"$out/log.txt" || fitted=$?
    case $fitted in
    0) ;;
    1) echo "nightly: no new satisfaction curve, see $out/log.txt" >&2 ;;
    *) echo "nightly: churn-curve ended with status $fitted, see $out/log.txt; the lists of the night before stay" >&2; exit $fitted ;;
    esac
    [ ! -e "$out/curve.csv" ] || curve=(--curve="$out/curve.csv")
    run churn-satisfaction --as-of="$as_of" ${curve+"${curve[@]}"} --output="$work/satisfaction.csv" "$data/surveys.csv"
    run churn-satisfaction --per=quarter --target=90% --format=table --output="$out/service.txt" "$data/surveys.csv"
    tables+=("$work/satisfaction.csv")
fi

# Complaints, debts, and who is known to have gone, as far as they are kept.
for table in complaints invoices departures; do
    [ -e "$data/$table.csv" ] || continue
    awk -f "$here/csv.awk" -f "$here/features.awk" -v table=$table -v as_of="$as_of" -v bought="$work/rfm.csv" "$data/$table.csv" >"$work/$table.csv"
    tables+=("$work/$table.csv")
done

# One table of all that is known; who matters; who is about to leave, and why; whom to call.
run churn-join --output="$work/joined.csv" "${tables[@]}"
run churn-tiers --output="$work/tiers.csv" "$work/joined.csv"
run churn-tiers --summary --format=table --output="$out/tiers.txt" "$work/joined.csv"
run churn-risk --as-of="$as_of" --output="$out/risk.csv" "$work/tiers.csv"
gone=()
[ ! -e "$data/departures.csv" ] || gone=(--exclude='departed:has left already')
run churn-winback ${gone+"${gone[@]}"} --per-owner=owner --out-dir="$out/lists" --top-each=15 --excluded="$out/left-out.csv" \
    --columns=rank,customer_id,name,owner,tier,level,risk,reasons,effort,action,monetary,value_at_stake,expected_gain \
    --output="$out/list.csv" "$out/risk.csv"

echo "nightly: as of $as_of; $(said 'churn-tiers: \(.*of value; .*\)'); risk: $(said 'customers by level: \(.*\)'); $(said 'churn-winback: \(.*on the list.*\)'); lists in $out"
