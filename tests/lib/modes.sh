# SPDX-License-Identifier: GPL-3.0-or-later
# Every tool and mode, on inputs so small that each step of them can be made to fail. Sourced by the suites, in their scratch folder:
#
#   each_mode FUNCTION     calls FUNCTION NAME "OUTPUT ..." COMMAND ARGUMENT... for each
few() { awk -F, 'NR == 1 || $1 < "C000012"' "$root/samples/$1"; }
few transactions.csv | awk 'NR == 1 || NR % 3 == 0' >t.csv
few surveys.csv >s.csv
few customers.csv >c.csv
gzip -nc t.csv >t.gz
zstd -qc t.csv >t.zst
printf 'customer_id,date,amount\nA,2026-01-02,1.50\nA,2026-02-30,2\nB,2026-01-05,"2,50"\nC,2026-03-01,4\n' >bad.csv
printf 'id;tag;wert\nA;02.01.2026;1.234,50\nB;03.01.2026;2,25\n' | iconv -t UTF-16LE >u16.csv
churn-ledger -q --keep=orders,days -o l.csv t.csv
churn-rfm -q --activity=90 -o rfm.csv t.csv
churn-tiers -q -o tiers.csv rfm.csv
churn-join -q -o joined.csv tiers.csv c.csv
churn-risk -q -o risky.csv joined.csv
churn-rfm -q --cuts-out=cuts.csv -o /dev/null t.csv
churn-rfm --print-segments -o segments.csv
churn-risk --print-rules -o rules.csv
churn-winback --print-efforts -o efforts.csv
churn-winback --print-actions -o actions.csv
printf 'customer_id,orders,monetary,recency_days\nA,3,20.50,7\nB,1,2,90\nC,2,9,30\n' >summary.csv
awk 'BEGIN { print "score,retained"; for (i = 0; i < 120; i++) print 1 + i % 5 "," (i * 7 % 11 < 2 * (1 + i % 5)) }' >scores.csv
churn-curve -q --save=curve.csv -o /dev/null scores.csv
awk 'BEGIN { print "n,risk,left,tenure,plan"; for (i = 0; i < 60; i++) print i "," i * 37 % 100 / 100 "," (i * 7 % 11 < 4) "," i % 13 "," (i % 3 ? "a" : "b") }' >judged.csv
awk 'BEGIN { print "customer_id,duration,event,plan"; for (i = 0; i < 40; i++) print "C" i "," 1 + i * 7 % 23 "," (i % 3 > 0) "," (i % 2 ? "a" : "b") }' >lives.csv
churn-model -q --id=n --churned=left --numeric=tenure --categorical=plan --save=model.csv -o /dev/null judged.csv
churn-value -q --fit --save=value.csv -o /dev/null "$root/samples/transactions.csv"
awk -F, 'NR == 1 || $1 < "C000060"' "$root/samples/transactions.csv" | churn-ledger -q --keep=days -o many.csv
mkdir lists
printf 'cohort,period,alive\na,0,90\na,1,60\na,2,45\nb,0,80\nb,1,70\nb,2,61\n' >alive.csv

