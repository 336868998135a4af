# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: churn-satisfaction reads surveys.
header=customer_id,date,score
good='C1,2026-01-02,4\nC2,2026-01-03,2.5\n'
bad=C1,2026-01-02,x
secret=SECRET%s,2026-01-02,x
fault='2:15: score: "x" is not a number'
data=samples/surveys.csv
small() { head -n 200 samples/surveys.csv; }
