#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A kept ledger and its list, each damaged in every byte and cut at every byte: refused by name, and left as they are. Who was forgotten is in
# no file of the folder. Ledgers of each version are read for ever.
. "$(dirname "$0")/../lib/tap.sh"
command -v python3 >/dev/null || skip_all "no python3"
cd "$scratch" || exit 1
printf 'customer_id,date,amount,order_id\nA,2024-01-01,1.50,o1\nB,2024-01-02,-2,o2\n"C, ""x""",2024-02-29,3,o3\n' >one.csv
printf 'customer_id,date,amount,order_id\nA,2024-03-01,4,o4\nsomebody.else@example.org,2024-03-01,5,o5\n' >two.csv
printf 'customer_id,date,amount,order_id\nA,2024-04-01,1,o6\n' >three.csv
check "two nights" churn-ledger -q --keep=orders,days,spend --update=sound.csv one.csv two.csv
for file in kept.csv kept.csv.inputs; do
    said=$(python3 "$root/tests/faults/bytes.py" $file 2>&1)
    status=$?
    printf '%s\n' "$said" | comment -
    check "$file, damaged anywhere, is refused and left" [ $status -eq 0 ]
done

cp sound.csv kept.csv
cp sound.csv.inputs kept.csv.inputs
printf 'customer_id\nsomebody.else@example.org\n' >gone.csv
check "the sound one goes on" churn-ledger -q --update=kept.csv three.csv
check "and forgets" churn-ledger -q --update=kept.csv --forget=gone.csv
rm -f two.csv gone.csv sound.csv sound.csv.inputs # what is not the program's
equal "no trace in any file that is left" "" "$(grep -rla 'somebody' . 2>/dev/null)"

for version in "$root"/tests/faults/ledgers/*/; do
    name=$(basename "$version")
    cp "${version}ledger.csv" old.csv
    cp "${version}ledger.csv.inputs" old.csv.inputs
    equal "version $name: all is read" "$(cat "${version}expected.csv")" "$(churn-rfm -q -i ledger --segments=none old.csv | cut -d, -f1-6)"
    check "version $name: a night goes on" churn-ledger -q --update=old.csv three.csv
done
finish
