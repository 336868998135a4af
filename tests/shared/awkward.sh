#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every file of ../shared/awkward as expect.json says: figures exact, faults at their line and column, and the options that change the answer.
. "$(dirname "$0")/../lib/tap.sh"
folder=$shared/awkward
[ -f "$folder/expect.json" ] || skip_all "../shared is absent"
cd "$scratch" || exit 1
for file in "$folder"/*.csv*; do ln -s "$file" .; done

# Made here: too large to be kept.
{
    printf 'customer_id,order_id,order_date,amount,note\nC001,O1,2024-01-02,10.00,"'
    head -c 100000000 /dev/zero | tr '\0' x
    printf '"\nC002,O2,2024-01-03,20.50,ok\n'
} >b19_huge_field.csv
awk 'BEGIN { printf "customer_id,order_id,order_date,amount"; for (i = 5; i <= 10000; i++) printf ",x%d", i; print ""
    for (r = 0; r < 50; r++) { printf "C%03d,O%d,2024-01-02,1.00", r % 5, r; for (i = 5; i <= 10000; i++) printf ",1"; print "" } }' >b20_10k_columns.csv

ledger() { churn-ledger --order= --keep=none --date=order_date "$@"; }
# id TAB rows TAB exact sum, or last date
figures() {
    churn-rfm -q --frequency=rows --refunds=order --date=order_date --output-delimiter='\t' "$@" | tail -n +2 |
        awk -F'\t' -v mode="$mode" '{ print $1 "\t" $5 "\t" (mode == "date" ? $3 : $6) }' | LC_ALL=C sort
}
first_place() { sed -n "s/^churn-rfm: $1:\([0-9]*:[0-9]*\): .*/\1/p" "$2" | head -n 1; }

accepted() {  # FILE EXPECTATION (json object of id: [rows, value])
    jq -r 'to_entries[] | [.key, .value[0], .value[1]] | @tsv' <<<"$2" | LC_ALL=C sort >"$scratch/expected"
    figures "$1" >"$scratch/got"
    same "$1: figures" "$scratch/expected" "$scratch/got"
}
rejected() {  # FILE PLACE
    churn-rfm --date=order_date "$1" >"$scratch/out" 2>"$scratch/err"
    equal "$1: status, output" "1 0" "$? $(wc -c <"$scratch/out")"
    [ "$2" = '*' ] || equal "$1: place" "$2" "$(first_place "$1" "$scratch/err")"
    equal "$1: no raw control byte" "" "$(LC_ALL=C grep -a '[^[:print:][:space:]]' "$scratch/err" | LC_ALL=C grep -a $'[\x01-\x08\x0e-\x1f]')"
}

while IFS=$'\t' read -r file kind value mode; do
    case $kind in
    accept) accepted "$file" "$value" ;;
    reject) rejected "$file" "$value" ;;
    totals)
        churn-rfm -q --date=order_date --frequency=rows "$file" >"$scratch/got"
        equal "$file: customers and rows" "$(jq -r '"\(.[0]) \(.[1])"' <<<"$value")" \
            "$(awk -F, 'NR > 1 { n++; rows += $5 } END { print n, rows }' "$scratch/got")"
        equal "$file: sum" "$(jq -r '.[2] | tonumber' <<<"$value")" \
            "$(churn-rfm --date=order_date "$file" 2>&1 >/dev/null | sed -n 's/.*amount total //p' | jq -r 'tonumber')"
        ;;
    warn)
        churn-rfm --date=order_date "$file" >/dev/null 2>"$scratch/err"
        equal "$file: status" 0 $?
        check "$file: warning" grep -q 'no newline at end: the file may be cut' "$scratch/err"
        ;;
    esac
