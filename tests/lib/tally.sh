#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Count the cases of a `meson test` run:  tally.sh TESTLOG.json
# Shows every failing case with its remarks, then one line `PASSED FAILED SKIPPED`. A suite that ended badly without a `not ok`
# (crash, time limit) is one failed case; one that is skipped as a whole is one skipped case; one that ended well without any case is a failure too.
set -u
jq -r -s '
def cases: .stdout // "" | split("\n");
def failing:  # each not-ok line with the comment lines behind it
  . as $test | reduce ($test | cases)[] as $line ({on: false, out: []};
    if ($line | test("^not ok")) then .on = true | .out += ["FAILED \($test.name): " + ($line | sub("^not ok +[0-9]* *-? *"; ""))]
    elif ($line | test("^(ok|1\\.\\.)")) then .on = false
    elif .on then .out += ["    " + ($line | sub("^# ?"; ""))]
    else . end) | .out;
def tally:
  . as $test | cases as $lines
  | ([$lines[] | select(test("^ok")) | select(test("# *skip"; "i") | not)] | length) as $passed
  | ([$lines[] | select(test("^ok.*# *skip"; "i"))] | length) as $skipped
  | ([$lines[] | select(test("^not ok"))] | length) as $failed
  | ([$lines[] | select(test("^1\\.\\.0.*skip"; "i"))] | length) as $whole
  | (if ($test.result | IN("OK", "SKIP", "EXPECTEDFAIL")) then 0 elif $failed == 0 then 1 else 0 end) as $crashed
  | (if $crashed + $passed + $skipped + $failed + $whole == 0 then 1 else 0 end) as $silent
  | {passed: $passed, skipped: ($skipped + $whole), failed: ($failed + $crashed + $silent), crashed: ($crashed + $silent)};
(.[] | . as $test | failing[], (if tally.crashed > 0 then
   "FAILED \($test.name): ended with \($test.result), status \($test.returncode)",
   (($test.stdout // "" | split("\n") | .[-12:])[], ($test.stderr // "" | split("\n") | .[-40:])[] | "    " + .) else empty end)),
([.[] | tally] | "\(map(.passed) | add // 0) \(map(.failed) | add // 0) \(map(.skipped) | add // 0)")
' "$1"
