# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: churn-join knows ids alone, so only an id can be bad. Each file is a table of its own.
header=customer_id,name
good='C1,Anna\nC2,Bert\n'
bad=' C1,Anna'
secret=' SECRET%s,Anna'
fault='2:1: customer_id: leading space in the id; use --trim to drop it'
streams=no
made() { awk -v rows="$1" 'BEGIN { print "customer_id,note"; for (i = 0; i < rows; i++) printf "C%06d,%d times\n", i * 7919 % 100003, i }'; }
small() { made 200; }
made 20000 >large.csv
data=large.csv
