# SPDX-License-Identifier: GPL-3.0-or-later
# What churn-risk wants to know of complaints, invoices and departures, a row a customer, from the tables as a shop exports them:
#
#   awk -f csv.awk -f features.awk -v table=complaints -v as_of=2026-10-31 complaints.csv
#
#   complaints  -> complaints of the last year, open_complaints, poor_responses (rejected or unanswered)
#   invoices    -> days_overdue: how long the oldest unpaid invoice is past its due date; overdue_amount: what is past due and not paid
#   departures  -> departed: 1 for who is known to have gone, and has bought nothing since (bought=FILE, customers with last_date): who left
#                  for a part of its needs, or came back, buys on
#
# Days since 0000-03-01.
function day(date,    y, m) {
    y = substr(date, 1, 4) + 0
    m = substr(date, 6, 2) + 0
    if (m < 3) { y--; m += 12 }
    return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + substr(date, 9, 2)
}

# last[id]: its last purchase
function read_purchases(file,    line, part, count, i, id_at, date_at) {
    while ((getline line < file) > 0) {
        sub(/\r$/, "", line)
        count = split_csv(line, part)
        if (!id_at) {
            for (i = 1; i <= count; i++) {
                if (part[i] == "customer_id") id_at = i
                if (part[i] == "last_date") date_at = i
            }
            continue
        }
        last[part[id_at]] = part[date_at]
    }
    close(file)
}

BEGIN { if (bought != "") read_purchases(bought) }
{ sub(/\r$/, "") }
NR == 1 { read_header(); today = day(as_of); next }
{ split_csv($0, field); id = cell("customer_id") }
table == "complaints" && day(cell("opened")) <= today && today - day(cell("opened")) <= 365 {
    seen[id] = 1
    complaints[id]++
    open[id] += cell("closed") == "" || day(cell("closed")) > today
    poor[id] += cell("outcome") == "rejected" || cell("outcome") == "unanswered"
}
table == "invoices" && day(cell("due")) < today && (cell("paid") == "" || day(cell("paid")) > today) {
    seen[id] = 1
    late = today - day(cell("due"))
    if (late > overdue[id]) overdue[id] = late
    owed[id] += cell("amount") - (day(cell("paid")) > today ? 0 : cell("paid_amount"))
}
table == "departures" && day(cell("date")) <= today && !(last[id] > cell("date")) { seen[id] = 1 }
END {
    if (failed) exit 1
    if (table == "complaints") print "customer_id,complaints,open_complaints,poor_responses"
    else if (table == "invoices") print "customer_id,days_overdue,overdue_amount"
    else print "customer_id,departed"
    for (id in seen)
        if (table == "complaints") print quoted(id) "," complaints[id] "," open[id] "," poor[id]
        else if (table == "invoices") printf "%s,%d,%.2f\n", quoted(id), overdue[id], owed[id]
        else print quoted(id) ",1"
}
