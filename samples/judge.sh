#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How good is a list of risks? Judged by the truth of the sample shop, as Markdown tables:
#
#   judge.sh RISK [TRUTH]      RISK: what churn-risk wrote, as of 2026-10-31; TRUTH: default truth.csv beside this script
#
# The first table cuts the customers into tenths by risk and counts who had left by that day, who leaves within the half year after, and who was a
# one-off customer, which never stayed and so never leaves. The second counts the same by level. The third sets the likely type named against the true
# one, the fourth what the reasons speak of against the true cause; a customer may have reasons of several sorts. Both are of those who had left: of those
# to come the truth has no cause. Equal risks are ordered by id. Customers without a risk are counted below.
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -ge 1 ] && [ $# -le 2 ] || { echo "usage: judge.sh RISK [TRUTH]" >&2; exit 2; }
risk=$1
truth=${2:-$here/truth.csv}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# customer_id, risk, likely_type, what the reasons speak of, level
cat >"$work/columns.awk" <<'AWK'
record == 1 { read_header(); next }
function is_set(name) { return name in column && cell(name) + 0 == 1 }
function flagged(names,  list, count, i, any) { count = split(names, list, " "); any = 0
    for (i = 1; i <= count; i++) if (is_set(list[i])) any = 1; return any }
# who buys less, not who buys nothing: that is silence
function bought_of_late() { return !("recent_purchase_days" in column) || cell("recent_purchase_days") + 0 > 0 }
{ split_csv($0, field)
    print cell("customer_id") "," cell("risk") "," cell("likely_type") \
    "," flagged("dissatisfied satisfaction_falling expectation_missed late_follow_up") \
    "," flagged("open_complaint repeated_complaints poor_response") \
    "," flagged("falling_share contract_ending" (bought_of_late() ? " declining" : "")) "," flagged("arrears") "," cell("level") }
AWK
awk -f "$here/csv.awk" -f "$work/columns.awk" "$risk" >"$work/all"
awk -F, '$2 != ""' "$work/all" | sort -t, -k2,2gr -k1,1 >"$work/ranked"
[ -s "$work/ranked" ] || { echo "judge: nobody in $risk has a risk" >&2; exit 1; }

awk -F, -v customers="$(wc -l <"$work/ranked")" -v all="$(wc -l <"$work/all")" '
    NR == FNR { if (FNR == 1) { for (i = 1; i <= NF; i++) at[$i] = i; next }
        left[$1] = $at["left"]; next_left[$1] = $at["next_left_date"] != ""; one_off[$1] = $at["archetype"] == "one_off"; kind[$1] = $at["type"]
        cause[$1] = $at["cause"] != "" ? $at["cause"] : $at["type"] == "malicious" ? "(fled a debt)" : "(dismissed)"; next }
    !($1 in left) { print "judge: a customer is not in the truth; is it that of the samples?" >"/dev/stderr"; failed = 1; exit 1 }
    { count(int((FNR - 1) * 10 / customers) + 1); count($8); count("all") }
    function count(group) { n[group]++; risk[group] += $2; l[group] += left[$1]; s[group] += !left[$1] && next_left[$1]; o[group] += one_off[$1] }
    left[$1] { seen[kind[$1]]++; named[kind[$1], $3]++; c = cause[$1]; had[c]++
        for (i = 4; i <= 7; i++) speaks[c, i] += $i
        silent[c] += !($4 + $5 + $6 + $7) }
    function percent(part, whole) { return whole ? sprintf("%.0f %%", 100 * part / whole) : "" }
    function table(title, names,  list, last, i, g) {
        print "| " title " | customers | mean risk | had left | leave in the half year after | one-off | left or leave, without the one-off |"
        print "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
        last = split(names, list, " ")
        for (i = 1; i <= last; i++) { g = list[i]
            if (n[g]) printf "| %s | %d | %.2f | %d (%s) | %d (%s) | %d | %s |\n", g, n[g], risk[g] / n[g], l[g], percent(l[g], n[g]),
                s[g], percent(s[g], n[g]), o[g], percent(l[g] + s[g], n[g] - o[g]) }
        print ""
    }
    END {
        if (failed) exit 1
        table("tenth by risk", "1 2 3 4 5 6 7 8 9 10 all")
        table("level", "critical high medium low all")
        print "| true type | customers | fault | competitive | malicious | other | none named |"
        print "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
        split("fault competitive natural malicious other", order, " ")
        for (i = 1; i <= 5; i++) { k = order[i]
            if (seen[k]) printf "| %s | %d | %d | %d | %d | %d | %d |\n", k, seen[k], named[k, "fault"], named[k, "competitive"], named[k, "malicious"], named[k, "other"], named[k, ""] }
        print ""
        print "| true cause | customers | satisfaction | complaints | buys less, or a rival | arrears | silence alone, or nothing |"
        print "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
        m = split("core_service_failure failed_service_encounter inconvenience poor_complaint_response ethics price competitor_action involuntary (fled_a_debt) (dismissed)", order, " ")
        for (i = 1; i <= m; i++) { k = order[i]; if (k ~ /^\(/) gsub(/_/, " ", k)
            if (had[k]) printf "| %s | %d | %d | %d | %d | %d | %d |\n", k, had[k], speaks[k, 4], speaks[k, 5], speaks[k, 6], speaks[k, 7], silent[k] }
        print ""
        printf "%d customers without a risk.\n", all - customers
    }' "$truth" "$work/ranked"
