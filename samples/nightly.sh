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
# A wrong date among the purchases would move the day to look from, for good. So from the second night on a day is refused that lies more than 62 days
# past the as-of day of the night before, which OUT/as-of remembers. Where it is right, after a long pause, widen that for one night:
# `DAYS_AHEAD=400 nightly.sh DATA OUT`, or for good below. The first night has no such bound: look at the day in its summary. If that is wrong, mend
# the file, remove OUT/ledger.csv* and OUT/as-of, and begin anew.
#
# What a night leaves in OUT: list.csv, the whole list; lists/, one list for each salesperson; promising.csv, the small customers that promise more,
# best first, be they on list.csv or not; left-out.csv, who is not on the list and why; tiers.txt, what the few bring; service.txt,
# satisfaction by quarter; risk.csv, everything known of everybody; log.txt, what the programs said. The lists are written for spreadsheets: byte order
# mark, CRLF, guarded formulas.
#
# Status 0: done. 1: the data were refused, and yesterday's lists stay. 2: wrong use. 3: the machine failed. 4: another run is under way. Any other: it
# could not be begun, for want of a program. Files of OUT take their places whole or not at all. Each export is read by a strict reader first and
# refused with file, line and column; what awk reads after that it takes apart by csv.awk, which knows quotes: ids and names may hold commas.
set -euo pipefail
umask 077
export LC_ALL=C
days_ahead=${DAYS_AHEAD:-62}

usage='usage: nightly.sh [DATA [OUT]]
DATA  folder of the CSV exports (default: that of nightly.sh)
OUT   folder where everything goes (default: ./out)
DAYS_AHEAD=N in the environment: take in days up to N past the as-of day of the night before (default: 62)'
misused() { printf 'nightly: %s\n%s\n' "$1" "$usage" >&2; exit 2; }
case ${1-} in
-h | --help) echo "$usage"; exit 0 ;;
-*) misused "no option $1" ;;
esac
[ $# -le 2 ] || misused "$# arguments, two at most"
[[ $days_ahead =~ ^[0-9]{1,4}$ ]] || misused "DAYS_AHEAD=$days_ahead is no number of days"

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
data=${1:-$here}
out=${2:-out}
[ -d "$data" ] || misused "no folder $data"
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
    [ $status -eq 0 ] || stop "$1" $status
}
stop() {
    tail -n 12 "$work/said" >&2
    [ -z "${before-}" ] || ! grep -q 'use --max-date to accept' "$work/said" ||
        echo "nightly: days may lie $days_ahead days past $before, the as-of day of the night before; if this one is right, run once with DAYS_AHEAD=N" >&2
    echo "nightly: $1 ended with status $2; the lists of the night before stay" >&2
    exit "$2"
}
said() { sed -n "s/.*$1.*/\\1/p" "$out/log.txt" | tail -n 1; }

# Is every table sound CSV, with ids? churn-ledger reads whom it is to forget as strictly as purchases, wants nothing but an id of them, and forgets
# nobody from a ledger of nobody.
echo customer_id,date,amount >"$work/nobody.csv"
for table in customers surveys complaints invoices departures; do
    [ ! -e "$data/$table.csv" ] ||
        run churn-ledger --quiet --require-eol --update="$work/nobody-$table" --forget="$data/$table.csv" "$work/nobody.csv"
done

# Who bought what: one row a customer, the day to look from, scores.
bound=()
if [ -s "$out/as-of" ]; then
    before=$(cat "$out/as-of")
    bound=(--max-date="$(date -u -d "$before + $days_ahead days" +%F)")
fi
run churn-ledger --update="$out/ledger.csv" --keep=orders,days --require-eol --expect-rows=1.. ${bound+"${bound[@]}"} "$data"/transactions*.csv
run churn-rfm --input=ledger --activity=90 --cuts-out="$out/cuts.csv" --output="$work/rfm.csv" "$out/ledger.csv"
as_of=$(said 'churn-rfm: as of \([0-9-]*\)')
echo "$as_of" >"$work/as-of"
mv "$work/as-of" "$out/as-of"

# Complaints, debts, and who is known to have gone, as far as they are kept. A departure dated later than all purchases is for somebody to look at.
events=()
for table in complaints invoices departures; do
    [ -e "$data/$table.csv" ] || continue
    run awk -f "$here/csv.awk" -f "$here/features.awk" -v table=$table -v as_of="$as_of" -v bought="$work/rfm.csv" "$data/$table.csv" >"$work/$table.csv"
    cat "$work/said" >&2
    events+=("$work/$table.csv")
done

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

# One table of all that is known; who matters; who is about to leave, and why.
run churn-join --output="$work/joined.csv" "${tables[@]}" ${events+"${events[@]}"}
run churn-tiers --output="$work/tiers.csv" "$work/joined.csv"
run churn-tiers --summary --format=table --output="$out/tiers.txt" "$work/joined.csv"
run churn-risk --as-of="$as_of" --output="$out/risk.csv" "$work/tiers.csv"

# Good customers that are still small must not be overlooked: a list where every tier is let go but who promises more. Then whom to call, from
# level medium on: below it there may be no reason that one could name.
whom=(--excel --columns=rank,customer_id,name,owner,tier,level,risk,reasons,effort,action,monetary,value_at_stake,expected_gain)
[ ! -e "$data/departures.csv" ] || whom+=(--exclude='departed:has left already')
churn-winback --print-efforts | sed '/^promising,/!s/,1,/,0,/' >"$work/efforts.csv"
run churn-winback "${whom[@]}" --efforts="$work/efforts.csv" --output="$work/promising.csv" --excluded="$work/others.csv" "$out/risk.csv"
promising=$(said 'churn-winback: \([0-9]*\) of [0-9]* customers on the list')
run churn-winback "${whom[@]}" --level=medium --per-owner=owner --out-dir="$out/lists" --top-each=15 --excluded="$out/left-out.csv" --output="$out/list.csv" "$out/risk.csv"
mv "$work/promising.csv" "$out/promising.csv"

echo "nightly: as of $as_of; $(said 'churn-tiers: \(.*of value; .*\)'); risk: $(said 'customers by level: \(.*\)'); $(said 'churn-winback: \(.*on the list.*\)'); $promising small ones promise more; lists in $out"
