#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-model and churn-eval on IBM's telephone customers, against published figures (R's glm and others'), and held out by a split that
# stays: whether the probability is calibrated, next to plain tenure.
. "$(dirname "$0")/../lib/tap.sh"
telco=$shared/data/telco_ibm/Telco-Customer-Churn.csv
[ -f "$telco" ] || skip_all "../shared is absent"
cd "$scratch" || exit 1
tr -d '\r' <"$telco" | awk -F, -v OFS=, 'NR == 1 { print $0, "fiber"; next } { print $0, ($9 == "Fiber optic") }' >telco.csv
features=(--id=customerID --churned=Churn --numeric=SeniorCitizen,tenure,MonthlyCharges,fiber --categorical=Contract,PaperlessBilling=No)

churn-model "${features[@]}" --save=model.csv telco.csv >table.csv 2>said
equal "7,043 customers, 1,869 churned" 1 "$(grep -c '7043 customers, 1869 churned (26.5 %); 8 parameters' said)"
equal "deviances" 1 "$(grep -c 'deviance 6035.063316, of the intercept alone 8150.145899' said)"
# near NAME EXPECTED ACTUAL WITHIN
near() { check "$1: $3 is $2" awk -v a="$2" -v b="$3" -v within="$4" 'BEGIN { d = a - b; exit !(b != "" && d <= within && -d <= within) }'; }
coefficient() { awk -F, -v f="$1" -v l="$2" '$1 == f && $3 == l { print $4 }' table.csv; }
near intercept -1.4162515624 "$(coefficient '' '')" 2e-9
near SeniorCitizen .3860698034 "$(coefficient SeniorCitizen '')" 2e-9
near tenure -.0355825068 "$(coefficient tenure '')" 2e-9
near MonthlyCharges .0141594688 "$(coefficient MonthlyCharges '')" 2e-9
near "one year" -.8667239510 "$(coefficient Contract 'One year')" 2e-9
near "two years" -1.7242973423 "$(coefficient Contract 'Two year')" 2e-9
near fiber .6912890961 "$(coefficient fiber '')" 2e-9
near paperless .4591287367 "$(coefficient PaperlessBilling Yes)" 2e-9

churn-model -q --id=customerID --predict=model.csv telco.csv >scored.csv
measure() { awk -F, -v s="$2" -v m="$3" -v c="${4:-3}" '$1 == s && $2 == m { print $c }' "$1"; }
churn-eval -q --churned=Churn -s churn_probability scored.csv >figures.csv
near AUC .8342931371 "$(measure figures.csv churn_probability auc)" 6e-7
near "Brier score" .1400448138 "$(measure figures.csv churn_probability brier)" 6e-7
near "log loss" .4284440803 "$(measure figures.csv churn_probability log_loss)" 6e-7
near "calibrated where it was fitted: intercept" 0 "$(measure figures.csv churn_probability calibration_intercept)" 0
near "calibrated where it was fitted: slope" 1 "$(measure figures.csv churn_probability calibration_slope)" 0
churn-eval -q --churned=Churn -s churn_probability --lift scored.csv >lift.csv
equal "top tenth: 705 -> 529 churners, lift 2.827580" "705 529.00 2.827580" "$(awk -F, '$2 == 1 { print $3, $5, $7 }' lift.csv)"
churn-eval -q --churned=Churn -s churn_probability --calibration scored.csv >bins.csv
near "riskiest tenth: foretold" .7055 "$(awk -F, '$2 == 10 { print $4 }' bins.csv)" 6e-5
near "riskiest tenth: came" .7500 "$(awk -F, '$2 == 10 { print $5 }' bins.csv)" 6e-5
near "safest tenth: foretold" .0094 "$(awk -F, '$2 == 1 { print $4 }' bins.csv)" 6e-5
near "safest tenth: came" .0113 "$(awk -F, '$2 == 1 { print $5 }' bins.csv)" 6e-5

# Held out: every third customer in the order of ids is judged by a model of the others.
{ head -n 1 telco.csv; tail -n +2 telco.csv | sort | awk 'NR % 3 != 0'; } >fit.csv
{ head -n 1 telco.csv; tail -n +2 telco.csv | sort | awk 'NR % 3 == 0'; } >judge.csv
equal "the split" "4696 2347" "$(($(wc -l <fit.csv) - 1)) $(($(wc -l <judge.csv) - 1))"
churn-model "${features[@]}" -q --save=part.csv -o /dev/null fit.csv
churn-model -q --id=customerID --predict=part.csv judge.csv >judged.csv
churn-eval -q --churned=Churn -s churn_probability,-tenure judged.csv >held.csv
comment "held out, 2,347 customers: AUC $(measure held.csv churn_probability auc) ($(measure held.csv churn_probability auc 5) to $(measure held.csv churn_probability auc 6)), tenure alone $(measure held.csv tenure auc); calibration slope $(measure held.csv churn_probability calibration_slope), at large $(measure held.csv churn_probability calibration_at_large)"
check "held out: AUC at least 0.82" awk -v a="$(measure held.csv churn_probability auc)" 'BEGIN { exit !(a >= 0.82) }'
check "held out: better than tenure alone, and not by chance" awk -v d="$(measure held.csv tenure auc_less_first 6)" 'BEGIN { exit !(d < 0) }'
check "held out: the slope's interval holds 1" awk -v a="$(measure held.csv churn_probability calibration_slope 5)" -v b="$(measure held.csv churn_probability calibration_slope 6)" 'BEGIN { exit !(a <= 1 && 1 <= b) }'
churn-eval -q --churned=Churn -s churn_probability --calibration judged.csv >bins.csv
comment - <bins.csv
check "held out: at least eight of ten tenths hold what was foretold" awk -F, 'NR > 1 { n += $NF } END { exit !(n >= 8) }' bins.csv

# What must be refused: total charges are months times money; a contract column that tells itself.
equal "a column that is a sum of others is named" 1 "$(awk -F, -v OFS=, 'NR == 1 { print $0, "both" } NR > 1 { print $0, $6 + 2 * $19 }' telco.csv |
    churn-model "${features[@]}" --numeric=SeniorCitizen,tenure,MonthlyCharges,fiber,both 2>&1 | grep -c 'both is told by the columns before it')"
equal "a leak is warned of" 1 "$(awk -F, -v OFS=, 'NR == 1 { print $0, "closed" } NR > 1 { print $0, NR % 1000 == 0 ? 0 : $21 == "Yes" }' telco.csv |
    churn-model "${features[@]}" --numeric=tenure,closed 2>&1 >/dev/null | grep -c 'closed alone tells nearly all')"
finish