each_mode() {
    local run=$1 jobs
    for jobs in 1 3; do
        "$run" "rfm -j$jobs" out.csv churn-rfm -j$jobs -o out.csv t.csv
        "$run" "ledger -j$jobs" out.csv churn-ledger -j$jobs --keep=orders,days -o out.csv t.csv
    done
    "$run" "rfm of gzip" out.csv churn-rfm -o out.csv t.gz
    "$run" "rfm of zstd" out.csv churn-rfm -o out.csv t.zst
    "$run" "rfm of UTF-16" out.csv churn-rfm --encoding=UTF-16LE -d ';' --decimal=, --thousands=. --date-format=%d.%m.%Y --id=id --date=tag --amount=wert -o out.csv u16.csv
    "$run" "rfm, bad rows set aside" "out.csv aside.csv" churn-rfm --on-error=skip --rejects=aside.csv -o out.csv bad.csv
    "$run" "rfm of a ledger" out.csv churn-rfm --input=ledger --activity=30 -o out.csv l.csv
    "$run" "rfm of a summary" out.csv churn-rfm --input=summary --as-of=2026-10-31 -o out.csv summary.csv
    "$run" "rfm, nested, cuts out" "out.csv co.csv" churn-rfm --nested --frequency=days --cuts-out=co.csv -o out.csv t.csv
    "$run" "rfm with cuts and segments" out.csv churn-rfm --cuts=cuts.csv --segments=segments.csv -o out.csv t.csv
    "$run" "rfm of three files" out.csv churn-rfm --binning=ntile --bins=3 -o out.csv t.csv t.csv t.csv
    "$run" "rfm in Berlin" out.csv churn-rfm --tz=Europe/Berlin -o out.csv t.csv
    "$run" "rfm for a spreadsheet" out.csv churn-rfm --excel --output-delimiter=';' --quotes=lax --trim -o out.csv t.csv
    "$run" "rfm to standard output" "" churn-rfm t.csv
    "$run" "segments checked" out.csv churn-rfm --check-segments -f json -o out.csv t.csv
    "$run" "ledgers merged" out.csv churn-ledger --merge -o out.csv l.csv l.csv
    "$run" "tables joined" out.csv churn-join --full -o out.csv rfm.csv c.csv
    "$run" "tiers" out.csv churn-tiers -o out.csv rfm.csv
    "$run" "tiers, summary" out.csv churn-tiers --summary -f table -g segment -o out.csv rfm.csv
    "$run" "tiers, Lorenz" out.csv churn-tiers --lorenz=5 -f json -o out.csv rfm.csv
    "$run" "curve of a table" "out.csv saved.csv" churn-curve --save=saved.csv -o out.csv scores.csv
    "$run" "curve of surveys" out.csv churn-curve --models --transactions=t.csv --retained-within=30 -o out.csv s.csv
    "$run" "curve applied" out.csv churn-curve --predict=curve.csv -o out.csv scores.csv
    "$run" "satisfaction" out.csv churn-satisfaction --curve=curve.csv -o out.csv s.csv
    "$run" "service levels" out.csv churn-satisfaction --per=quarter -g channel --target=90% -f table -o out.csv s.csv
    "$run" "risk" out.csv churn-risk --rules=rules.csv -o out.csv joined.csv
    "$run" "rules printed" out.csv churn-risk --print-rules -o out.csv
    "$run" "win-back" "out.csv left.csv" churn-winback --efforts=efforts.csv --actions=actions.csv --excluded=left.csv --budget=500 -o out.csv risky.csv
    "$run" "win-back, a list for each" out.csv churn-winback --per-owner=tier --out-dir=lists -o out.csv risky.csv
    "$run" "a score judged" out.csv churn-eval --churned=left -s risk,tenure -f table -o out.csv judged.csv
    "$run" "calibration" out.csv churn-eval --churned=left --calibration -o out.csv judged.csv
    "$run" "model" "out.csv saved.csv" churn-model --id=n --churned=left --numeric=tenure --categorical=plan --save=saved.csv -f json -o out.csv judged.csv
    "$run" "model by folds" out.csv churn-model --id=n --churned=left --numeric=risk --folds=3 -o out.csv judged.csv
    "$run" "model applied" out.csv churn-model --id=n --predict=model.csv -o out.csv judged.csv
    "$run" "value by a model" out.csv churn-value --load=value.csv --annual-discount=0.1 -o out.csv t.csv
    "$run" "value, fitted" "out.csv saved.csv" churn-value -i ledger --fit --model=bg-nbd --no-spend --save=saved.csv -o out.csv many.csv
    "$run" "curves of survival" out.csv churn-survival -g plan -o out.csv lives.csv
    "$run" "survival in short" out.csv churn-survival -g plan --summary -f table -o out.csv lives.csv
    "$run" "survival compared" out.csv churn-survival -g plan --tests -o out.csv lives.csv
    "$run" "survival" out.csv churn-survival -i customers --gone-after=30 -g segment --tests -f json -o out.csv rfm.csv
    "$run" "survival of a ledger" out.csv churn-survival -i ledger --gone-after=30 --summary -o out.csv l.csv
    "$run" "survival of scores" out.csv churn-survival --duration=score --event=retained --at=1,2,3 -f table -o out.csv scores.csv
    "$run" "survival of contracts" out.csv churn-survival -i contracts --as-of=2026-10-31 -g region -o out.csv c.csv
    "$run" "cohorts" out.csv churn-cohort --per=quarter -o out.csv t.csv
    "$run" "cohorts, a triangle" out.csv churn-cohort --triangle=net -f table -o out.csv t.csv
    "$run" "cohorts of contracts" out.csv churn-cohort -i contracts --per=year --as-of=2026-10-31 -o out.csv c.csv
    "$run" "cohorts of those alive" out.csv churn-cohort -i alive --parameters -f json -o out.csv alive.csv
    "$run" "help" "" churn-rfm --help
    "$run" "completion" "" churn-winback --completion=bash
}