done < <(jq -r 'to_entries[] | .key as $file | .value as $v |
    [$file] + (if $v.reject then ["reject", $v.reject] elif $v.accept then ["accept", ($v.accept | tojson)]
        elif $v.accept_totals then ["totals", ($v.accept_totals | tojson)] else ["warn", $v.warn_or_reject] end) + [$v.mode // "sum"] | @tsv' \
    "$folder/expect.json" | sed 's/\\\\/\\/g')

# The options of the table in RULES.md.
status() { "$@" >"$scratch/out" 2>"$scratch/err"; echo $?; }
equal "b01 --allow-empty" 0 "$(status ledger --allow-empty b01_empty.csv)"
equal "b02 --expect-rows" 1 "$(status ledger --expect-rows=1.. b02_header_only.csv)"
equal "b02 header only, a warning" "0 1 1" "$(status ledger b02_header_only.csv) $(wc -l <"$scratch/out") $(grep -c 'no data rows' "$scratch/err")"
equal "b03 --require-eol" 1 "$(status ledger --require-eol b03_no_trailing_newline.csv)"
equal "b58 --expect-rows" 1 "$(status ledger --expect-rows=3 b58_cut_in_amount.csv)"
equal "b58 --expect-total" 1 "$(status ledger --expect-total=30.50 b58_cut_in_amount.csv)"
equal "b13 --on-error=skip" "0 1" "$(status ledger --on-error=skip --rejects=r13 b13_ragged_short.csv) $(grep -c 'C002,O2,20.50' r13)"
equal "b14 --on-error=skip" "0 1" "$(status ledger --on-error=skip --rejects=r14 b14_ragged_long.csv) $(grep -c 'C002,O2,2024-01-03,1,234.50' r14)"
equal "b16 --amount=amt" 0 "$(status ledger --amount=amt b16_missing_column.csv)"
equal "b18 --delimiter, --decimal" "0 10.00,20.50" "$(status ledger -d';' --decimal=, b18_semicolon_decimal_comma.csv) $(cut -d, -f5 "$scratch/out" | tail -n +2 | paste -sd,)"
tail -n +2 b21_preamble_footer.csv >b21_tail.csv
equal "b21 without its first line" "1 4:7" "$(status churn-rfm --date=order_date b21_tail.csv) $(first_place b21_tail.csv "$scratch/err")"
equal "b23 lists all five" 5 "$(churn-rfm --date=order_date b23_date_invalid.csv 2>&1 | grep -c 'b23_date_invalid.csv:[2-6]:9: ')"
equal "b27 with %d/%m/%Y" "4:9" "$(status churn-rfm --date=order_date --date-format=%d/%m/%Y b27_date_ambiguous_dmy.csv >/dev/null; first_place b27_date_ambiguous_dmy.csv "$scratch/err")"
equal "b29 --min-date --max-date" "5:9" "$(status churn-rfm --date=order_date --min-date=1000-01-01 --max-date=9999-12-31 b29_date_out_of_range.csv >/dev/null; first_place b29_date_out_of_range.csv "$scratch/err")"
equal "b30 --thousands=," 0 "$(status ledger --thousands=, b30_amount_thousands.csv)"
equal "b31 --decimal=," "1" "$(status ledger --decimal=, b31_amount_decimal_comma.csv)"
equal "b34 --null and skip set them apart" "0 3" "$(status ledger --null=NULL --on-error=skip --rejects=r34 b34_amount_missing_words.csv) $(($(wc -l <r34) - 1))"
equal "b42 --trim" "1 6:1" "$(status churn-rfm --date=order_date --trim b42_id_whitespace.csv) $(first_place b42_id_whitespace.csv "$scratch/err")"
equal "b47 --excel guards" 3 "$(churn-rfm -q --excel --date=order_date b47_formula.csv | grep -ac "^'")"
equal "b52 gzip: unexpected end" 1 "$(churn-rfm --date=order_date b52_truncated.csv.gz 2>&1 >/dev/null | grep -c 'gzip: unexpected end')"

# b19: at its opening quote, in little memory; and accepted where that is asked for.
if [ "${SANITIZED:-no}" = no ]; then
    equal "b19 within 64 MiB" "1 2:26" "$( (ulimit -v 65536; status churn-rfm --date=order_date b19_huge_field.csv) ) $(first_place b19_huge_field.csv "$scratch/err")"
fi
equal "b19 place" "1 2:26" "$(status churn-rfm --date=order_date b19_huge_field.csv) $(first_place b19_huge_field.csv "$scratch/err")"
equal "b19 --max-field=128M" "0 10.00,20.50" "$(status ledger --max-field=128M b19_huge_field.csv) $(cut -d, -f5 "$scratch/out" | tail -n +2 | paste -sd,)"
mode=sum accepted b20_10k_columns.csv "$(jq -c '.["b20_10k_columns.csv"].accept' "$folder/expect.json")"
finish
