#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# README's first command: install what is missing, build, run the night's job on the sample shop, show its lists.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

sh .ci/setup.sh run
echo "demo: building into build/" >&2
[ -f build/build.ninja ] || meson setup build -Dtests=false >build-setup.log 2>&1 || { cat build-setup.log >&2; exit 1; }
rm -f build-setup.log
ninja -C build >/dev/null || ninja -C build

PATH=$root/build/tools:$PATH
export PATH
bash samples/nightly.sh samples out

echo
echo "Whom to call tonight (out/list.csv; one list for each salesperson in out/lists):"
awk -f samples/csv.awk -f samples/show.awk -v first=10 out/list.csv
echo
echo "What the few bring (out/tiers.txt):"
cat out/tiers.txt
