#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-survival against R's survival (survfit, survdiff, quantile, print's rmean) and Python's lifelines on 150 random data sets with ties, weights
# and censoring of every degree. Prints the largest differences; status 1 where they are too large. lifelines is looked for in
# the Python that CHURN_PYTHON names, or in python3.
. "$(dirname "$0")/../lib/tap.sh"
have_r=no; command -v Rscript >/dev/null && Rscript -e 'library(survival)' >/dev/null 2>&1 && have_r=yes
python=${CHURN_PYTHON:-python3}
have_python=no; "$python" -c 'import lifelines' >/dev/null 2>&1 && have_python=yes
[ $have_r$have_python != nono ] || skip_all "neither R's survival nor lifelines"
cd "$scratch" || exit 1
below() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a != "" && a <= b) }'; }

# 150 sets of 1 to 4 groups, 5 to 400 customers, durations of few or many values. The generator is fixed here: no library's may change it.
awk 'function draw() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
    BEGIN { seed = 20261123; print "set,group,duration,event,weight"
        for (s = 1; s <= 150; s++) {
            n = 5 + int(draw() * draw() * 396); k = 1 + int(draw() * 4); step = s % 3 ? 1 + int(draw() * 20) : 0.25; open = draw()
            for (i = 1; i <= n; i++) {
                g = int(draw() * k); life = -log(draw()) * 40 * (1 + g / 2); seen = draw() * 150 * open + 1; left = life <= seen
                t = left ? life : seen; print "s" s "," "g" g "," int(t / step) * step "," left "," 1 + int(draw() * 3) } } }' >data.csv
for s in $(seq 150); do
    awk -F, -v s="s$s" 'NR == 1 || $1 == s' data.csv >one.csv
    churn-survival -q -g group one.csv | awk -F, -v s="s$s" -v OFS=, 'NR > 1 { print s, $0 }' >>curves
    churn-survival -q -g group --weight=weight one.csv | awk -F, -v s="s$s" -v OFS=, 'NR > 1 { print s, $0 }' >>weighted
    churn-survival -q -g group --summary one.csv | awk -F, -v s="s$s" -v OFS=, 'NR > 1 { print s, $0 }' >>summaries
    churn-survival -q -g group --tests one.csv | awk -F, -v s="s$s" -v OFS=, 'NR > 1 { print s, $0 }' >>tests
done
for kind in log plain; do
    awk -F, 'NR == 1 { print; next } { $2 = $1 "." $2; print }' OFS=, data.csv | churn-survival -q -g group --interval=$kind >$kind.csv
done
check "curves were made" test "$(wc -l <curves)" -gt 5000

if [ $have_r = yes ]; then
    Rscript - >found <<'R'
suppressMessages(library(survival))
d <- read.csv("data.csv")
names <- c("group", "time", "at_risk", "events", "censored", "survival", "se", "low", "high", "hazard", "hse", "hlow", "hhigh")
read <- function(f) { x <- read.csv(f, header = FALSE); colnames(x) <- c("set", names); x }
ours <- read("curves"); weighted <- read("weighted")
summaries <- read.csv("summaries", header = FALSE)
colnames(summaries) <- c("set", "group", "n", "events", "censored", "q1", "median", "mlow", "mhigh", "q3", "until", "mean", "merr", "meanlow", "meanhigh")
tests <- read.csv("tests", header = FALSE); colnames(tests) <- c("set", "test", "group", "o", "e", "chi", "df", "p")
kinds <- list(log = read.csv("log.csv"), plain = read.csv("plain.csv"))
worst <- list()
note <- function(key, a, b) {
  a[is.infinite(a)] <- NA; b[is.infinite(b)] <- NA
  miss <- sum(is.na(a) != is.na(b)); if (miss > 0) note_miss(key, miss)
  worst[[key]] <<- max(worst[[key]], abs(a - b) / pmax(1, abs(b)), 0, na.rm = TRUE)
}
misses <- list(); note_miss <- function(key, n) misses[[key]] <<- sum(misses[[key]], n)
for (s in unique(d$set)) {
  x <- d[d$set == s, ]
  for (g in sort(unique(x$group))) {
    y <- x[x$group == g, ]; o <- ours[ours$set == s & ours$group == g, ]
    f <- survfit(Surv(duration, event) ~ 1, y, conf.type = "log-log", ctype = 1)
    note("counts", c(o$at_risk, o$events, o$censored), c(f$n.risk, f$n.event, f$n.censor))
    note("survival", o$survival, f$surv)
    note("greenwood", o$se, ifelse(f$surv > 0, f$surv * f$std.err, NA))
    note("log-log", c(o$low, o$high), c(f$lower, f$upper))
    note("hazard", o$hazard, f$cumhaz); note("hazard error", o$hse, f$std.chaz)
    for (k in c("log", "plain")) {
      fk <- survfit(Surv(duration, event) ~ 1, y, conf.type = k); ok <- kinds[[k]][kinds[[k]]$group == paste0(s, ".", g), ]
      lower <- fk$lower
      note(k, c(ok$low, ok$high), ifelse(c(f$surv, f$surv) > 0, c(lower, fk$upper), NA))
    }
    w <- weighted[weighted$set == s & weighted$group == g, ]
    fw <- survfit(Surv(duration, event) ~ 1, y[rep(seq_len(nrow(y)), y$weight), ], conf.type = "log-log")
    note("weighted", c(w$survival, w$se), c(fw$surv, ifelse(fw$surv > 0, fw$surv * fw$std.err, NA)))
    m <- summaries[summaries$set == s & summaries$group == g, ]
    q <- quantile(f, c(.25, .5, .75))
    note("quantiles", as.numeric(c(m$q1, m$median, m$q3)), as.numeric(q$quantile))
    note("median limits", as.numeric(c(m$mlow, m$mhigh)), as.numeric(c(q$lower[2], q$upper[2])))
    if (m$until > min(y$duration) && m$until <= max(y$duration)) {
      r <- summary(f, rmean = m$until)$table
      note("restricted mean", m$mean, r[["rmean"]]); note("its error", m$merr, r[["se(rmean)"]])
    }
  }
  if (length(unique(x$group)) > 1 && sum(x$event) > 0) for (rho in 0:1) {
    t <- tests[tests$set == s & tests$test == c("log-rank", "fleming-harrington")[rho + 1], ]
    r <- tryCatch(survdiff(Surv(duration, event) ~ group, x, rho = rho), error = function(e) NULL)
    if (is.null(r) || is.nan(r$chisq) || t$df[1] == 0) next
    note(c("log-rank", "G-rho")[rho + 1], t$chi[1], r$chisq)
    note("observed, expected", c(t$o, t$e), c(r$obs, r$exp))
  }
}
for (k in names(worst)) cat(sprintf("%s\t%.3g\t%d\n", k, worst[[k]], sum(misses[[k]])))
R
    while IFS=$'\t' read -r what worst missing; do
        comment "R: $what: largest difference $worst, known to one side only $missing"
        check "as R's: $what" below "$worst" 0.000001
        equal "as R's: $what: unknown where it is unknown there" 0 "$missing"
    done <found
    check "everything was compared with R" test "$(wc -l <found)" -ge 13
