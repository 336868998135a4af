# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: churn-cohort's triangle is as large as there are months, so the large input reaches over 30 years.
data=large.csv
awk 'BEGIN { print "customer_id,date,amount"; for (i = 0; i < 20000; i++) printf "C%d,%d-%02d-%02d,1.50\n", i % 700, 1995 + i % 31, 1 + i * 7 % 12, 1 + i % 28 }' >large.csv
