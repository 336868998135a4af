#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# No test is left out: every file of tests/unit is in tests/meson.build, and so is every script of the other suites.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
for test in tests/unit/test_*.c; do
    name=${test##*/test_}
    check "${test##*/} is built" grep -q "'${name%.c}'" tests/meson.build
done
for script in tests/house/*.sh tests/shared/*.sh tests/faults/*.sh; do
    name=${script##*/}
    check "$script is run" grep -q "'${name%.sh}'" tests/meson.build
done
for tool in tools/churn-*.c; do
    name=${tool##*/}
    check "${name%.c} has cases" test -d "tests/cli/${name%.c}"
done
finish
