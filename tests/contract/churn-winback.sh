# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: churn-winback reads a table of customers with tier and risk.
header=customer_id,tier,monetary,risk
good='C1,gold,2000.00,0.5\nC2,iron,900.00,0.75\n'
bad=C1,gold,x,0.5
secret=SECRET%s,gold,x,0.5
fault='2:9: monetary: "x" is not a number'
made() { awk -v rows="$1" 'BEGIN { split("platinum gold iron lead", tier, " "); print "customer_id,tier,monetary,risk,overdue"
    for (i = 0; i < rows; i++) printf "C%06d,%s,%d.%02d,0.%02d,%d\n", i, tier[1 + i % 4], i * 7919 % 20000, i % 100, i * 37 % 100, i % 3 % 2 }'; }
small() { made 200; }
made 4000 >large.csv
data=large.csv
