#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What a shop's exports may do to the night's run: bad ones are refused with their place and leave yesterday's lists, by nightly.sh and by the Makefile;
# those of a spreadsheet are read; what goes to spreadsheets is fit for them.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
data=$scratch/data
out=$scratch/out
made=$scratch/made

night() {  # its status and what it said
    status=0
    bash samples/nightly.sh "$data" "$out" >"$scratch/stdout" 2>"$scratch/stderr" || status=$?
}
by_make() { make -s -f samples/Makefile DATA="$data" OUT="$made" "$@" >"$scratch/stdout" 2>"$scratch/stderr"; }
anew() { rm -rf "$data"; mkdir "$data"; cp -p samples/{transactions,customers,surveys,complaints,invoices,departures}.csv "$data"; }
lists() { (cd "$1" && find . -name steps -prune -o -type f ! -name log.txt ! -name '.lock' -exec cksum {} + | sort -k3); }
# column FILE NAME: its cells, one a line
column() { awk -v name="$2" -f samples/csv.awk -f <(echo 'record == 1 { read_header(); next } { split_csv($0, field); print cell(name) }') "$1"; }
# features TABLE: what features.awk makes of the table on standard input, sorted; what it said in stderr, its status behind that
features() {
    cat >"$scratch/table.csv"
    awk -f samples/csv.awk -f samples/features.awk -v table="$1" -v as_of=2026-10-31 "${@:2}" "$scratch/table.csv" >"$scratch/features" 2>"$scratch/stderr" ||
        echo "status $?" >>"$scratch/stderr"
    sed 1d "$scratch/features" | sort
}

# Wrong use is said, not passed on.
check "--help ends well" bash samples/nightly.sh --help
equal "and says how to use it" "usage: nightly.sh [DATA [OUT]]" "$(bash samples/nightly.sh --help | head -n 1)"
for wrong in --no-such-option "samples $out more" "$scratch/no-such-folder"; do
    status=0
    bash samples/nightly.sh $wrong >"$scratch/stdout" 2>"$scratch/stderr" </dev/null || status=$?
    equal "nightly.sh ${wrong//"$scratch"\//}: status 2, and how it is used" "2 1 " "$status $(grep -c '^usage: nightly.sh' "$scratch/stderr") $(cat "$scratch/stdout")"
done
check "it left nothing" test ! -e "$out"
equal "no number of days: status 2" 2 "$(DAYS_AHEAD=many bash samples/nightly.sh samples "$out" >/dev/null 2>&1; echo $?)"

anew
night
equal "a good night" "0 " "$status $(cat "$scratch/stderr")"
before=$(lists "$out")
check "a good night by make" by_make
before_make=$(lists "$made")

# refused NAME PLACE TABLE: the table of $data, spoilt, is refused by both with its place; nothing of yesterday's changes.
refused() {
    night
    equal "$1: status 1" "1 " "$status $(cat "$scratch/stdout")"
    check "$1: said with its place" grep -qE "/$3\.csv:$2" "$scratch/stderr"
    equal "$1: yesterday's lists stay" "$before" "$(lists "$out")"
    if by_make; then not_ok "$1: make stops"; else ok "$1: make stops"; fi
    check "$1: make says the place" grep -qE "/$3\.csv:$2" "$scratch/stderr"
    equal "$1: yesterday's lists stay in make's folder" "$before_make" "$(lists "$made")"
    anew
}
for table in customers surveys complaints invoices departures; do
    : >"$data/$table.csv"
    refused "$table.csv of no bytes" "1:1: empty input, no header" $table
    printf '%s' "$(cat samples/$table.csv)" >"$data/$table.csv"
    refused "$table.csv without its last line end" "[0-9]+:[0-9]+: no newline at end of file" $table
