#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-value on the CDNOW data, against the figures that R's BTYD and CLVTools, Python's lifetimes and mpmath give for them: the summary of
# the input, likelihoods, standard errors, the hold-out, every single customer, lifetime values, and the toys of lifetimes' own tests.
. "$(dirname "$0")/../lib/tap.sh"
[ -d "$shared/data/cdnow" ] || skip_all "../shared is absent"
cd "$scratch" || exit 1

# near NAME EXPECTED ACTUAL TOLERANCE: absolute
near() { check "$1: $3 is $2 within $4" awk -v a="$2" -v b="$3" -v t="$4" 'BEGIN { d = a - b; exit !(b != "" && (d < 0 ? -d : d) <= t) }'; }
days='function days(date, y, m) { y = substr(date, 1, 4) + 0; m = substr(date, 6, 2) + 0; if (m < 3) { y--; m += 12 }
    return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + substr(date, 9, 2) }'
# triples END: repeats, last and age in days, mean of the repeat days
triples() { awk -F, -v end="$1" "$days"' NR > 1 { printf "%d %d %d %.10g\n", $4 - 1, days($3) - days($2), days(end) - days($2), ($4 > 1 ? ($5 - $6) / ($4 - 1) : 0) }'; }
# term MODEL TERM [COLUMN]: of fit.csv
term() { awk -F, -v model="$1" -v term="$2" -v column="${3:-4}" '$1 == model && $3 == term { print $column }' fit.csv; }

awk 'BEGIN { print "customer_id,date,amount" } { printf "%d,%s-%s-%s,%s\n", $2, substr($3, 1, 4), substr($3, 5, 2), substr($3, 7), $5 }' \
    "$shared/data/cdnow/CDNOW_sample.txt" >sample.csv
awk -F, 'NR == 1 || $2 <= "1997-09-30"' sample.csv >calibration.csv
churn-value -q --fit --save=auto.csv calibration.csv >fit.csv
for model in bg-nbd mbg-nbd pareto-nbd; do
    churn-value -q --model=$model --horizon=273 --as-of=1997-09-30 --save=$model.csv -o $model.out calibration.csv
    churn-value --model=$model --calibrate-until=1997-09-30 sample.csv >$model.held 2>$model.said
done
triples 1997-09-30 <bg-nbd.out >triples.txt

equal "customers, repeats, none, days to the last, ages" "2357 2457 1411 112949 539779" \
    "$(awk '{ x += $1; none += $1 == 0; t += $2; age += $3 } END { print NR, x, none, t, age }' triples.txt)"
equal "histogram of repeats" "1411 439 214 100 62 38 29 64" "$(awk '{ n[$1 > 6 ? 7 : $1]++ } END { for (i = 0; i < 8; i++) printf "%s%d", (i ? " " : ""), n[i]; print "" }' triples.txt)"

near "BG/NBD: log-likelihood" -9582.429207 "$(term bg-nbd log_likelihood)" 1e-4
near "MBG/NBD: log-likelihood" -9582.135716 "$(term mbg-nbd log_likelihood)" 1e-4
near "Pareto/NBD: log-likelihood" -9594.976179 "$(term pareto-nbd log_likelihood)" 1e-4
near "gamma-gamma: log-likelihood" -4055.917695 "$(term gamma-gamma log_likelihood)" 1e-4
for figure in "bg-nbd r .2425945 .012557" "bg-nbd alpha 4.4136019 .378224" "bg-nbd a .7929199 .185733" "bg-nbd b 2.4258881 .705406" \
    "pareto-nbd r .55328 .0476" "pareto-nbd alpha 10.57768 .8427" "pareto-nbd s .60624 .1871" "pareto-nbd beta 11.66874 6.2037" \
    "gamma-gamma p 6.24935 1.18997" "gamma-gamma q 3.74426 .290136" "gamma-gamma v 15.44431 4.15953" \
    "mbg-nbd r .5248432 -" "mbg-nbd alpha 6.1830858 -" "mbg-nbd a .8913595 -" "mbg-nbd b 1.6140024 -"; do
    set -- $figure
    near "$1: $2" "$3" "$(term "$1" "$2")" "$(awk -v v="$3" 'BEGIN { print v * 2e-4 }')"
    [ "$4" = - ] || near "$1: standard error of $2" "$4" "$(term "$1" "$2" 5)" "$(awk -v v="$4" 'BEGIN { print v * 3e-3 }')"
