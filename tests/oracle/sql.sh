#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-rfm and churn-tiers against SQL on random purchases. It needs DuckDB, in the Python that CHURN_PYTHON names, or in python3.
. "$(dirname "$0")/../lib/tap.sh"
python=${CHURN_PYTHON:-python3}
"$python" -c 'import duckdb' 2>/dev/null || skip_all "no python3 with duckdb (CHURN_PYTHON may name one)"
cd "$scratch" || exit 1
"$python" "$root/tests/oracle/sql.py" 200 >said.txt 2>&1
status=$?
comment - <said.txt
check "200 data sets: scores cell by cell, ranks, shares and Gini's figure" [ $status -eq 0 ]
finish
