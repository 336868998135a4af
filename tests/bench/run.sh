#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The bench, in one command: builds into build-bench/, makes a venv with DuckDB and Polars there, runs everything (an hour and more at full size; some
# 20 GB in the temporary folder), and writes tests/bench/RESULTS.md.
#
#   tests/bench/run.sh [ROW...] [--scale=0.01] [--rounds=N] [--folder=DIR] [--output=FILE]      --help lists the rows
set -eu
export PYTHONDONTWRITEBYTECODE=1
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build-bench
venv=$build/venv
sh "$root/.ci/setup.sh" run
[ -f "$build/build.ninja" ] || meson setup "$build" "$root" -Dbench=true -Dtests=false >&2
ninja -C "$build" >&2
if [ ! -x "$venv/bin/pip" ]; then
    rm -rf "$venv"
    python3 -m venv "$venv" || echo "bench: no venv (apt-get install python3-venv): DuckDB and Polars are left out" >&2
fi
for peer in duckdb polars; do
    "$venv/bin/python" -c "import $peer" 2>/dev/null || "$venv/bin/pip" install -q --disable-pip-version-check $peer >&2 ||
        echo "bench: $peer cannot be installed, its rows are left out" >&2
done
exec python3 "$root/tests/bench/bench.py" --build="$build" --shared="$root/../shared" --venv="$venv" "$@"