done
near "gamma-gamma: mean of all" 35.1704 "$(term gamma-gamma mean)" 1e-3
near "gamma-gamma: correlation" .113888 "$(term gamma-gamma correlation)" 1e-6
equal "gamma-gamma: customers" 946 "$(term gamma-gamma customers)"
equal "auto: MBG/NBD is the most likely" mbg-nbd "$(awk -F, 'NR == 2 { print $1 }' auto.csv)"

# The hold-out, 39 weeks.
errors() { sed -n 's/.*off by \([0-9.]*\) in the mean, \([0-9.]*\) in the root.*/\1 \2/p' "$1.said"; }
equal "BG/NBD: errors of the hold-out" "0.7855 1.6080" "$(errors bg-nbd)"
equal "Pareto/NBD: errors of the hold-out" "0.7545 1.6028" "$(errors pareto-nbd)"
line=1
for means in .2367/.2251 .6970/.5231 1.3925/1.0441 1.56/1.5203 2.5323/2.1639 2.9474/2.6539 3.8621/3.5040 6.3594/6.1572; do
    line=$((line + 1))
    near "BG/NBD: actual mean, $((line - 2)) repeats" "${means%/*}" "$(sed -n ${line}p bg-nbd.held | cut -d, -f5)" 6e-5
    near "BG/NBD: expected mean, $((line - 2)) repeats" "${means#*/}" "$(sed -n ${line}p bg-nbd.held | cut -d, -f6)" 6e-5
done
equal "hold-out orders" 1882 "$(awk -F, '$1 == "all" { print $3 }' bg-nbd.held)"
total() { awk -F, -v column="$2" 'NR > 1 { sum += $column } END { printf "%.6f\n", sum }' "$1.out"; }
near "BG/NBD: orders expected of all" 1653.4078 "$(total bg-nbd 8)" 2e-3
near "BG/NBD: alive of all" 1917.277 "$(total bg-nbd 7)" 2e-3
near "Pareto/NBD: orders expected of all, on its flat ridge" 1665.688 "$(total pareto-nbd 8)" 1.67
near "Pareto/NBD: alive of all" 1051.971 "$(total pareto-nbd 7)" 1.05
near "gamma-gamma: means of all" 83089.82 "$(total bg-nbd 11)" 1

# Every customer: by our own fit to 1e-3, by the parameters that CLVTools found to 1e-6.
golden=$shared/golden/cdnow_sample_clvtools_predictions.csv
each() {
    join -t, <(tail -n +2 "$golden" | LC_ALL=C sort -t, -k1,1) <(tail -n +2 "$2" | LC_ALL=C sort -t, -k1,1) |
        awk -F, -v from="$3" -v to="$4" -v most="$5" '{ a = $from; b = $to; d = a - b; d = d < 0 ? -d : d; if (d <= most * (a > 1 ? a : 1)) n++; if (d > worst) worst = d }
            END { print n; printf "%.2e\n", worst >"/dev/stderr" }' 2>worst.txt >agree.txt
    equal "$1, each customer (largest difference $(cat worst.txt))" 2357 "$(cat agree.txt)"
}
each "BG/NBD: alive" bg-nbd.out 3 14 1e-3
each "BG/NBD: orders" bg-nbd.out 4 15 1e-3
each "Pareto/NBD: alive" pareto-nbd.out 5 14 1e-3
each "Pareto/NBD: orders" pareto-nbd.out 6 15 1e-3
each "gamma-gamma: mean of an order" bg-nbd.out 8 18 1e-3
clvtools() {
    awk -F, -v OFS=, -v model="$1" -v names="$2" 'FNR == NR { gsub(/"/, ""); name = $2; if ($1 == "gg") { sub(/gamma/, "v", name); spend[name] = $3 } else if ($1 == model) value[name] = $3; next }
        $1 == "gamma-gamma" && $2 in spend { $3 = spend[$2] } $1 != "gamma-gamma" && $2 in value { $3 = value[$2] } { print }' \
        "$shared/golden/cdnow_sample_clvtools_params.csv" "$2.csv" >"clvtools-$2.csv"
    churn-value -q --load="clvtools-$2.csv" --horizon=273 --as-of=1997-09-30 -o "clvtools-$2.out" calibration.csv
}
clvtools bgnbd bg-nbd
clvtools pnbd pareto-nbd
each "BG/NBD by CLVTools' parameters: alive" clvtools-bg-nbd.out 3 14 1e-6
each "BG/NBD by CLVTools' parameters: orders" clvtools-bg-nbd.out 4 15 1e-6
each "Pareto/NBD by CLVTools' parameters: alive" clvtools-pareto-nbd.out 5 14 1e-6
each "Pareto/NBD by CLVTools' parameters: orders" clvtools-pareto-nbd.out 6 15 1e-6
each "gamma-gamma by CLVTools' parameters: mean of an order" clvtools-bg-nbd.out 8 18 1e-4
near "Pareto/NBD by CLVTools' parameters: orders expected of all" 1665.688 "$(total clvtools-pareto-nbd 8)" 2e-3
near "Pareto/NBD by CLVTools' parameters: alive of all" 1051.971 "$(total clvtools-pareto-nbd 7)" 2e-3

