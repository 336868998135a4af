#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-satisfaction against R (lm, and the Wilson interval of prop.test) and against Python's fractions, which compute every figure
# anew from the rows: on the sample shop, and on 20,000 random surveys with decimals, negative scores, several surveys a day and
# holes. Prints the largest differences; status 1 where they are more than the digits that are written.
. "$(dirname "$0")/../lib/tap.sh"
command -v Rscript >/dev/null || command -v python3 >/dev/null || skip_all "neither Rscript nor python3"
cd "$scratch" || exit 1

awk 'BEGIN {
    srand(20261123)
    print "customer_id,date,score,expected,channel"
    for (i = 0; i < 20000; i++) {
        id = sprintf("k%d", int(rand() * rand() * 4000))
        day = sprintf("%04d-%02d-%02d", 2019 + int(rand() * 6), 1 + int(rand() * 12), 1 + int(rand() * 28))
        if (rand() < 0.3) day = sprintf("2024-05-%02d", 1 + int(rand() * 4))
        score = rand() < 0.05 ? "" : sprintf("%.2f", rand() * 14 - 4)
        expected = rand() < 0.4 ? "" : sprintf("%d", rand() * 10)
        split("phone,email,,branch", channels, ",")
        print id "," day "," score "," expected "," channels[1 + int(rand() * 4)]
    } }' >random.csv
cp "$root/samples/surveys.csv" shop.csv
levels="--satisfied=4 --target=65%"
for data in shop random; do
    churn-satisfaction -q "$data.csv" >"$data.customers" || exit 1
    for per in month quarter year; do churn-satisfaction -q --per=$per -g channel $levels "$data.csv" >"$data.$per" || exit 1; done
done

