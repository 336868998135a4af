#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-risk(1) has every rule of the registry, in its order, with the weight, the threshold and the columns that --print-rules prints, and no other.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
churn-risk --print-rules --output-delimiter=';' | tail -n +2 | cut -d';' -f1,3-5 | tr ';' '\n' >"$scratch/rules"
awk '/^\.Sh RULES/ { on = 1 } /^\.El/ { on = 0 } !on { next }
    /^\.It Cm/ { rule = $3; print rule " name " rule; next }
    /^Weight / { sub(/\.$/, ""); print rule " weight " $2 }
    /^Needs / || needs { if (!needs) sub(/^Needs /, ""); text = text (needs ? " " : "") $0; needs = !/\.$/
        if (!needs) { sub(/\.$/, "", text); print rule " needs " text; text = "" } }
    { said[rule] = said[rule] " " $0 }
    END { for (rule in said) print rule " words" said[rule] }' man/churn-risk.1 >"$scratch/page"
fact() { sed -n "s/^$1 $2 //p" "$scratch/page"; }
equal "the page has the rules, in order" "$(sed -n '1~4p' "$scratch/rules")" "$(sed -n 's/.* name //p' "$scratch/page")"
while read -r rule && read -r threshold && read -r weight && read -r needs; do
    equal "$rule: its weight" "$weight" "$(fact "$rule" weight)"
    equal "$rule: what it needs" "$needs" "$(fact "$rule" needs)"
    [ "$rule" != declining ] || threshold=half # 0.5, which the page says in a word
    check "$rule: its threshold, $threshold" grep -qwF -- "$threshold" <(fact "$rule" words)
done <"$scratch/rules"
finish