points=$build/tests/value_points
weeks() { awk '{ printf "%d %.17g %.17g %s\n", $1, $2 / 7, $3 / 7, $4 }' triples.txt; }
parameters=$(awk -F, '{ gsub(/"/, "") } $1 == "pnbd" { printf "%s ", $3 }' "$shared/golden/cdnow_sample_clvtools_params.csv")
paste -d, <(tail -n +2 bg-nbd.out | cut -d, -f1) <(weeks | "$points" residual "$(awk 'BEGIN { printf "%.17g", log(1.1) }')" $parameters) |
    { echo customer_id,residual; cat; } >residual.csv
each "Pareto/NBD by CLVTools' parameters: discounted residual orders, a tenth a week" residual.csv 7 9 1e-9
weeks | awk '{ printf "%d %.2f %.2f\n", $1, $2, $3 }' | "$points" fit bg-nbd >rounded.txt
near "BG/NBD: log-likelihood of times with two decimals" -9582.425561 "$(cut -d' ' -f1 rounded.txt)" 1e-4
near "BG/NBD: b of times with two decimals" 2.4257537 "$(cut -d' ' -f5 rounded.txt)" 2e-4
churn-value -q --fit --unit=day --model=bg-nbd --no-spend calibration.csv >fit.csv
near "BG/NBD in days: alpha is 7 times that in weeks" 30.8952133 "$(term bg-nbd alpha)" 2e-4

# Lifetime value over twelve months of 4.345 weeks at a hundredth each.
weeks | "$points" value 4.345 12 .01 $(cut -d' ' -f2- rounded.txt) 6.24935 3.74426 15.44431 >values.txt
near "lifetime value of customer 1" 36.278497 "$(paste -d' ' <(tail -n +2 bg-nbd.out | cut -d, -f1) values.txt | awk '$1 == "1" { print $2 }')" .01
near "lifetime value of all" 71509.90 "$(awk '{ sum += $1 } END { printf "%.6f", sum }' values.txt)" 20

# The toys.
printf 'id,day\n1,2015-02-01\n1,2015-02-06\n2,2015-01-01\n3,2015-01-01\n3,2015-01-02\n3,2015-01-05\n' | awk -F, 'NR == 1 { print "customer_id,date,amount"; next } { print $1 "," $2 ",1" }' >a.csv
equal "toy A" "1 5 6 0 0 37 2 4 37" "$(churn-value -q --load=auto.csv --as-of=2015-02-07 a.csv | triples 2015-02-07 | awk '{ printf "%s%s %s %s", (NR > 1 ? " " : ""), $1, $2, $3 } END { print "" }')"
printf 'customer_id,date,amount\n1,2015-01-01,1\n1,2015-02-06,2\n2,2015-01-01,2\n3,2015-01-01,3\n3,2015-01-02,1\n3,2015-01-05,5\n4,2015-01-16,6\n4,2015-02-02,3\n4,2015-02-05,3\n5,2015-01-16,3\n5,2015-01-17,1\n5,2015-01-18,8\n6,2015-02-02,5\n' >b.csv
equal "toy B: means of the repeat days" "2 0 3 3 4.5 0" "$(churn-value -q --load=auto.csv b.csv | triples 2015-02-07 | awk '{ printf "%s%s", (NR > 1 ? " " : ""), $4 } END { print "" }')"

# The master file: one customer came back and paid nothing.
awk 'NF { gsub(/\r/, "") } NF == 4 && $1 ~ /^[0-9]/ { printf "%s,%s-%s-%s,%s\n", $1, substr($2, 1, 4), substr($2, 5, 2), substr($2, 7), $4 }' "$shared/data/cdnow/CDNOW_master.txt" |
    { echo customer_id,date,amount; cat; } >master.csv
churn-value -q --load=auto.csv -o master.out master.csv
equal "master: customers, and those who came back for nothing" "23570 1" "$(triples 1998-06-30 <master.out | awk '$1 > 0 && $4 == 0 { free++ } END { print NR, free + 0 }')"
finish
