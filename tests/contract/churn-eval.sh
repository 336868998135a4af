# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: churn-eval reads a table of scores and outcomes, and without a row there is nothing to judge.
header=customer_id,risk,churned
good='C1,0.2,0\nC2,0.7,1\n'
bad=C1,x,1
secret=SECRET%s,x,1
fault='2:4: risk: "x" is not a number'
nothing=refused
small() { awk 'BEGIN { print "customer_id,risk,churned"; for (i = 0; i < 200; i++) print "C" i "," (i * 37 % 97) / 100 "," (i * 53 % 100 < i * 37 % 97) }'; }
awk 'BEGIN { print "customer_id,risk,churned"; for (i = 0; i < 4000; i++) print "C" i "," i / 4000 "," (i * 37 % 100 < i / 60) }' >large.csv
args=(--profit --cost=1 --success=0.5 --value=20)
data=large.csv
