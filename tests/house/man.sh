#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The pages are sound mdoc, and every installed one is in man/meson.build.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
for page in man/*.[1-9]; do
    equal "$page lints clean" "" "$(mandoc -Tlint -W warning "$page" 2>&1)"
    if command -v nroff >/dev/null; then # mandoc passes over what groff takes for a macro in the middle of a line
        equal "$page is read by groff" "" "$(nroff -mdoc "$page" 2>&1 >/dev/null)"
    else
        skip "$page is read by groff" "no nroff"
    fi
    check "$page is installed" grep -q "'${page##*/}'" man/meson.build
done
for tool in "$tools"/churn-*; do
    [ -f "$tool" ] && [ -x "$tool" ] && check "${tool##*/} has a page" test -f "man/${tool##*/}.1"
done
finish
