#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-curve on IBM's telephone customers (tenure as the score, the contract as the group) and on Online Retail, followed up.
. "$(dirname "$0")/../lib/tap.sh"
telco=$shared/data/telco_ibm/Telco-Customer-Churn.csv
retail=$shared/data/online_retail/online_retail.csv.gz
[ -f "$telco" ] || skip_all "../shared is absent"
cd "$scratch" || exit 1

churn-curve --score=tenure --churned=Churn "$telco" >all.csv 2>said
equal "telco: 73 months of tenure, 7,043 customers, 1,869 of them lost" "73 7043 1869" \
    "$(awk -F, 'NR > 1 { rows++; n += $2; kept += $3 } END { print rows, n, n - kept }' all.csv)"
check "telco: the longer, the more stay: zones are drawn" grep -q "zones: " said
churn-curve --score=tenure --churned=Churn -g Contract "$telco" >groups.csv 2>said
equal "telco: counts by contract as awk makes them" \
    "$(awk -F, 'NR > 1 { sub(/\r$/, "", $NF); n[$16]++; kept[$16] += $NF == "No" } END { for (c in n) print c, n[c], kept[c] }' "$telco" | LC_ALL=C sort)" \
    "$(awk -F, 'NR > 1 { n[$1] += $3; kept[$1] += $4 } END { for (c in n) print c, n[c], kept[c] }' groups.csv | LC_ALL=C sort)"
check "telco: captive and free markets differ" grep -q "groups differ" said
if command -v Rscript >/dev/null; then
    churn-curve -q --score=tenure --churned=Churn --parameters "$telco" | awk -F, '$1 == "logistic" { print $4; print $5 }' >ours
    Rscript -e 'd <- read.csv(commandArgs(TRUE)[1]); g <- glm(Churn == "No" ~ tenure, binomial, d, control = list(epsilon = 1e-14)); s <- summary(g)$coefficients
        cat(sprintf("%.9f\n", t(s[, 1:2])), sep = "")' "$telco" >r
    equal "telco: the logistic curve of R's glm" "" "$(paste ours r | awk '{ d = ($1 - $2) / $2; if (d * d > 1e-12) print }')"
else
    skip "telco: the logistic curve of R's glm" "no Rscript"
fi

# Score: the number of articles on an invoice, up to 5; retained: bought again within 90 days. Counted again by awk.
if [ -f "$retail" ]; then
    gzip -dc "$retail" | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { line = $0; n = split(line, part, ","); id = part[n - 1]; if (id != "" && id + 0 > 0) print id "," substr(part[n - 3], 1, 10) "," part[n - 2] * part[n - 4] }' |
        awk -F, 'BEGIN { print "customer_id,date,amount" } $3 != 0 && $2 ~ /^20/ { print $1 "," $2 "," sprintf("%.3f", $3) }' >sales.csv
    awk -F, 'BEGIN { print "customer_id,date,score" } NR > 1 { day[$1 "," $2]++ } END { for (d in day) print d "," (day[d] > 5 ? 5 : day[d]) }' sales.csv | awk 'NR == 1 { print; next } { print | "LC_ALL=C sort" }' >surveys.csv
    churn-curve --transactions=sales.csv --retained-within=90 surveys.csv >followed.csv 2>said
    # days as whole numbers, each survey against each purchase of its customer
    awk -F, 'function days(t,  y, m, d) { y = substr(t, 1, 4) + 0; m = substr(t, 6, 2) + 0; d = substr(t, 9, 2) + 0; if (m < 3) { y--; m += 12 }
            return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m - 457) / 5) + d }
        FNR == 1 { next }
        NR == FNR { t = days($2); last = t > last ? t : last; if ($3 > 0) bought[$1] = bought[$1] " " t; next }
        { t = days($2); if (t + 90 > last) next
          count = split(bought[$1], when, " "); before = after = 0
          for (i = 1; i <= count; i++) { if (when[i] <= t) before = 1; if (when[i] > t && when[i] <= t + 90) after = 1 }
          if (before) { n[$3]++; kept[$3] += after } }
        END { for (s = 1; s <= 5; s++) if (n[s] > 0) print s "," n[s] "," kept[s] + 0 }' sales.csv surveys.csv >counted.csv
    tail -n +2 followed.csv | cut -d, -f1-3 >ours.csv
    same "online_retail: followed up as counted one by one" counted.csv ours.csv
    comment "$(grep 'surveys of' said | head -n 1)"
fi
finish