# Every cell, as text.
against_python() {
    python3 - "$1" <<'PY'
import csv, sys
from collections import defaultdict
from datetime import date
from fractions import Fraction as F
name = sys.argv[1]
rows = list(csv.DictReader(open(name + ".csv", newline="")))
decimals = max(len(c.partition(".")[2]) for r in rows for c in (r["score"], r["expected"]))
last = max(r["date"] for r in rows)

def fixed(x, d):
    n = round(x * 10 ** d)  # of a Fraction: half to even, exactly
    text = "%0*d" % (d + 1, abs(n))
    return ("-" if n < 0 else "") + (text[:-d] + "." + text[-d:] if d else text)

def full(x):
    return "" if x is None else fixed(x, max(4, decimals))

def short(x):
    if x is None:
        return ""
    for d in range(decimals, max(4, decimals)):
        if round(x * 10 ** d) == F(round(x * 10 ** max(4, decimals)), 10 ** max(4, decimals)) * 10 ** d:
            return fixed(x, d)
    return fixed(x, max(4, decimals))

def slope(points):
    if len(points) < 3 or len({t for t, _ in points}) < 2:
        return None
    t0, s0 = F(sum(t for t, _ in points), len(points)), sum(s for _, s in points) / len(points)
    return 90 * sum((t - t0) * (s - s0) for t, s in points) / sum((t - t0) ** 2 for t, s in points)

mean = lambda values: sum(values) / F(len(values))
by_id = defaultdict(list)
for r in rows:
    by_id[r["customer_id"]].append(r)
wanted = {}
for who, own in by_id.items():
    own = [r for r in own if r["score"] != ""]
    points = [(date.fromisoformat(r["date"]).toordinal(), F(r["score"])) for r in own]
    gaps = [(date.fromisoformat(r["date"]).toordinal(), F(r["score"]) - F(r["expected"])) for r in own if r["expected"] != ""]
    if not points:
        wanted[who] = [who, "0"] + [""] * 8
        continue
    days = sorted({t for t, _ in points})
    on = lambda day, all: mean([s for t, s in all if t == day])
    wanted[who] = [who, str(len(points)), short(on(days[-1], points)), date.fromordinal(days[-1]).isoformat(),
                   str(date.fromisoformat(last).toordinal() - days[-1]), full(mean([s for _, s in points])), full(slope(points)),
                   short(on(days[-1], points) - on(days[-2], points) if len(days) > 1 else None),
                   short(on(days[-1], gaps) if any(t == days[-1] for t, _ in gaps) else None), full(slope(gaps))]
got = list(csv.reader(open(name + ".customers", newline="")))[1:]
bad = [(g, wanted.get(g[0])) for g in got if g != wanted.get(g[0])]
if len(got) != len(wanted) or [g[0] for g in got] != sorted(wanted, key=str.encode):
    bad.append(("customers", len(got), len(wanted)))

period = {"month": lambda d: d[:7], "quarter": lambda d: d[:5] + "Q%d" % ((int(d[5:7]) + 2) // 3), "year": lambda d: d[:4]}
cells = 0
for per, of in period.items():
    cell = defaultdict(list)
    for r in rows:
        if r["score"] != "":
            cell[of(r["date"]), r["channel"]].append(F(r["score"]))
    first = min(r["date"] for r in rows)
    all_days = range(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal() + 1)
    grid = [(p, c) for p in sorted({of(date.fromordinal(t).isoformat()) for t in all_days}) for c in sorted({r["channel"] for r in rows})]
    got_rows = list(csv.DictReader(open(name + "." + per, newline="")))
    if [(g["period"], g["group"]) for g in got_rows] != grid:
        bad.append((per, "rows differ"))
    for g in got_rows:
        scores = cell[g["period"], g["group"]]
        n, k = len(scores), sum(s >= 4 for s in scores)
        want = [str(n), full(mean(scores)) if n else "", str(k), fixed(F(k, n), 4) if n else "", str(int(F(k, n) >= F(65, 100))) if n else ""]
        have = [g["responses"], g["mean_score"], g["satisfied"], g["share_satisfied"], g["target_met"]]
        cells += 1
        if want != have:
            bad.append((per, have, want))
for b in bad[:5]:
    print("differs:", *b)
print(len(got), "customers,", cells, "periods of groups,", len(bad), "differ")
sys.exit(1 if bad else 0)
PY
}

# Slopes by lm, intervals by prop.test without continuity correction.
against_r() {
    Rscript - "$1" <<'R'
name <- commandArgs(TRUE)[1]
d <- read.csv(paste0(name, ".csv"), colClasses = c(channel = "character"))
d$t <- as.numeric(as.Date(d$date)) / 90
ours <- read.csv(paste0(name, ".customers"))
slope <- function(t, s) if (length(s) < 3 || length(unique(t)) < 2) NA else unname(coef(lm(s ~ t))[2])
worst <- 0; compared <- 0
compare <- function(a, b, digit) {
  stopifnot(identical(is.na(a), is.na(b)))
  ok <- !is.na(a)
  compared <<- compared + sum(ok)
  worst <<- max(worst, abs(a[ok] - b[ok]) / (digit + 1e-9 * abs(b[ok])), 0)
}
d <- d[!is.na(d$score), ]
ours <- ours[ours$surveys > 0, ]
each <- split(d, factor(d$customer_id, levels = ours$customer_id))
compare(ours$score_trend, vapply(each, function(x) slope(x$t, x$score), 0, USE.NAMES = FALSE), 0.5e-4)
compare(ours$expectation_gap_trend, vapply(each, function(x) {
  x <- x[!is.na(x$expected), ]; slope(x$t, x$score - x$expected)
}, 0, USE.NAMES = FALSE), 0.5e-4)
for (per in c("month", "quarter", "year")) {
  r <- read.csv(paste0(name, ".", per)); r <- r[r$responses > 0, ]
  w <- suppressWarnings(t(mapply(function(k, n) prop.test(k, n, correct = FALSE)$conf.int, r$satisfied, r$responses)))
  compare(r$low, w[, 1], 0.5e-4); compare(r$high, w[, 2], 0.5e-4)
  if (any(r$clear != (0.65 < w[, 1] | 0.65 > w[, 2]))) worst <- Inf
}
cat(sprintf("%d figures, the largest difference is %.6f of half the last digit\n", compared, worst))
quit(status = if (worst <= 1.0001) 0 else 1)
R
}

for data in shop random; do
    for other in python3:against_python Rscript:against_r; do
        if ! command -v "${other%:*}" >/dev/null; then skip "$data, ${other#*:}" "no ${other%:*}"; continue; fi
        if "${other#*:}" "$data" >said 2>&1; then ok "$data, ${other#*:}"; else not_ok "$data, ${other#*:}"; fi
        comment - <said
    done
done
finish
