#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# One fault in every cell of a clean table: cells.py, which says what is expected. The sanitizers see every 61st.
. "$(dirname "$0")/../lib/tap.sh"
unset MALLOC_PERTURB_ # large tables filled anew in each run take minutes
cd "$scratch" || exit 1
if [ "${SANITIZED:-no}" = yes ]; then step=61; else step=1; fi
python3 "$root/tests/faults/cells.py" $step
