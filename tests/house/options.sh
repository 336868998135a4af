#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A tool's options, its --help and its page speak of the same things.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
for page in man/churn-*.1; do
    tool=${page##*/}
    tool=${tool%.1}
    "$tool" --list-options | awk '{ sub(/^--/, "", $1); print $1 }' | sort >"$scratch/listed"
    grep -oE '^\.It Fl (. , Fl )?-[a-z][a-z-]*' "$page" | grep -oE '[ ]-[a-z][a-z-]*$' | sed 's/^ -//' | sort -u >"$scratch/paged"
    grep -oE '^\.It Fl [a-zA-Z] , Fl -[a-z-]+|^\.It Fl [a-zA-Z] Ns .*-[a-z-]+' "$page" >/dev/null
    same "$tool(1) describes every option and no other" "$scratch/listed" "$scratch/paged"
    "$tool" --help >"$scratch/help"
    missing=$(while read -r name; do grep -qE -- "(^|[ ,])--$name(=|\[| |$)" "$scratch/help" || echo "$name"; done <"$scratch/listed")
    equal "$tool --help names every option" "" "$missing"
done
finish
