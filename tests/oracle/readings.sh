#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the library reads against Python: a million amounts against Decimal, every day of ten thousand years and texts near one against datetime,
# a hundred thousand tables against csv and a reader of RFC 4180 that is nothing but its states, faults by line and column.
. "$(dirname "$0")/../lib/tap.sh"
command -v python3 >/dev/null || skip_all "no python3"
cd "$scratch" || exit 1
readings() {
    local what=$1 count=$2 status
    PYTHONIOENCODING=utf-8 python3 "$root/tests/oracle/readings.py" "$build/tests/readings" "$what" "$count" >said.txt 2>&1
    status=$?
    comment - <said.txt
    check "$what: no difference" [ $status -eq 0 ]
}
readings amounts 1000000
readings dates 300000
readings tables 115000 # some of which are not asked
finish
