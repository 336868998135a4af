#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-cohort on Online Retail cell by cell, and on Fader and Hardie's two cohorts of 2007.
. "$(dirname "$0")/../lib/tap.sh"
retail=$shared/data/online_retail/online_retail.csv.gz
sbg=$shared/data/sbg_retention/fader_hardie_2007_retention.csv
[ -f "$sbg" ] || skip_all "../shared is absent"
cd "$scratch" || exit 1

months() { churn-cohort --id=CustomerID --date=InvoiceDate --amount='Quantity*UnitPrice' --on-error=skip --rejects=r.csv "$@" "$retail"; }
months >cells.csv 2>said
awk -F, -v OFS=, 'NR > 1 { print $1, $3, $5 }' cells.csv >ours
tail -n +2 "$shared/golden/online_retail_monthly_cohorts.csv" >golden
equal "Online Retail: cells of 13 cohorts" 91 "$(wc -l <golden)"
same "Online Retail: every cell of the golden triangle" golden ours
equal "Online Retail: the cells' money and what lies outside are the file's" 8300065.814 \
    "$({ awk -F, 'NR > 1 { print $9 }' cells.csv; sed -n 's/.*: \([0-9.]*\) given back before any purchase.*/-\1/p' said; } | paste -sd+ | sed 's/+-/-/g' | bc)"
equal "Online Retail: shares are active / customers" "" \
    "$(awk -F, 'NR > 1 { d = $6 - $5 / $2; if (d * d > 2.6e-13) print }' cells.csv)"
equal "Online Retail: cancellations as activity, as others count" 948,362,317,367 \
    "$(months -q --refunds=activity --triangle=active 2>/dev/null | awk -F, '$1 == "2010-12" { print $3 "," $4 "," $5 "," $6 }')"
check "Online Retail: December is said to be cut" grep -q "ends on 2011-12-09 and is not whole" said

project() { churn-cohort -q -i alive --renewals=year "$@" "$sbg"; }
equal "sBG, high end: parameters and log-likelihood" "0.668088 3.806095 -1611.158147" \
    "$(project --parameters | awk -F, '$1 == "highend" { printf "%.6f %.6f %.6f", $5, $7, $10 }')"
equal "sBG, regular: parameters and log-likelihood" "0.704077 1.182043 -1680.265188" \
    "$(project --parameters | awk -F, '$1 == "regular" { printf "%.6f %.6f %.6f", $5, $7, $10 }')"
later() {  # COHORT FIGURES: as the references round them
    project | awk -F, -v c="$1" -v figures="$2" 'BEGIN { n = split(figures, want, " ") } $1 == c && $2 > 7 { d = $6 - want[++i]; near += d * d < 3.7e-11 } END { print near " of " n }'
}
equal "sBG, high end: share left after 8 to 12" "5 of 5" "$(later highend "0.46044 0.43578 0.41417 0.39506 0.37800")"
equal "sBG, regular: share left after 8 to 12" "5 of 5" "$(later regular "0.22009 0.20441 0.19119 0.17987 0.17004")"
finish
