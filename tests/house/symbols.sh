#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the shared library exports is what its headers declare, and nothing else.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
library=$(find "$build/lib" -name 'libchurn.so.*' -type f | head -n 1)
nm -D --defined-only "$library" | awk '{ sub(/@.*/, "", $3); if ($2 != "A") print $3 }' | sort >"$scratch/exported"
cat lib/include/churn/*.h | tr '\n' ' ' | grep -oE 'CHURN_API [^;{]*\(' | grep -oE 'churn_[a-z0-9_]+ ?\(' | tr -d ' (' | sort -u >"$scratch/declared"
same "exported symbols are the declared functions" "$scratch/declared" "$scratch/exported"
equal "all begin with churn_" "" "$(grep -v '^churn_' "$scratch/exported")"
check "there is a soname" sh -c "readelf -d '$library' | grep -q 'SONAME.*libchurn.so.0'"
check "symbols carry a version" sh -c "nm -D --defined-only '$library' | grep -q 'churn_version@@CHURN_0'"
finish
