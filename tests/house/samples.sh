#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The committed sample data are what the generator writes, byte for byte, and small enough; and the night's run over them leaves what it promises.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
check "the generator runs" "$build/samples/generate-samples" "$scratch"
for made in "$scratch"/*.csv; do same "${made##*/}" "$made" "samples/${made##*/}"; done
equal "every sample is generated" "$(cd samples && ls ./*.csv)" "$(cd "$scratch" && ls ./*.csv)"
check "under 5 MB together" test "$(cat samples/*.csv | wc -c)" -lt 5000000

# night DATA: a night's run into out; its status and what it said
out=$scratch/out
night() {
    status=0
    bash samples/nightly.sh "$1" "$out" >"$scratch/stdout" 2>"$scratch/stderr" || status=$?
}
# column FILE NAME: its cells, one a line
column() { awk -v name="$2" -f samples/csv.awk -f <(echo 'NR == 1 { read_header(); next } { split_csv($0, field); print cell(name) }') "$1"; }
lists() { (cd "$out" && find . -type f ! -name log.txt ! -name '.lock' -exec cksum {} + | sort -k3); }

night samples
equal "the night's job runs" 0 "$status"
equal "one summary line" 1 "$(wc -l <"$scratch/stdout")"
check "that says the day, the split, the risks and the list" grep -Eq '^nightly: as of 2026-10-31; 20\.0 % of customers bring .* critical [0-9]+, .* on the list; .*; lists in ' "$scratch/stdout"
equal "nothing for cron to mail" "" "$(cat "$scratch/stderr")"
for file in ledger.csv cuts.csv curve.csv risk.csv list.csv left-out.csv tiers.txt service.txt log.txt lists/owners.csv; do
    check "$file is there" test -s "$out/$file"
done
equal "nobody else may read a file" "" "$(find "$out" -type f ! -perm 600)"
equal "or look into a folder" "" "$(find "$out" -type d ! -perm 700)"
equal "nothing of the work is left" "" "$(find "$out" -name '.work*')"

# What is in them.
listed=$(column "$out/list.csv" customer_id)
equal "the list's ranks count up" "$(seq "$(wc -l <<<"$listed")")" "$(column "$out/list.csv" rank)"
check "every row says who and what to do, and why from medium risk on" awk -f samples/csv.awk -f <(echo 'NR == 1 { read_header(); next }
    { split_csv($0, field); if (cell("name") == "" || (cell("level") != "low" && cell("reasons") == "") || cell("action") == "" || cell("owner") == "") exit 1 }') "$out/list.csv"
equal "each customer of the ledger is on the list or left out, once" "$(column "$out/ledger.csv" customer_id | sort)" \
    "$( { printf '%s\n' "$listed"; column "$out/left-out.csv" customer_id; } | sort)"
equal "who is left out has a reason" 0 "$(column "$out/left-out.csv" excluded_reason | grep -c '^$')"
# Who left for a part only buys on, and is to be called.
gone=$(awk -f samples/csv.awk -f <(echo 'BEGIN { while ((getline line < bought) > 0) { split_csv(line, part); last[part[1]] = part[2] } }
    NR == 1 { read_header(); next } { split_csv($0, field); if (last[cell("customer_id")] <= cell("date")) print cell("customer_id") }') \
    -v bought=<(paste -d, <(column "$out/risk.csv" customer_id) <(column "$out/risk.csv" last_date)) samples/departures.csv | sort)
check "there are departures" test "$(wc -l <<<"$gone")" -gt 200
equal "known departures are not called" "" "$(comm -12 <(sort <<<"$listed") <(printf '%s\n' "$gone"))"
equal "but who buys on is" 1 "$(grep -cx C000282 <<<"$listed")"
equal "nor who does not want to be" "" "$(comm -12 <(sort <<<"$listed") <(awk -f samples/csv.awk -f <(echo 'NR == 1 { read_header(); next }
    { split_csv($0, field); if (cell("do_not_contact") == 1) print cell("customer_id") }') samples/customers.csv | sort))"
equal "a list for each salesperson, named in owners.csv" "$(column "$out/lists/owners.csv" file | sort)" "$(cd "$out/lists" && ls | grep -vx owners.csv | sort)"
equal "with each customer of the list in one of them" "$(sort <<<"$listed")" \
    "$(column "$out/lists/owners.csv" file | while IFS= read -r file; do column "$out/lists/$file" customer_id; done | sort)"
equal "fifteen at most" "" "$(column "$out/lists/owners.csv" customers | awk '$1 > 15')"
check "tiers.txt names the tiers" grep -q '^platinum\|platinum ' "$out/tiers.txt"
check "service.txt has the quarters" grep -q '2026-Q3' "$out/service.txt"
churn-ledger -q --keep=orders,days -o "$scratch/fold.csv" samples/transactions.csv
same "the ledger is the fold of all" "$scratch/fold.csv" "$out/ledger.csv"
equal "the ledger's net is the data's" "$(churn-ledger samples/transactions.csv 2>&1 >/dev/null | sed -n 's/.*amount total //p')" \
    "$(sed -n 's/^churn-ledger: .*amount total //p' "$out/log.txt")"

# Twice the same night: the rows are known, the lists are the same.
before=$(lists)
night samples
equal "run again: done" 0 "$status"
check "the rows are not counted twice" grep -q 'taken in before, left out' "$out/log.txt"
equal "the same lists" "$before" "$(lists)"

# Bad input: refused with its place, and yesterday's lists stay.
mkdir "$scratch/bad"
cp samples/*.csv "$scratch/bad"
printf 'customer_id,date,amount,order_id,category,channel,list_price,cost\nC000001,2026-11-31,5.00,O999999,paper,web,5.00,3.00\n' >"$scratch/bad/transactions-2.csv"
night "$scratch/bad"
equal "a day that is none: status 1" 1 "$status"
check "said with its place, for cron to mail" grep -q 'transactions-2\.csv:2:9: date: "2026-11-31" is no day' "$scratch/stderr"
check "and that the lists stay" grep -q 'the lists of the night before stay' "$scratch/stderr"
equal "nothing on standard output" "" "$(cat "$scratch/stdout")"
equal "yesterday's lists, ledger included" "$before" "$(lists)"
rm "$scratch/bad/transactions-2.csv"
echo C000001,2026-10-31,9000 >>"$scratch/bad/surveys.csv"
night "$scratch/bad"
equal "a survey cut short: status 1" 1 "$status"
equal "yesterday's lists once more" "$before" "$(lists)"
equal "nothing of the work is left after a fault" "" "$(find "$out" -name '.work*')"

# A shop that keeps nothing but purchases and customers.
mkdir "$scratch/bare"
cp samples/transactions.csv samples/customers.csv "$scratch/bare"
whole=$out
out=$scratch/bare-out
night "$scratch/bare"
equal "no surveys, complaints, invoices, departures: done" "0 " "$status $(cat "$scratch/stderr")"
check "there is a list" test "$(wc -l <"$out/list.csv")" -gt 20
out=$whole

exec 8>"$out/.lock"
flock 8
night samples
equal "a second run at the same time ends with 4" 4 "$status"
check "and says who holds it" grep -q 'another run holds' "$scratch/stderr"
equal "and touches nothing" "$before" "$(lists)"
finish
