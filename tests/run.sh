#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# README's second command: install what is missing, build into build/, run all fast suites, and end with `N passed, N failed`
# (and `, N skipped` where there are any). Status 1 where any failed. Asks nothing and reads no standard input.
#
#   tests/run.sh [SUITE...]     only these suites: unit, cli, contract, house, shared, faults
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 1
exec </dev/null
log=build/meson-logs/testlog.json

give_up() {
    echo "tests: $*" >&2
    echo "0 passed, 1 failed"
    exit 1
}

# The folder may come from the demo, without tests, or from a build that was interrupted.
configure() {
    if [ -f build/build.ninja ]; then
        meson configure build -Dtests=true && return
    fi
    meson setup build -Dtests=true || meson setup build -Dtests=true --wipe
}

run_suites() {
    local suites=()
    for suite in "$@"; do suites+=(--suite "$suite"); done
    rm -f "$log"
    meson test -C build --no-rebuild "${suites[@]}"
}

sh .ci/setup.sh test || give_up "the packages above are missing"
echo "tests: building into build/"
configure >build-setup.log 2>&1 || { cat build-setup.log >&2; rm -f build-setup.log; give_up "meson setup failed"; }
rm -f build-setup.log
compiled=$(ninja -C build 2>&1) || { printf '%s\n' "$compiled" | tail -n 60 >&2; give_up "the build failed"; }
run_suites "$@"
[ -s "$log" ] || give_up "meson test left no log"
tally=$(bash tests/lib/tally.sh "$log") || give_up "$log cannot be read"
printf '%s\n' "$tally" | sed '$d'
read -r passed failed skipped <<<"$(printf '%s\n' "$tally" | tail -n 1)"
echo "$passed passed, $failed failed$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
