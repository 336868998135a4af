#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Real data against other systems' results: R's rfm, the file's own sums, published counts.
. "$(dirname "$0")/../lib/tap.sh"
[ -d "$shared/data" ] || skip_all "../shared is absent"
cd "$scratch" || exit 1

orders=$shared/data/rfm_orders/rfm_data_orders.csv
score() { churn-rfm -q --amount=revenue --date=order_date --as-of=2006-12-31 --output-delimiter='\t' "$@"; }
cells() { tail -n +2 "$1" | cut -f1,7-9 | LC_ALL=C sort; }
score --binning=r-rfm "$orders" >r.tsv
awk -F, 'NR > 1 { gsub(/"/, ""); print $1 "\t" $5 "\t" $6 "\t" $7 }' "$shared/golden/rfm_orders_r_rfm_0.3.0.csv" | LC_ALL=C sort >golden.tsv
cells r.tsv >cells.tsv
equal "rfm_orders has 995 customers" 995 "$(wc -l <golden.tsv)"
same "rfm_orders: all scores as R's rfm 0.3.0" golden.tsv cells.tsv

score "$orders" >plain.tsv
cells plain.tsv >plain.cells
{ head -n 1 "$orders"; tail -n +2 "$orders" | awk '{ print NR * 7919 % 4909 "\t" $0 }' | sort -n | cut -f2-; } >shuffled.csv
score shuffled.csv >shuffled.tsv
same "the same bytes when rows are shuffled" plain.tsv shuffled.tsv
awk -F, -v OFS=, 'NR > 1 { $3 = sprintf("%d.%03d", $3 / 1000, $3 % 1000) } { print }' "$orders" >thousandth.csv
score thousandth.csv >thousandth.tsv
cells thousandth.tsv >thousandth.cells
same "the same scores when amounts are divided by 1000" plain.cells thousandth.cells

churn-rfm --input=summary --amount=revenue --orders=number_of_orders --binning=r-rfm --cuts-out=cuts.csv \
    "$shared/data/rfm_customer/rfm_data_customer.csv" >customer.csv 2>said
equal "rfm_customer: 39,999 customers" 40000 "$(wc -l <customer.csv)"
equal "rfm_customer: counts as R's arithmetic gives" \
    "7994 7957 7889 8108 8051;9427 9764 4945 8204 7659;8016 7998 8008 7997 7980" \
    "$(sed -n 's/.*score 1 to 5: //p' said | paste -sd';')"
equal "rfm_customer: thresholds of R (quantile type 7, plus 1; days: below)" \
    "265 176 125 76;8 10 11 13;641 827 1003 1226" \
    "$(awk -F, 'NR > 1 && $3 > 1 { t[$1] = t[$1] (t[$1] == "" ? "" : " ") $4 } END { print t["recency"] ";" t["frequency"] ";" t["monetary"] }' cuts.csv)"

churn-rfm --id=CustomerID --date=InvoiceDate --amount='Quantity*UnitPrice' --order=InvoiceNo --on-error=skip --rejects=rejects.csv \
    "$shared/data/online_retail/online_retail.csv.gz" >retail.csv 2>said
equal "online_retail: counts and exact total" \
    "rows read 541909, used 406829, rejected 135080, blank lines 0, amount total 8300065.814" "$(tail -n 1 said | sed 's/^churn-rfm: //')"
equal "online_retail: customers" 4373 "$(wc -l <retail.csv)"
equal "online_retail: the customers' money, added up" 8300065.814 "$(tail -n +2 retail.csv | cut -d, -f6 | paste -sd+ | bc)"
equal "online_retail: rejects" 135081 "$(wc -l <rejects.csv)"

split_and_merge() {  # NAME AWK-CONDITION
    gzip -dc "$shared/data/online_retail/online_retail.csv.gz" | awk 'NR == 1 || NR % 40 < 3' >some.csv
    local options=(-q --id=CustomerID --date=InvoiceDate --amount='Quantity*UnitPrice' --order=InvoiceNo --keep=orders,days --on-error=skip --rejects=r.csv)
    churn-ledger "${options[@]}" -o whole.csv some.csv
    awk -F, "NR == 1 || ($2)" some.csv >one.csv
    awk -F, "NR == 1 || !($2)" some.csv >two.csv
    churn-ledger "${options[@]}" -o one.ledger one.csv
    churn-ledger "${options[@]}" -o two.ledger two.csv
    churn-ledger -q --merge one.ledger two.ledger >merged.csv
    same "a split $1 merges to the same ledger" whole.csv merged.csv
}
split_and_merge "by chance" 'NR * 7919 % 13 < 5'
split_and_merge "by customer" '$(NF - 1) % 2 < 1'
split_and_merge "by time" 'NR < 20000'
for options in '' --frequency=days --refunds=order --refunds=ignore '--frequency=days --refunds=order' --frequency=rows; do
    # shellcheck disable=SC2086
    churn-rfm -q $options --id=CustomerID --date=InvoiceDate --amount='Quantity*UnitPrice' $([[ $options == *frequency* ]] || echo --order=InvoiceNo) \
        --on-error=skip --rejects=r.csv some.csv >rows.csv
    # shellcheck disable=SC2086
    churn-rfm -q $options --input=ledger merged.csv >ledger.csv
    same "churn-rfm ${options:-by default} on the ledger as on the rows" rows.csv ledger.csv
done

awk 'NR == 1 { print "id,date,cds,amount"; next } NF { gsub(/\r/, ""); print $1 "," $2 "," $3 "," $4 }' "$shared/data/cdnow/CDNOW_master.txt" >cdnow.csv
churn-rfm --id=id --date-format=%Y%m%d cdnow.csv >cdnow.out 2>said
equal "CDNOW: rows and customers" "69659 23571" "$(sed -n 's/.*rows read \([0-9]*\),.*/\1/p' said) $(wc -l <cdnow.out)"
awk 'NF { gsub(/\r/, ""); print $1 "," $3 "," $4 "," $5 }' "$shared/data/cdnow/CDNOW_sample.txt" |
    churn-rfm -q -n --id='#1' --date='#2' --amount='#4' --frequency=days --date-format=%Y%m%d >days.csv
equal "CDNOW sample: customers, customer-days" "2357 6696" "$(awk -F, 'NR > 1 { n++; days += $5 } END { print n, days }' days.csv)"
equal "CDNOW sample: money" 244091.94 "$(tail -n +2 days.csv | cut -d, -f6 | paste -sd+ | bc)"
equal "superstore: its lone CRs are refused where the first stands" 1 \
    "$(churn-rfm "$shared/data/superstore_orders/sample-orders.csv" 2>&1 >/dev/null | grep -c ':1:42: CR without LF\|:1:41: CR without LF')"
finish