done
# spoil TABLE ROW: as its second line
spoil() { sed -i "1a\\$2" "$data/$1.csv"; }
echo 'C000002,"2026-10-01,moved,customer,,1.00' >>"$data/departures.csv"
refused "a quote never closed" "309:9: quote is never closed" departures
spoil complaints K1,C000002,2026-10-01
refused "a line cut in the middle" "2:[0-9]+: 3 fields, header has 10" complaints
spoil departures ' C000002,2026-10-01,moved,customer,,1.00'
refused "a blank before an id" "2:1: customer_id: leading space" departures
spoil departures C000002,31.12.2026,moved,customer,,1.00
refused "a date as Germans write it" '2:9: date: "31.12.2026" is not a date as YYYY-MM-DD$' departures
spoil invoices C000002,2026-13-45,5.00,,
refused "a thirteenth month" '2:9: due: "2026-13-45" is no day of the calendar$' invoices
spoil invoices C000002,2026-03-01,abc,,
refused "an amount of letters" '2:20: amount: "abc" is not a number$' invoices

# What features.awk refuses, and what it makes of the rest; as every awk does.
cells() {
    equal "a bad $1 of $2" "features.awk: $scratch/table.csv:$3
features.awk: 1 row refused
status 1" "$( { sed -n 1p "samples/$2.csv"; echo "$4"; } | features "$2"; cat "$scratch/stderr")"
}
cells opened complaints '2:12: opened: "2026-02-29" is no day of the calendar' K1,C000002,2026-02-29,,,web,1,,,
cells closed complaints '2:24: closed: "2026-04-31" is no day of the calendar' K1,C000002,2026-02-28,,2026-04-31,web,1,,,
cells opened complaints '2:12: opened: is empty' K1,C000002,,,,web,1,,,
cells paid invoices '2:25: paid: "yes" is not a date as YYYY-MM-DD' C000002,2026-02-28,1.00,yes,
cells paid_amount invoices '2:36: paid_amount: "5,00" is not a number' 'C000002,2026-02-28,1.00,2026-03-01,"5,00"'
cells due invoices '2:9: due: "1899-12-31" is not between 1900-01-01 and 2199-12-31' C000002,1899-12-31,1.00,,
cells due invoices '2:9: due: "2100-02-29" is no day of the calendar' C000002,2100-02-29,1.00,,
cells 'line' invoices '2:1: 2 fields, header has 5' C000002,2026-02-28
equal "a place behind a field of two lines" "features.awk: $scratch/table.csv:3:4: date: \"2026-06-31\" is no day of the calendar" \
    "$(printf 'customer_id,note,date\nC1,"a\nb",2026-06-31\n' | features departures; head -n 1 "$scratch/stderr")"
equal "ten faults are said, the others counted" "10 a date 1 features.awk: and 2 more 1 features.awk: 12 rows refused 1 status 1" \
    "$( { (echo customer_id,date; seq -f 'C1,%g' 12) | features departures; cat "$scratch/stderr"; } | sed 's/^.*is not a date as YYYY-MM-DD$/a date/' | uniq -c | xargs)"
equal "28, 29, 30 and 31 days: all real ones are read" "C1,1" \
    "$(printf 'customer_id,date\nC1,2024-02-29\nC1,2000-02-29\nC1,2025-02-28\nC1,2025-04-30\nC1,2025-12-31\nC1,2026-01-02T23:59:59\n' | features departures; cat "$scratch/stderr")"

# As a spreadsheet saves it: byte order mark, CRLF. The lists are the same.
for table in customers surveys complaints invoices departures; do
    { printf '\357\273\277'; sed 's/$/\r/' "samples/$table.csv"; } >"$data/$table.csv"
done
night
equal "tables with byte order mark and CRLF are read" "0 " "$status $(cat "$scratch/stderr")"
equal "and come to the same" "$before" "$(lists "$out")"
anew

