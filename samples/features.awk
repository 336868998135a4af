# SPDX-License-Identifier: GPL-3.0-or-later
# What churn-risk wants to know of complaints, invoices and departures, a row a customer, from the tables as a shop exports them:
#
#   awk -f csv.awk -f features.awk -v table=complaints -v as_of=2026-10-31 complaints.csv
#
#   complaints  -> complaints of the last year, open_complaints, poor_responses (rejected or unanswered)
#   invoices    -> days_overdue: how long the oldest unpaid invoice is past its due date; overdue_amount: what is past due and not paid. An invoice
#                  paid in part counts with what is still owed of it. `paid` without a paid_amount: paid in full; paid_amount without `paid`: so much
#                  was paid, some day. What was paid too much is set against what is owed
#   departures  -> departed: 1 for who is known to have gone, and has bought nothing since (bought=FILE, customers with last_date): who left
#                  for a part of its needs, or came back, buys on
#
# What happens after the as-of day is not known yet. A departure dated later is said, since it may be a slip. A bad date or amount is refused with its
# place; whether the file is sound CSV and its ids are ids, one of churn's programs is to look at before (nightly.sh does).
BEGIN {
    if (bought != "") read_purchases(bought)
    today = days(as_of)
}
record == 1 { read_header(); next }
{
    bad = 0
    count = split_csv($0, field)
    if (count != columns) { refuse(1, count (count == 1 ? " field" : " fields") ", header has " columns); next }
    id = cell("customer_id")
}
table == "complaints" {
    opened = day("opened")
    closed = day_if_any("closed")
    if (bad || opened > today || today - opened > 365) next
    seen[id] = 1
    complaints[id]++
    open[id] += closed == "" || closed > today
    poor[id] += cell("outcome") == "rejected" || cell("outcome") == "unanswered"
}
table == "invoices" {
    due = day("due")
    owes = amount("amount") - paid_by_today(day_if_any("paid"))
    if (bad || due >= today) next
    seen[id] = 1
    owed[id] += owes
    if (owes > 0 && today - due > overdue[id]) overdue[id] = today - due
}
table == "departures" {
    gone = day("date")
    if (bad) next
    if (gone > today) { if (!later++) first_later = FILENAME ":" place(column["date"]) ": date: \"" cell("date") "\"" }
    else if (!(id in last) || last[id] <= gone) seen[id] = 1
}
END {
    if (faults > 10) say("and " faults - 10 " more")
    if (faults) say(faults (faults == 1 ? " row" : " rows") " refused")
    if (failed || faults) exit 1
    if (later) say(first_later " is after " as_of ", the last day known; departures not counted yet: " later)
    if (table == "complaints") print "customer_id,complaints,open_complaints,poor_responses"
    else if (table == "invoices") print "customer_id,days_overdue,overdue_amount"
    else print "customer_id,departed"
    for (id in seen)
        if (table == "complaints") print quoted(id) "," complaints[id] "," open[id] "," poor[id]
        else if (table == "departures") print quoted(id) ",1"
        else if (owed[id] >= 0.005) printf "%s,%d,%.2f\n", quoted(id), overdue[id], owed[id]
}

function say(words) { print "features.awk: " words >"/dev/stderr" }

# One fault a row, as churn's programs do.
function refuse(number, words) {
    if (!bad && ++faults <= 10) say(FILENAME ":" place(number) ": " words)
    bad = 1
}
function refuse_cell(name, words) { refuse(column[name], name ": " (cell(name) == "" ? "is empty" : "\"" cell(name) "\" " words)) }

function day(name,    text) {
    text = cell(name)
    if (text !~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?)?$/)
        refuse_cell(name, "is not a date as YYYY-MM-DD")
    else if (!is_day(substr(text, 1, 4) + 0, substr(text, 6, 2) + 0, substr(text, 9, 2) + 0)) refuse_cell(name, "is no day of the calendar")
    else if (text < "1900" || text >= "2200") refuse_cell(name, "is not between 1900-01-01 and 2199-12-31")
    return days(text)
}
function day_if_any(name) { return cell(name) == "" ? "" : day(name) }

function is_day(y, m, d,    last_day) {
    last_day = m == 2 ? 28 + (y % 4 == 0 && (y % 100 != 0 || y % 400 == 0)) : m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31
    return m >= 1 && m <= 12 && d >= 1 && d <= last_day
}

# Days since 0000-03-01.
function days(date,    y, m) {
    y = substr(date, 1, 4) + 0
    m = substr(date, 6, 2) + 0
    if (m < 3) { y--; m += 12 }
    return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + substr(date, 9, 2)
}

function amount(name) {
    if (cell(name) !~ /^[+-]?[0-9]+(\.[0-9]+)?$/) refuse_cell(name, "is not a number")
    return cell(name) + 0
}

function paid_by_today(paid,    sum) {
    if (cell("paid_amount") == "") sum = paid == "" ? 0 : amount("amount")
    else sum = amount("paid_amount")
    return paid != "" && paid > today ? 0 : sum
}

# last[id]: day of its last purchase
function read_purchases(file,    line, part, count, i, id_at, date_at) {
    while ((getline line < file) > 0) {
        count = split_csv(line, part)
        if (!id_at) {
            for (i = 1; i <= count; i++) {
                if (part[i] == "customer_id") id_at = i
                if (part[i] == "last_date") date_at = i
            }
            continue
        }
        last[part[id_at]] = days(part[date_at])
    }
    close(file)
}
