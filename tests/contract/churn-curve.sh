# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: churn-curve reads a table of scores and outcomes, and without a row there is no curve.
header=customer_id,score,retained
good='C1,1,0\nC2,5,1\n'
bad=C1,x,1
secret=SECRET%s,x,1
fault='2:4: score: "x" is not a number'
nothing=refused
small() { awk 'BEGIN { print "customer_id,score,retained"; for (i = 0; i < 200; i++) print "C" i "," 1 + i * 7 % 5 "," (i * 37 % 100 < 30 + 12 * (i * 7 % 5)) }'; }
awk 'BEGIN { print "customer_id,score,retained"; for (i = 0; i < 4000; i++) print "C" i "," i / 1000 "," (i * 37 % 100 < 20 + i / 60) }' >large.csv
data=large.csv