# Debts: what is owed of an invoice past its due date, part-paid ones included.
debts='customer_id,due,amount,paid,paid_amount
UNPAID,2026-09-30,10.50,,
PART,2026-09-30,10.50,2026-10-05,4.25
DEPOSIT,2026-08-31,10.50,,0.50
IN_FULL,2026-09-30,10.50,2026-10-05,
EXACT,2026-09-30,10.50,2026-10-05,10.50
LATER,2026-09-30,10.50,2026-11-05,10.50
TODAY,2026-10-31,10.50,,
TWO,2026-09-30,10.50,2026-10-05,4.25
TWO,2026-10-30,1.00,,
TOO_MUCH,2026-09-30,10.50,2026-10-05,9.50
TOO_MUCH,2026-10-15,10.50,2026-10-15,11.50'
owed='DEPOSIT,61,10.00
LATER,31,10.50
PART,31,6.25
TWO,31,7.25
UNPAID,31,10.50'
for awk in mawk gawk original-awk 'busybox awk'; do
    if command -v ${awk% *} >/dev/null; then
        equal "debts, as $awk has them" "$owed" "$(awk() { command $awk "$@"; }; features invoices <<<"$debts")"
    else
        skip "debts, as $awk has them" "it is not installed"
    fi
done
equal "a part-paid invoice of the samples is a debt" 1 \
    "$(awk -F, '$1 == "C000656" && $4 != "" && $5 < $3 && $3 - $5 > 259 && $3 - $5 < 260' samples/invoices.csv | wc -l)"
equal "and is in what is known of the customer" "C000656 639 259.82" \
    "$(paste -d' ' <(column "$out/risk.csv" customer_id) <(column "$out/risk.csv" days_overdue) <(column "$out/risk.csv" overdue_amount) | grep '^C000656 ')"

# Who leaves: not who bought later, nor whose departure is dated beyond the as-of day; that is said.
printf 'customer_id,last_date\nSTAYS,2026-10-02\nGOES,2026-10-01\n' >"$scratch/bought.csv"
equal "a departure counts unless a purchase came later" "GOES,1 NEVER_BOUGHT,1 " \
    "$(printf 'customer_id,date\nSTAYS,2026-10-01\nGOES,2026-10-01\nNEVER_BOUGHT,2026-10-01\n' | features departures -v bought="$scratch/bought.csv" | xargs -d '\n') $(cat "$scratch/stderr")"
kept=$(column "$out/list.csv" customer_id | head -n 1)
printf '%s\n' "$kept,2026-11-01,moved,customer,,1.00" "$kept,2099-01-01,moved,customer,,1.00" >>"$data/departures.csv"
night
equal "a departure to come is said, with its place" \
    "0 features.awk: $data/departures.csv:309:9: date: \"2026-11-01\" is after 2026-10-31, the last day known; departures not counted yet: 2" \
    "$status $(cat "$scratch/stderr")"
equal "and takes nobody off the list" "$kept" "$(column "$out/list.csv" customer_id | head -n 1)"
anew
night

# A slip in a year must not move the day to look from.
echo 'customer_id,date,amount,order_id,category,channel,list_price,cost' >"$scratch/header"
sale() { { cat "$scratch/header"; echo "C000001,$1,5.00,O999999,paper,web,5.00,3.00"; } >"$data/transactions-2.csv"; }
sale 2036-11-01
refused "a purchase ten years ahead" '2:9: date: "2036-11-01" is after 2027-01-01' transactions-2
sale 2036-11-01
night
check "nightly.sh says how to take it all the same" grep -q '62 days past 2026-10-31, .* run once with DAYS_AHEAD=N' "$scratch/stderr"
by_make
check "make too" grep -q 'say DAYS_AHEAD=N' "$scratch/stderr"
sale 2027-01-02
night
equal "63 days ahead: refused" 1 "$status"
DAYS_AHEAD=63 night
equal "63 days ahead, and so many allowed: taken in" "0 2027-01-02" "$status $(cat "$out/as-of")"
if by_make DAYS_AHEAD=63; then ok "by make too"; else not_ok "by make too"; comment - <"$scratch/stderr"; fi
equal "make's as-of day" 2027-01-02 "$(cat "$made/steps/as-of")"
sale 2027-03-05
night
equal "62 days past the new as-of day: taken in" "0 2027-03-05" "$status $(cat "$out/as-of")"
anew
sale 2036-11-01
out=$scratch/first
night
equal "the first night has no bound" "0 2036-11-01" "$status $(cat "$out/as-of")"

