#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Which lines and branches the fast suites reach:  coverage.sh [FOLDER]
#
# Builds in FOLDER (build-coverage), runs unit, cli, contract, shared and the faults of memory there, prints a table by part, and fails below
# 95 % of the lines of lib and 90 % of the branches of base and table. gcovr and gcc's gcov are needed; eight minutes. Ends with
# `N passed, N failed`. Whether the tests pass is not judged here: gcov itself writes files and dies where there is no memory.
set -u
cd "$(dirname "$0")/.." || exit 1
folder=${1:-build-coverage}
suites=(--suite unit --suite cli --suite contract --suite shared)
command -v gcovr >/dev/null || { echo "coverage: gcovr is needed: sh .ci/setup.sh ci" >&2; exit 1; }

# Threads count in the same cells: atomically, or counts go astray. What is inlined always, for each shape of a table anew, is counted once.
[ -f "$folder/build.ninja" ] ||
    CC=gcc meson setup "$folder" -Db_coverage=true --buildtype=debug -Dc_args="-fprofile-update=atomic -Dalways_inline=unused" >/dev/null || exit 1
ninja -C "$folder" >/dev/null || exit 1
find "$folder" -name '*.gcda' -delete
meson test -C "$folder" --no-rebuild --timeout-multiplier 5 "${suites[@]}" >"$folder/suites.log" 2>&1 ||
    echo "coverage: a case differs by what gcov does; $folder/suites.log" >&2
BUILD=$(cd "$folder" && pwd) bash tests/faults/memory.sh >"$folder/memory.log" 2>&1
# A process that is killed may leave counts that do not add up: such branches are passed over.
gcovr -r . --object-directory "$folder" "$folder" --filter 'lib/' --filter 'tools/' --gcov-ignore-parse-errors --csv -o "$folder/coverage.csv" 2>"$folder/gcovr.log" || exit 1

# lib/base/date.c is of the part lib/base; all of tools is one
awk -F, '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    { count = split($(at["filename"]), part, "/"); name = part[1] == "lib" ? "lib/" part[2] : "tools"; put(name); if (part[1] == "lib") put("lib") }
    function put(name) {
        lines[name] += $(at["line_total"]); reached[name] += $(at["line_covered"])
        branches[name] += $(at["branch_total"]); taken[name] += $(at["branch_covered"])
    }
    function judge(name, what, share, least) {
        if (share >= least) { passed++; return }
        failed++; printf "FAILED: %s: %.1f %% of %s, at least %d %% are wanted\n", name, share, what, least
    }
    END {
        printf "%-14s %8s %8s %10s %8s\n", "part", "lines", "reached", "branches", "taken"
        for (i = split("lib lib/base lib/table lib/customer lib/model lib/saved tools", names, " "); i >= 1; i--) order[i] = names[i]
        for (i = 1; i in order; i++) { name = order[i]
            printf "%-14s %8d %6.1f %% %10d %6.1f %%\n", name, lines[name], 100 * reached[name] / lines[name], branches[name], 100 * taken[name] / branches[name] }
        judge("lib", "lines", 100 * reached["lib"] / lines["lib"], 95)
        judge("lib/base", "branches", 100 * taken["lib/base"] / branches["lib/base"], 90)
        judge("lib/table", "branches", 100 * taken["lib/table"] / branches["lib/table"], 90)
        printf "%d passed, %d failed\n", passed, failed
        exit failed > 0
    }' "$folder/coverage.csv"
