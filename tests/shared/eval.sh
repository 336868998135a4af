#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-risk judged by churn-eval on Online Retail and CDNOW, held out by time, next to plain recency and number of orders. AUC is counted again by
# the ranks of sort and awk.
. "$(dirname "$0")/../lib/tap.sh"
[ -d "$shared/data" ] || skip_all "../shared is absent"
cd "$scratch" || exit 1

# auc COLUMN of judged.csv, whose last column is the outcome (Mann and Whitney 1947), ties half
auc() {
    awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next } { print $at, $NF }' judged.csv | sort -g |
        awk 'function close_ties() { sum += left * (stayed_below + (n - left) / 2); stayed_below += n - left; all_left += left; n = left = 0 }
             NR > 1 && $1 != before { close_ties() }
             { n++; left += $2; before = $1 }
             END { close_ties(); printf "%.6f\n", sum / (all_left * stayed_below) }'
}
measure() { awk -F, -v s="$1" -v m="$2" -v c="${3:-3}" '$1 == s && $2 == m { print $c }' figures.csv; }

# judge NAME AS-OF LAST HORIZON: purchases up to the day make the features, those after it up to the last the outcome
judge() {
    local name=$1 as_of=$2 last=$3
    awk -F, -v until="$as_of" 'NR == 1 || $2 <= until' rows.csv >before.csv
    awk -F, -v from="$as_of" -v to="$last" '$2 > from && $2 <= to { print $1 }' rows.csv | sort -u >came.txt
    churn-rfm -q --id=id --frequency=days --as-of="$as_of" --segments=none before.csv | churn-risk -q --horizon="$4" >risk.csv || exit 1
    awk -F, -v OFS=, 'FNR == NR { came[$1] = 1; next } FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print "id,risk,recency_days,orders,churned"; next }
        { print $1, $at["risk"], $at["recency_days"], $at["orders"], !($1 in came) }' came.txt risk.csv >judged.csv
    churn-eval -q -s risk,recency_days,-orders judged.csv >figures.csv || exit 1
    comment "$name: $(measure risk rows) customers, share that left $(measure risk churn_rate); AUC of risk $(measure risk auc) ($(measure risk auc 5) to $(measure risk auc 6)), recency $(measure recency_days auc), orders $(measure orders auc); average precision $(measure risk average_precision) against $(measure recency_days average_precision); lift $(measure risk lift_of_first_bin)"
    comment "$name: log loss $(measure risk log_loss), Brier $(measure risk brier), calibration intercept $(measure risk calibration_intercept), slope $(measure risk calibration_slope), at large $(measure risk calibration_at_large)"
    equal "$name: AUC of risk as ranks give it" "$(auc risk)" "$(measure risk auc)"
    equal "$name: AUC of recency as ranks give it" "$(auc recency_days)" "$(measure recency_days auc)"
    check "$name: better than recency, and not by chance" awk -v d="$(measure recency_days auc_less_first 6)" 'BEGIN { exit !(d < 0) }'
    check "$name: better than the number of orders, and not by chance" awk -v d="$(measure orders auc_less_first 6)" 'BEGIN { exit !(d < 0) }'
    check "$name: Brier's parts add up" awk -v s="$(measure risk brier)" -v a="$(measure risk brier_reliability)" -v b="$(measure risk brier_resolution)" -v c="$(measure risk brier_uncertainty)" -v d="$(measure risk brier_within)" \
        'BEGIN { e = s - (a - b + c + d); exit !(e < 3e-6 && e > -3e-6) }'
    churn-eval -q --calibration judged.csv | comment -
    churn-eval -q --lift judged.csv >lift.csv
    equal "$name: the tenths hold everybody" "$(measure risk rows) $(measure risk churned)" "$(awk -F, 'NR > 1 { n += $3; c += $5 } END { printf "%d %.0f", n, c }' lift.csv)"
    { head -n 1 judged.csv; tail -n +2 judged.csv | tac; } | churn-eval -q --lift >again.csv
    same "$name: the same in another order" lift.csv again.csv
}

gzip -dc "$shared/data/online_retail/online_retail.csv.gz" |
    awk -F, 'NR == 1 { print "id,date,amount"; next } $(NF - 1) != "" && $(NF - 4) * $(NF - 2) > 0 { sub(/\.0$/, "", $(NF - 1)); print $(NF - 1) "," substr($(NF - 3), 1, 10) ",1" }' >rows.csv
judge "Online Retail" 2011-09-09 2011-12-09 91
equal "Online Retail: the customers of the comparison" 3370 "$(measure risk rows)"
awk 'NR > 1 && NF { gsub(/\r/, ""); print $1 "," substr($2, 1, 4) "-" substr($2, 5, 2) "-" substr($2, 7, 2) ",1" }' "$shared/data/cdnow/CDNOW_master.txt" |
    { echo id,date,amount; cat; } >rows.csv
judge "CDNOW" 1997-09-30 1998-06-30 273
equal "CDNOW: the customers of the comparison" 23570 "$(measure risk rows)"
finish
