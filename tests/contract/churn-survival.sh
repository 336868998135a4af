# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: churn-survival reads durations; its output is as long as there are different ones.
header=customer_id,duration,event
good='C1,3,1\nC2,7.5,0\n'
bad=C1,x,1
secret=SECRET%s,x,1
fault='2:4: duration: "x" is not a number'
small() { awk 'BEGIN { print "duration,event"; for (i = 0; i < 200; i++) print 1 + i * i % 83 "," (i * 37 % 100 < 60) }'; }
awk 'BEGIN { print "duration,event"; for (i = 0; i < 4000; i++) print i / 8 "," (i * 37 % 100 < 60) }' >large.csv
data=large.csv