else
    skip "R's survival" "not installed"
fi

if [ $have_python = yes ]; then
    "$python" - >found <<'PYTHON'
import csv, math, warnings
from collections import defaultdict
import numpy as np
warnings.simplefilter("ignore")
from lifelines import KaplanMeierFitter, NelsonAalenFitter
from lifelines.statistics import multivariate_logrank_test
from lifelines.utils import restricted_mean_survival_time
data = defaultdict(lambda: defaultdict(list))
for row in csv.DictReader(open("data.csv")):
    data[row["set"]][row["group"]].append((float(row["duration"]), int(row["event"])))
number = lambda text: float(text) if text else math.nan
curves, tests, means = defaultdict(list), {}, {}
for row in csv.reader(open("curves")):
    curves[row[0], row[1]].append([number(x) for x in row[2:]])
for row in csv.reader(open("tests")):
    tests[row[0], row[1]] = (number(row[5]), number(row[6]), number(row[7]))
for row in csv.reader(open("summaries")):
    means[row[0], row[1]] = (number(row[10]), number(row[11]))
worst = defaultdict(float)
def note(what, a, b):
    if math.isfinite(a) and math.isfinite(b):
        worst[what] = max(worst[what], abs(a - b) / max(1, abs(b)))
for name, groups in data.items():
    for group, rows in groups.items():
        t, e = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
        km = KaplanMeierFitter().fit(t, e)
        naf = NelsonAalenFitter(nelson_aalen_smoothing=False).fit(t, e)
        limits = km.confidence_interval_
        for point in curves[name, group]:
            note("survival", point[4], float(km.survival_function_at_times(point[0]).iloc[0]))
            note("log-log", point[6], float(limits.iloc[:, 0].loc[point[0]]))
            note("log-log", point[7], float(limits.iloc[:, 1].loc[point[0]]))
            note("hazard", point[8], float(naf.cumulative_hazard_at_times(point[0]).iloc[0]))
        until, mean = means[name, group]
        if until > 0 and math.isfinite(mean):
            note("restricted mean", mean, restricted_mean_survival_time(km, until))
    if len(groups) < 2:
        continue
    t = [r[0] for rows in groups.values() for r in rows]; e = [r[1] for rows in groups.values() for r in rows]
    g = [k for k, rows in groups.items() for _ in rows]
    for ours, theirs in (("log-rank", None), ("gehan-wilcoxon", "wilcoxon"), ("tarone-ware", "tarone-ware"), ("peto", "peto"), ("fleming-harrington", "fleming-harrington")):
        chi, df, p = tests[name, ours]
        if df != len(groups) - 1:
            continue
        more = {"p": 1, "q": 0} if theirs == "fleming-harrington" else {}
        try:
            result = multivariate_logrank_test(t, g, e, weightings=theirs, **more)
        except Exception:
            continue
        note(ours, chi, result.test_statistic); note("p", p, result.p_value)
for what, value in worst.items():
    print(f"{what}\t{value:.3g}")
PYTHON
    while IFS=$'\t' read -r what worst; do
        comment "lifelines: $what: largest difference $worst"
        check "as lifelines': $what" below "$worst" 0.000001
    done <found
    check "everything was compared with lifelines" test "$(wc -l <found)" -ge 10
else
    skip "lifelines" "not installed"
fi
finish
