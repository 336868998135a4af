#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How bytes arrive: tables through pipes in parts, in threads with tiny blocks (arrivals.c), and the tools in other locales and time zones: what
# comes out and what is said is the same.
. "$(dirname "$0")/../lib/tap.sh"
cd "$scratch" || exit 1
tables=("$root"/samples/transactions.csv)
small=()
if [ -d "$shared/awkward" ]; then
    for table in "$shared"/awkward/*.csv "$shared"/awkward/*.gz; do small+=("$table"); done
else
    skip "the awkward tables" "../shared is absent"
fi
said=$("$build/tests/arrivals" "${tables[@]}" "${small[@]}" 2>&1)
status=$?
[ $status -eq 0 ] || printf '%s\n' "$said" | comment -
comment "${said##*$'\n'}"
check "cut in two, in parts of 1 to 64 bytes, in 1 to 16 threads" [ $status -eq 0 ]

# Locales and time zones: C, and those that can be made here.
locales=(C C.UTF-8)
mkdir places
for name in de_DE tr_TR ja_JP; do
    if localedef -i $name -f UTF-8 "places/$name.UTF-8" 2>/dev/null; then locales+=($name.UTF-8); else skip "locale $name" "it cannot be made here (package locales)"; fi
done
export LOCPATH=$scratch/places
outcome() { # of all tools that read transactions, on a table
    for tool in churn-rfm churn-ledger "churn-rfm --frequency=days -j 3"; do
        LC_ALL=$1 TZ=$2 $tool --allow-empty --date="$3" "$4" 2>&1
        echo "status $?"
    done | sed "s#$4#table#g" | sha256sum
}
runs=0
differ=0
for table in "${tables[@]}" "${small[@]}"; do
    date=date
    ! head -n 1 "$table" | grep -qa order_date || date=order_date
    expected=$(outcome C UTC $date "$table")
    for locale in "${locales[@]}"; do
        for zone in UTC America/St_Johns Pacific/Kiritimati; do
            runs=$((runs + 1))
            [ "$(outcome "$locale" $zone $date "$table")" = "$expected" ] || { differ=$((differ + 1)); comment "$locale $zone $table differs"; }
        done
    done
done
comment "$runs runs, $differ bad"
equal "the same in ${#locales[@]} locales and three time zones" 0 $differ
finish