# What people open is fit for spreadsheets, and awk reads it.
anew
out=$scratch/spread
sed -i "s/^$kept,[^,]*,/$kept,\"=HYPERLINK(\"\"http:\/\/example.org\"\")\nof two lines\",/" "$data/customers.csv"
night
equal "names of any kind: done" "0 " "$status $(cat "$scratch/stderr")"
for file in list.csv left-out.csv promising.csv lists/Clara_Weiß.csv; do
    equal "$file begins with a byte order mark" "efbbbf" "$(head -c 3 "$out/$file" | od -An -tx1 | tr -d ' ')"
    equal "$file: its header ends in CRLF" 1 "$(head -n 1 "$out/$file" | grep -c "$(printf '\r')\$")"
done
equal "a formula is guarded" 1 "$(grep -c "'=HYPERLINK" "$out/list.csv")"
equal "and in nobody's list it runs" "" "$(grep -lE '[,"]=HYPERLINK' -r "$out/lists" "$out/list.csv")"
awk -f samples/csv.awk -f samples/show.awk -v first=2 "$out/list.csv" >"$scratch/shown"
equal "show.awk reads such a list, a name on one line" " 1. '=HYPERLINK(\"http://example.org\") of two lines ($kept)" "$(head -n 1 "$scratch/shown" | cut -d, -f1)"
equal "three lines each, and how many more" "7 ... and $(($(column "$out/list.csv" customer_id | wc -l) - 2)) more" "$(wc -l <"$scratch/shown") $(tail -n 1 "$scratch/shown")"
bash samples/judge.sh "$out/risk.csv" >"$scratch/judged"
{ printf '\357\273\277'; sed 's/$/\r/' "$out/risk.csv"; } >"$scratch/risk.csv"
equal "judge.sh reads byte order mark and CRLF" "$(cat "$scratch/judged")" "$(bash samples/judge.sh "$scratch/risk.csv")"
check "and judges" grep -q "^| all | $(column "$out/risk.csv" risk | grep -c .) " "$scratch/judged"
equal "an unclosed quote is no row" "csv.awk: $scratch/table.csv:2:1: a quote is never closed
status 1" \
    "$(printf 'customer_id,date\nC1,"2026-10-01\nC2,2026-10-01\n' | features departures; cat "$scratch/stderr")"

# Good customers that are still small stand on a list of their own, best first.
equal "promising.csv: the effort of who promises more, and no other" "$(column <(churn-winback --print-efforts | grep -E '^(tier|promising),') effort)" "$(column "$out/promising.csv" effort | sort -u)"
equal "all of them, but those who are not to be called" \
    "$( { column "$out/list.csv" customer_id | paste -d'|' - <(column "$out/list.csv" effort); paste -d'|' <(column "$out/left-out.csv" customer_id) <(column "$out/left-out.csv" effort) \
        <(column "$out/left-out.csv" excluded_reason) | grep -E '[|](beyond the top|risk below the threshold)$'; } | grep 'with care' | cut -d'|' -f1 | sort)" \
    "$(column "$out/promising.csv" customer_id | sort)"
check "some are not on the list" sh -c "grep -qE 'with care.*(beyond the top|risk below)' '$out/left-out.csv'"
equal "who is called has a reason to be called for" "" "$(column "$out/list.csv" reasons | grep -c '^$' | grep -v '^0$')"
equal "the best first" "$(column "$out/promising.csv" expected_gain)" "$(column "$out/promising.csv" expected_gain | sort -rg)"
equal "and the summary counts them" "$(column "$out/promising.csv" rank | wc -l)" "$(grep -oE '[0-9]+ small ones' "$scratch/stdout" | cut -d' ' -f1)"
finish
