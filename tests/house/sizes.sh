#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The ends of the house's habits: no function over 60 lines; library files under 400, tool files under 250.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
functions=$(find lib tools samples -name '*.c' | ctags -L - -o - --languages=C --kinds-C=f --fields=+ne 2>/dev/null |
    awk -F'\t' '{ line = 0; end = 0
        for (i = 4; i <= NF; i++) { if ($i ~ /^line:/) line = substr($i, 6); if ($i ~ /^end:/) end = substr($i, 5) }
        print end - line + 1, $1, $2 }' | sort -rn)
check "ctags sees the functions" test "$(printf '%s\n' "$functions" | wc -l)" -gt 300
printf '%s\n' "$functions" | head -n 5 | comment -
equal "no function over 60 lines" "" "$(printf '%s\n' "$functions" | awk '$1 > 60')"
long() { wc -l "$@" | awk -v most="$most" '$2 != "total" && $1 > most'; }
most=400
equal "no library file over $most lines" "" "$(long lib/*/*.[ch] lib/include/churn/*.h)"
most=250
equal "no tool file over $most lines" "" "$(long $(find tools -name '*.[ch]' ! -path 'tools/common/*'))"
most=400
equal "no file of tools/common over $most lines" "" "$(long tools/common/*.[ch])"
finish
