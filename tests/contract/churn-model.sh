# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: churn-model as a filter, applying a saved model to a table of customers.
cat >fixture.csv <<'CSV'
kind,feature,level,coefficient,standard_error,mean
intercept,,,-1,0.1,
numeric,orders,,-0.25,0.01,4
end,,,2,,
CSV
args=(--predict=fixture.csv)
header=customer_id,orders
good='C1,5\nC2,7\n'
bad=C1,x
secret=SECRET%s,x
fault='2:4: orders: "x" is not a number'
made() { awk -v rows="$1" 'BEGIN { print "customer_id,orders"; for (i = 0; i < rows; i++) printf "C%06d,%d\n", i, 1 + i * i % 9 }'; }
small() { made 200; }
made 4000 >large.csv
data=large.csv
