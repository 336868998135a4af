#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-rfm and churn-tiers against SQL on random purchases. It needs DuckDB, in $DUCKDB (a python3 of a venv) or in the python3 of the path.
. "$(dirname "$0")/../lib/tap.sh"
python=${DUCKDB:-python3}
"$python" -c 'import duckdb' 2>/dev/null || skip_all "no python3 with duckdb (DUCKDB names one)"
cd "$scratch" || exit 1
"$python" "$root/tests/oracle/sql.py" 200 >said.txt 2>&1
status=$?
comment - <said.txt
check "200 data sets: scores cell by cell, ranks, shares and Gini's figure" [ $status -eq 0 ]
finish
