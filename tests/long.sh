#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The long tier, for a night and not for every change: each fuzz target for an hour (six targets, two at once: three hours), and the random
# comparisons with ten times the data, what the tests reach, and whether they notice changes. tests/README.md says what is held there.   long.sh [SECONDS of each fuzz target]
set -u
cd "$(dirname "$0")/.." || exit 1
seconds=${1:-3600}
sh .ci/setup.sh ci || exit 1
[ -f build/build.ninja ] || meson setup build >&2
ninja -C build >&2 || exit 1
failed=0
bash tests/fuzz/run.sh "$seconds" | tee build/long-fuzz.txt
! grep -q '^not ok' build/long-fuzz.txt || failed=1
for what in 'amounts 10000000' 'dates 3000000' 'tables 1000000'; do
    # shellcheck disable=SC2086
    python3 tests/oracle/readings.py build/tests/readings $what || failed=1
done
bash tests/coverage.sh || failed=1
python3 tests/mutants.py --count 400 || failed=1
python=${CHURN_PYTHON:-$PWD/build/venv/bin/python}
if "$python" -c 'import duckdb' 2>/dev/null; then
    folder=$(mktemp -d) && PATH=$PWD/build/tools:$PATH && (cd "$folder" && "$python" "$OLDPWD/tests/oracle/sql.py" 2000) || failed=1
    rm -rf "$folder"
else
    echo "no DuckDB ($python): the comparison with SQL is left out"
fi
exit $failed
