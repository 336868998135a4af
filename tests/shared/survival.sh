#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-survival on published data: leukemia maintenance (AML), Gehan's trial of 6-MP, IBM's telephone customers; figures of R's survival and
# lifelines, the telephone customers' curves row by row, and purchases as lives counted again by awk.
. "$(dirname "$0")/../lib/tap.sh"
folder=$shared/data/survival
telco=$shared/data/telco_ibm/Telco-Customer-Churn.csv
[ -f "$folder/aml.csv" ] || skip_all "../shared is absent"
cd "$scratch" || exit 1

# rounded DIGITS: each number of a comma-separated line
rounded() { awk -F, -v n="$1" '{ for (i = 1; i <= NF; i++) printf "%s%s", $i == "" ? "" : sprintf("%." n "f", $i), i < NF ? "," : "\n" }'; }
# column NAME [CONDITION]: of the CSV on standard input, joined by commas
column() { awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { v = $at[name]; line = line (NR > 2 ? "," : "") v } END { print line }'; }
aml() { churn-survival -q --duration=time --event=status "$@" "$folder/aml.csv"; }
events() { awk -F, 'NR == 1 || $4 > 0'; }

aml -g x >aml.csv
grep -E '^(group|Maintained)' aml.csv >maintained.csv
grep -E '^(group|Nonmaintained)' aml.csv >nonmaintained.csv
equal "AML, maintained: event times" 9,13,18,23,31,34,48 "$(events <maintained.csv | column time)"
equal "AML, maintained: survival" .909091,.818182,.715909,.613636,.490909,.368182,.184091 "$(events <maintained.csv | column survival | rounded 6 | sed 's/0\././g')"
equal "AML, maintained: Greenwood" .0866784,.1162913,.1396650,.1526323,.1641933,.1626689,.1534927 "$(events <maintained.csv | column std_error | rounded 7 | sed 's/0\././g')"
equal "AML, maintained: log-log interval at 9" .5080802,.9866738 "$(awk -F, '$2 == 9 { print $8 "," $9 }' maintained.csv | rounded 7 | sed 's/0\././g')"
equal "AML, nonmaintained: event times" 5,8,12,23,27,30,33,43,45 "$(events <nonmaintained.csv | column time)"
equal "AML, nonmaintained: survival" 0.8333333,0.6666667,0.5833333,0.4861111,0.3888889,0.2916667,0.1944444,0.0972222,0.0000000 \
    "$(events <nonmaintained.csv | column survival | rounded 7)"
equal "AML: medians" 31,23 "$(aml -g x --summary | column median)"
equal "AML: Nelson-Aalen of all at 5 and 48" "0.08695652 2.16102402 0.68665131" \
    "$(aml --at=5,48 | awk -F, 'NR == 2 { printf "%.8f ", $9 } NR == 3 { printf "%.8f %.8f", $9, $10 }')"
equal "AML: log-rank" "3.396388699,1,0.065339322" "$(aml -g x --tests | awk -F, '$1 == "log-rank" { print $5 "," $6 "," $7 }' | sort -u)"
equal "AML: Peto with rho 1, R's" 2.779279545 "$(aml -g x --tests | awk -F, '$1 == "fleming-harrington" { print $5 }' | sort -u)"

gehan() { churn-survival -q --duration=time --event=cens -g treat "$@" "$folder/gehan.csv"; }
gehan --tests >tests.csv
equal "Gehan: log-rank" 16.792940989 "$(awk -F, '$1 == "log-rank" { print $5 }' tests.csv | sort -u)"
while read -r test expected; do
    check "Gehan: $test as lifelines'" awk -F, -v t=$test -v e=$expected '$1 == t { d = $5 - e; n += d * d < 1e-12 } END { exit n != 2 }' tests.csv
done <<<"gehan-wilcoxon 13.457852
tarone-ware 15.123575
peto 14.084139"
equal "Gehan: 6-MP" .857142857,.806722689,.752941176,.690196078,.627450980,.537815126,.448179272 \
    "$(gehan | grep -E '^(group|6-MP)' | events | column survival | sed 's/0\././g')"
equal "Gehan: medians of 6-MP and control" 23,8 "$(gehan --summary | column median)"
printf 'duration,event,group\n10,1,a\n20,0,a\n30,0,a\n10,1,b\n20,1,b\n50,0,b\n' >toy.csv
equal "lifelines' toy: log-rank and p" ".384615,.535143" "$(churn-survival -q -g group --tests toy.csv | awk -F, '$1 == "log-rank" { print $5 "," $7 }' | sort -u | rounded 6 | sed 's/0\././g')"

phones() { churn-survival -q --duration=tenure --event=Churn "$@" "$telco"; }
equal "telco: customers and churners" 7043,1869 "$(phones --summary | awk -F, 'NR == 2 { print $1 "," $2 }')"
equal "telco: survival" 0.945961,0.884826,0.843200,0.788736,0.748545,0.708840,0.664404,0.592790 "$(phones --at=1,6,12,24,36,48,60,72 | column survival | rounded 6)"
phones -g Contract --at=12,24,72 >at.csv
equal "telco: month to month at 12, 24, 72" 0.703097,0.585915,0.128952 "$(grep -E '^(group|Month)' at.csv | column survival | rounded 6)"
equal "telco: one year and two years at 72" "0.568146 0.935739" "$(awk -F, '$2 == 72 && /year/ { printf "%.6f ", $6 }' at.csv | sed 's/ $//')"
equal "telco: median of month to month" 35,32,38 "$(phones -g Contract --summary | awk -F, '/^Month/ { print $6 "," $7 "," $8 }')"
log_rank() { phones -g "$1" --tests | awk -F, '$1 == "log-rank" { print $5 "," $6 }' | sort -u; }
equal "telco: log-rank by contract" 2352.872538,2 "$(log_rank Contract | awk -F, '{ printf "%.6f,%s", $1, $2 }')"
equal "telco: log-rank by gender" "0.525706972,1 0.4684" "$(log_rank gender) $(phones -g gender --tests | awk -F, '$1 == "log-rank" { printf "%.4f\n", $7 }' | sort -u)"
equal "telco: log-rank by age" 109.4896934 "$(log_rank SeniorCitizen | awk -F, '{ printf "%.7f", $1 }')"
phones -g Contract | awk -F, -v OFS=, 'NR > 1 { print $1, $2, $3, $4, $5, $6, $7, $8, $9 }' | LC_ALL=C sort -t, -k1,1 -k2,2n >ours
tr -d '"' <"$shared/golden/telco_km_contract_loglog.csv" | tail -n +2 | LC_ALL=C sort -t, -k1,1 -k2,2n |
    awk -F, -v OFS=, '{ for (i = 6; i <= 9; i++) $i = $i == "NA" ? "" : sprintf("%.9f", $i); print }' >golden
equal "telco: rows of the curves by contract" 218 "$(wc -l <golden)"
same "telco: curves by contract row by row: at risk, events, censored, survival, error, log-log limits" golden ours

# Purchases as lives: first and last day of each customer by awk, the curve's counts from them.
gzip -dc "$shared/data/online_retail/online_retail.csv.gz" 2>/dev/null |
    awk -F, 'NR > 1 { n = split($0, part, ","); id = part[n - 1]; if (id + 0 > 0 && part[n - 4] > 0) print id "," substr(part[n - 3], 1, 10) ",1" }' |
    awk 'BEGIN { print "customer_id,date,amount" } $0 ~ /,20..-..-..,/' >sales.csv
churn-rfm -q sales.csv >rfm.csv
churn-survival --input=customers --gone-after=90 rfm.csv 2>said | awk -F, -v OFS=, 'NR > 1 { print $1, $3, $4 }' >ours
awk -F, 'function days(t,  y, m, d) { y = substr(t, 1, 4) + 0; m = substr(t, 6, 2) + 0; d = substr(t, 9, 2) + 0; if (m < 3) { y--; m += 12 }
        return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * m - 457) / 5) + d }
    NR > 1 { t = days($2); if (!($1 in first) || t < first[$1]) first[$1] = t; if (t > last[$1]) last[$1] = t; if (t > end) end = t }
    END { until = end - 90; for (c in first) { if (first[c] > until) continue; gone = last[c] < until; life = (gone ? last[c] : until) - first[c]
            all[life] = 1; if (gone) left[life]++; else there[life]++ }
        for (l in all) print l "," left[l] + 0 "," there[l] + 0 }' sales.csv | sort -t, -k1,1n >theirs
check "Online Retail has lives" test "$(wc -l <theirs)" -gt 200
same "Online Retail: who is silent for more than 90 days, at every length of life" theirs ours
churn-ledger -q -o ledger.csv sales.csv
churn-survival -q --input=ledger --gone-after=90 ledger.csv >ledger
churn-survival -q --input=customers --gone-after=90 rfm.csv >customers
same "Online Retail: a ledger and its table of customers come to the same" customers ledger
check "Online Retail: the rule is said" grep -q "silent for more than 90 days; so all are followed until 2011-09-10" said
finish
