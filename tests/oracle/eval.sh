#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-eval against scikit-learn, statsmodels and DeLong's estimate as it is written (every pair), on 200 random tables: few rows and many, scores
# with ties and without, outcomes that lean on them or do not. Prints the largest differences; status 1 where they are more than the digits that
# are written. CHURN_PYTHON names a Python that has both; skipped without.
. "$(dirname "$0")/../lib/tap.sh"
python=${CHURN_PYTHON:-python3}
"$python" -c 'import numpy, sklearn, statsmodels' 2>/dev/null || skip_all "no Python with scikit-learn and statsmodels; CHURN_PYTHON may name one"
cd "$scratch" || exit 1

"$python" - <<'PY'
import numpy as np
rng = np.random.default_rng(20261123)
for t in range(200):
    n = int(rng.choice([8, 30, 100, 400, 1500]))
    z = rng.normal(size=n)
    p = 1 / (1 + np.exp(-rng.normal(-0.5, 1) - rng.uniform(0, 2) * z))
    y = (rng.uniform(size=n) < p).astype(int)
    y[0], y[1] = 0, 1
    first = np.clip(np.round(p, int(rng.integers(1, 8))), 0.001, 0.999)
    second = np.clip(np.round(0.5 * p + 0.5 * rng.uniform(size=n), int(rng.integers(1, 8))), 0.001, 0.999)
    with open(f"t{t}.csv", "w") as f:
        f.write("a,b,churned\n")
        for row in zip(first, second, y):
            f.write("%r,%r,%d\n" % (float(row[0]), float(row[1]), row[2]))
PY
for ((t = 0; t < 200; t++)); do
    churn-eval -q -s a,b --threshold=0.4 t$t.csv >t$t.eval && churn-eval -q -s a --lift t$t.csv >t$t.lift || exit 1
done
"$python" - >said <<'PY'
import csv, math, warnings
import numpy as np, sklearn.metrics as m, statsmodels.api as sm
warnings.filterwarnings("error", module="numpy")
worst = {}
def compare(name, ours, theirs):
    if ours == "" or theirs is None:
        worst.setdefault(name, [0, 0])
        return
    w = worst.setdefault(name, [0, 0])
    w[0] = max(w[0], abs(float(ours) - float(theirs)))
    w[1] += 1
def placements(s, y):
    d = (s[y == 1][:, None] > s[y == 0][None, :]) + 0.5 * (s[y == 1][:, None] == s[y == 0][None, :])
    return d.mean(axis=1), d.mean(axis=0)
def cov(a, b):
    return sum(np.cov(u, v, ddof=1)[0, 1] / len(u) if len(u) > 1 else math.nan for u, v in zip(a, b))
for t in range(200):
    d = np.genfromtxt(f"t{t}.csv", delimiter=",", skip_header=1)
    y = d[:, 2].astype(int)
    ours = {(r["score"], r["measure"]): r for r in csv.DictReader(open(f"t{t}.eval"))}
    place = []
    for k, name in enumerate("ab"):
        s = d[:, k]
        o = lambda measure, column="value": ours[name, measure][column]
        place.append(placements(s, y))
        compare("AUC", o("auc"), m.roc_auc_score(y, s))
        v = cov(place[k], place[k])
        compare("DeLong's error", o("auc", "standard_error"), None if math.isnan(v) else math.sqrt(max(v, 0)))
        compare("average precision", o("average_precision"), m.average_precision_score(y, s))
        compare("log loss", o("log_loss"), m.log_loss(y, s))
        compare("Brier", o("brier"), m.brier_score_loss(y, s))
        compare("precision", o("precision"), m.precision_score(y, s >= 0.4, zero_division=0) if (s >= 0.4).any() else None)
        compare("recall", o("recall"), m.recall_score(y, s >= 0.4))
        compare("F1", o("f1"), m.f1_score(y, s >= 0.4, zero_division=0))
        if o("calibration_slope") != "":
            x = np.log(s) - np.log1p(-s)
            try:
                g = sm.GLM(y, sm.add_constant(x), family=sm.families.Binomial()).fit(tol=1e-13, maxiter=200)
                h = sm.GLM(y, np.ones((len(y), 1)), family=sm.families.Binomial(), offset=x).fit(tol=1e-13, maxiter=200)
            except Exception:
                continue
            if abs(g.params[1]) < 50:
                compare("calibration intercept", o("calibration_intercept"), g.params[0])
                compare("calibration slope", o("calibration_slope"), g.params[1])
                compare("slope's error", o("calibration_slope", "standard_error"), g.bse[1])
                compare("calibration at large", o("calibration_at_large"), h.params[0])
    v = cov(place[0], place[0]) + cov(place[1], place[1]) - 2 * cov(place[0], place[1])
    compare("error of the difference", ours["b", "auc_less_first"]["standard_error"], None if math.isnan(v) else math.sqrt(max(v, 0)))
    # tenths: what random order of ties gives on average, by 400 shuffles on small tables is noise; by expectation it is exact
    lift = list(csv.DictReader(open(f"t{t}.lift")))
    s, n = d[:, 0], len(y)
    mean = {u: y[s == u].mean() for u in np.unique(s)}
    expected = np.array([mean[u] for u in -np.sort(-s)])
    edge = [math.ceil(k * n / 10) for k in range(11)]
    sums = [expected[edge[k]:edge[k + 1]].sum() for k in range(10) if edge[k + 1] > edge[k]]
    for row, e in zip(lift, sums):
        compare("churned by tenth", row["churned"], e)
bad = False
for name, (difference, n) in worst.items():
    limit = 5.1e-3 if name == "churned by tenth" else 5.1e-6 if "calibration" in name or "slope" in name else 6e-7
    print(f"{name}: largest difference {difference:.2g} in {n}")
    bad = bad or difference > limit or n == 0
raise SystemExit(bad)
PY
status=$?
comment - <said
equal "200 tables, two scores each, agree to the digits that are written" 0 $status
finish
