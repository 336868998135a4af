#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Is a chance of leaving what it says? In each tenth by risk, is the share that left inside the interval that its size allows (95 %, Wilson)?
# Of a made-up shop that buys as BG/NBD has it, by the rule no_order; of real ones, by churn-model on the risk, for other customers at the
# same time; and for a later time, where seasons and the age of the shop have their say: that is printed, not promised.
# Outcome: no purchase in the days after.
. "$(dirname "$0")/../lib/tap.sh"
cd "$scratch" || exit 1

# judged AS-OF LAST DAYS [MODEL]: rows.csv up to the day, judged by those after it; MODEL: of buying, for p_no_order
judged() {
    awk -F, -v until="$1" 'NR == 1 || $2 <= until' rows.csv >before.csv
    awk -F, -v from="$1" -v to="$2" '$2 > from && $2 <= to { print $1 }' rows.csv | sort -u >came.txt
    churn-rfm -q --id=id --frequency=days --activity=91 --as-of="$1" --segments=none before.csv |
        cut -d, -f1-5,13 >features.csv
    if [ -n "${4-}" ]; then
        churn-value -q -i customers --no-spend --model="$4" --horizon="$3" features.csv >valued.csv 2>said.txt || return 1
        mv valued.csv features.csv
    fi
    churn-risk -q --as-of="$1" --horizon="$3" features.csv >risk.csv
    awk -F, -v OFS=, 'FNR == NR { came[$1] = 1; next }
        FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print "customer_id,recency_days,orders,risk,left"; next }
        { print $1, $at["recency_days"], $at["orders"], $at["risk"], !($1 in came) }' came.txt risk.csv
}
# inside SCORE TABLE: tenths whose share that left is inside; the tenths go to the comments
inside() {
    churn-eval -q -s "$1" --churned=left --calibration "$2" >tenths.csv || exit 1
    awk -F, 'NR > 1 { print $4, $5, $8 }' tenths.csv | paste -sd';' | sed 's/^/tenths, foretold, came, inside: /; s/;/; /g' | fold -s -w 150 >&3
    awk -F, 'NR > 1 { n += $8 } END { print n }' tenths.csv
}
exec 3> >(while read -r line; do comment "$line"; done)
at_least() { [ "$1" -ge "$2" ]; }

# A made-up shop: rates gamma(0.6, 40 days), drop-out after a repeat purchase beta(0.8, 3.2); all first purchases in the first half year.
python3 - <<'P' >rows.csv
import datetime, random
draw = random.Random(1997)
print("id,date,amount")
for customer in range(20000):
    day, rate, drop = draw.uniform(0, 182), draw.gammavariate(0.6, 1 / 40), draw.betavariate(0.8, 3.2)
    first = True
    while day < 456:
        print(f"{customer:05d},{datetime.date(2024, 1, 1) + datetime.timedelta(int(day))},1")
        if not first and draw.random() < drop:
            break
        first = False
        day += draw.expovariate(rate) if rate > 0 else 1e9
P
judged 2024-12-30 2025-03-31 91 bg-nbd >made-up.csv
found=$(inside risk made-up.csv)
comment "a made-up shop, rule no_order: $found of 10 tenths inside"
check "a made-up shop: the chance of the fitted model is what it says, in 9 tenths of 10" at_least "$found" 9

[ -d "$shared/data" ] || { skip "the real shops" "../shared is absent"; finish; exit; }

# halves NAME: learn from every other customer, judge the rest
halves() {
    awk 'NR == 1 || NR % 2' judged.csv >odd.csv
    awk 'NR == 1 || NR % 2 == 0' judged.csv >even.csv
    churn-model -q --churned=left --numeric=risk,recency_days,orders --save=model.csv odd.csv >/dev/null || exit 1
    churn-model -q --predict=model.csv even.csv >predicted.csv || exit 1
    found=$(inside churn_probability predicted.csv)
    comment "$1, risk made a chance by churn-model, other customers at the same time: $found of 10 tenths inside"
}
# forward NAME: the model learnt a window earlier (earlier.csv), judged by now (judged.csv)
forward() {
    churn-model -q --churned=left --numeric=risk,recency_days,orders --save=model.csv earlier.csv >/dev/null || exit 1
    churn-model -q --predict=model.csv judged.csv >predicted.csv || exit 1
    found=$(inside churn_probability predicted.csv)
    comment "$1, learnt a window earlier: $found of 10 tenths inside; left then and now: $(share earlier.csv), $(share judged.csv)"
}
share() { awk -F, 'NR > 1 { n += $NF } END { printf "%.1f %%", 100 * n / (NR - 1) }' "$1"; }

gzip -dc "$shared/data/online_retail/online_retail.csv.gz" |
    awk -F, 'NR == 1 { print "id,date,amount"; next } $(NF - 1) != "" && $(NF - 4) * $(NF - 2) > 0 { sub(/\.0$/, "", $(NF - 1)); print $(NF - 1) "," substr($(NF - 3), 1, 10) ",1" }' >rows.csv
judged 2011-06-10 2011-09-09 91 >earlier.csv
judged 2011-09-09 2011-12-09 91 >judged.csv
halves "Online Retail"
check "Online Retail: 9 tenths of 10 for other customers" at_least "$found" 9
comment "Online Retail, the rules alone: $(inside risk judged.csv) of 10 tenths inside"
forward "Online Retail"
judged 2011-09-09 2011-12-09 91 auto >/dev/null || comment "Online Retail: $(head -n 1 said.txt)"

awk 'NR > 1 && NF { gsub(/\r/, ""); print $1 "," substr($2, 1, 4) "-" substr($2, 5, 2) "-" substr($2, 7, 2) ",1" }' "$shared/data/cdnow/CDNOW_master.txt" |
    { echo id,date,amount; cat; } >rows.csv
judged 1997-09-30 1998-06-30 273 >judged.csv
halves "CDNOW"
check "CDNOW: 9 tenths of 10 for other customers" at_least "$found" 9
comment "CDNOW, the rules alone: $(inside risk judged.csv) of 10 tenths inside"
for model in bg-nbd mbg-nbd pareto-nbd; do
    judged 1997-09-30 1998-06-30 273 $model >judged.csv
    comment "CDNOW, rule no_order by $model: $(inside risk judged.csv) of 10 tenths inside; AUC $(churn-eval -q -s risk --churned=left judged.csv | awk -F, '$2 == "auc" { print $3 }')"
done
finish
