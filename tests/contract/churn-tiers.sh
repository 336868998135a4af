# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: churn-tiers reads a table of customers with a value.
header=customer_id,monetary
good='C1,20.00\nC2,9.50\n'
bad=C1,x
secret=SECRET%s,x
fault='2:4: monetary: "x" is not a number'
made() { awk -v rows="$1" 'BEGIN { print "customer_id,monetary"; for (i = 0; i < rows; i++) printf "C%06d,%d.%02d\n", i, i * 7919 % 5003, i % 100 }'; }
small() { made 200; }
made 20000 >large.csv
data=large.csv
