#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# csv-spectrum through the public reader: eleven tables, each as its JSON says.
. "$(dirname "$0")/../lib/tap.sh"
folder=$shared/data/csv-conformance/csv-spectrum
[ -d "$folder" ] || skip_all "../shared is absent"
for file in "$folder"/csvs/*.csv; do
    name=$(basename "$file" .csv)
    "$build/tests/table_json" "$file" 2>&1 | jq -S . >"$scratch/got" 2>&1
    jq -S . "$folder/json/$name.json" >"$scratch/expected"
    same "csv-spectrum $name" "$scratch/expected" "$scratch/got"
done
equal "eleven tables" 11 "$tap_count"
finish
