#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# No data race: all that runs in threads, in a build with the thread sanitizer (-Db_sanitize=thread); skipped in others.
. "$(dirname "$0")/../lib/tap.sh"
ldd "$tools/churn-rfm" | grep -q libtsan || skip_all "no thread sanitizer in this build"
cd "$scratch" || exit 1
export TSAN_OPTIONS=halt_on_error=1:exitcode=66
rows=$root/samples/transactions.csv
awk -F, -v OFS=, 'NR > 1 && NR % 50 == 0 { $1 = "\"" $1 "\"" } 1' "$rows" >quoted.csv
awk -F, -v OFS=, 'NR > 1 && NR % 40 == 0 { $1 = "" } 1' "$rows" >guests.csv
gzip -kc "$rows" >rows.csv.gz
quiet() { "$@" >/dev/null; }
check "units of the lanes" quiet "$build/tests/test_lanes"
check "units of the runs on disk" quiet "$build/tests/test_runs"
check "units of the writer" quiet "$build/tests/test_writer"
check "arrivals" "$build/tests/arrivals"
for jobs in 2 4 16; do
    check "rfm, $jobs threads" quiet churn-rfm -q -j $jobs "$rows"
    check "rfm, $jobs threads, quotes" quiet churn-rfm -q -j $jobs --activity=90 quoted.csv
    check "ledger, $jobs threads, sets" quiet churn-ledger -q -j $jobs --keep=orders,days,spend "$rows"
    check "rfm, $jobs threads, gzip" quiet churn-rfm -q -j $jobs rows.csv.gz
    check "rfm, $jobs threads, rows set aside" quiet churn-rfm -q -j $jobs --on-error=skip --rejects=bad.csv guests.csv
    check "ledger, $jobs threads, little memory" quiet churn-ledger -q -j $jobs --max-memory=32M --keep=orders,days "$rows" "$rows"
    check "rfm, $jobs threads, pipe, progress" sh -c "cat '$rows' | churn-rfm -j $jobs --progress=always - >/dev/null"
done
awk 'BEGIN { print "customer_id,date,amount,order_id"; for (i = 0; i < 700000; i++) print "C" i * 7 % 350000 ",2024-01-" 10 + i % 20 ",1.00,O" i }' >many.csv
check "ledger, set aside" quiet churn-ledger -q -j 3 --max-memory=32M --keep=orders many.csv
check "value" quiet churn-value -q -m bg-nbd "$rows"
check "an update" quiet churn-ledger -q -j 4 --update=kept.csv "$rows"
finish
