# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: churn-risk reads a table of customers.
args=(--as-of=2026-10-31)
header=customer_id,first_date,last_date,orders
good='C1,2026-01-02,2026-09-01,5\nC2,2026-01-03,2026-10-30,7\n'
bad=C1,2026-01-02,2026-09-01,x
secret=SECRET%s,2026-01-02,2026-09-01,x
fault='2:26: orders: "x" is not a whole number'
made() { awk -v rows="$1" 'BEGIN { print "customer_id,first_date,last_date,orders,complaints"
    for (i = 0; i < rows; i++) printf "C%06d,2026-0%d-11,2026-0%d-15,%d,%d\n", i, 1 + i % 4, 5 + i * 7 % 5, 1 + i * i % 9, i % 4 }'; }
small() { made 200; }
made 4000 >large.csv
data=large.csv
