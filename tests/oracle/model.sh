#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-model against statsmodels (coefficients, errors, deviance, likelihood-ratio tests) and scikit-learn (ridge) on 60 random tables with numeric
# and categorical columns of all scales; whether 300 small sets, most with a huge value, are separated, against a linear program (HiGHS by scipy), with
# deviances by statsmodels where they are not; and, where ../shared is, hold-outs next to scikit-learn's logistic regression and gradient boosting on the
# same columns, with their calibration. Prints the largest differences; status 1 where they are too large. CHURN_PYTHON names a Python that has all;
# skipped without.
. "$(dirname "$0")/../lib/tap.sh"
python=${CHURN_PYTHON:-python3}
"$python" -c 'import numpy, sklearn, statsmodels, pandas' 2>/dev/null || skip_all "no Python with scikit-learn and statsmodels; CHURN_PYTHON may name one"
cd "$scratch" || exit 1

"$python" - <<'PY'
import numpy as np
rng = np.random.default_rng(1958)
for t in range(60):
    n = int(rng.choice([150, 400, 2000]))
    a = rng.normal(size=n) * 10.0 ** rng.integers(-4, 6) + 10.0 ** rng.integers(-2, 5)
    b = rng.poisson(4, size=n)
    c = rng.choice(["east", "west", "north, far", "süd"], size=n, p=[.4, .3, .2, .1])
    d = rng.choice(["yes", "no"], size=n)
    eta = -0.5 + (a - a.mean()) / a.std() * rng.normal() - 0.2 * (b - 4) + 0.7 * (c == "west") - 0.4 * (d == "yes")
    y = (rng.uniform(size=n) < 1 / (1 + np.exp(-eta))).astype(int)
    with open(f"t{t}.csv", "w") as f:
        f.write("customer_id,a,b,c,d,churned\n")
        for i in range(n):
            f.write('k%05d,%r,%d,"%s",%s,%d\n' % (i, float(a[i]), b[i], c[i], d[i], y[i]))
PY
for ((t = 0; t < 60; t++)); do
    churn-model --numeric=a,b --categorical=c=east,d=no t$t.csv >t$t.fit 2>t$t.said && churn-model -q --numeric=a,b --categorical=c=east,d=no --ridge=2.5 t$t.csv >t$t.ridge || exit 1
done
"$python" - >said <<'PY'
import csv, re
import numpy as np, pandas as pd, statsmodels.api as sm
from sklearn.linear_model import LogisticRegression
worst = {}
def compare(name, ours, theirs, relative=True):
    d = abs(float(ours) - theirs) / (abs(theirs) if relative and abs(theirs) > 1e-3 else 1)
    worst[name] = max(worst.get(name, 0), d)
for t in range(60):
    d = pd.read_csv(f"t{t}.csv")
    x = pd.DataFrame({"a": d.a, "b": d.b})
    for level in ["north, far", "süd", "west"]:
        x["c" + level] = (d.c == level) * 1.0
    x["dyes"] = (d.d == "yes") * 1.0
    mean, scale = x.mean(), x.std(ddof=0)
    z = (x - mean) / scale  # their climb wants columns of one size; brought back below
    fit = lambda columns: sm.GLM(d.churned, sm.add_constant(z[columns]), family=sm.families.Binomial()).fit(tol=1e-14, maxiter=100)
    g = fit(list(x))
    back = lambda w: (w[0] - float((w[1:] * mean.values / scale.values).sum()), *(w[1:] / scale.values))
    ours = [r for r in csv.DictReader(open(f"t{t}.fit")) if r["kind"] != "reference"]
    for r, theirs, error in zip(ours, back(g.params.values), [None, *(g.bse.values[1:] / scale.values)]):
        if abs(theirs) > 1e-4:
            compare("coefficient", r["coefficient"], theirs)
        if error is not None and error > 1e-4:
            compare("standard error", r["standard_error"], error)
    compare("deviance", re.search(r"deviance ([0-9.]+)", open(f"t{t}.said").read())[1], g.deviance)
    lr = {r["feature"]: r["lr"] for r in csv.DictReader(open(f"t{t}.fit")) if r["lr"]}
    for feature in "abcd":
        compare("likelihood ratio", lr[feature], fit([k for k in x if k[0] != feature]).deviance - g.deviance, False)
    s = LogisticRegression(C=1 / 2.5, tol=1e-12, max_iter=10000, solver="newton-cholesky").fit(z, d.churned)
    drawn = [r for r in csv.DictReader(open(f"t{t}.ridge")) if r["kind"] != "reference"]
    for r, theirs in zip(drawn, back(np.concatenate([s.intercept_, s.coef_[0]]))):
        if abs(theirs) > 1e-4:
            compare("ridge", r["coefficient"], theirs)
limits = {"coefficient": 2e-6, "standard error": 2e-6, "deviance": 1e-8, "likelihood ratio": 2e-6, "ridge": 2e-6}
for name, difference in worst.items():
    print(f"{name}: largest difference {difference:.2g}")
raise SystemExit(any(worst[name] > limits[name] for name in limits))
PY
status=$?
comment - <said
equal "60 tables agree" 0 $status

# Separated or not, with sentinels and heavy tails. The program looks for a sum of columns that moves every row to its own side; where there is none,
# the fit must converge, and no other may be better.
"$python" - <<'PY'
import numpy as np
rng = np.random.default_rng(1984)
t = 0
while t < 300:
    n, k = int(rng.integers(12, 200)), int(rng.integers(1, 4))
    x = rng.integers(-3, 4, size=(n, k)).astype(float) if rng.random() < .5 else np.round(rng.normal(size=(n, k)), 3)
    column = int(rng.integers(0, k))
    huge = rng.choice(n, size=int(rng.integers(1, 4)), replace=False)
    if t % 4 == 0:
        x[huge, column] = 10.0 ** rng.integers(3, 10) - 1
    elif t % 4 == 1:
        x[:, column] = np.round(np.exp(rng.normal(size=n) * rng.choice([2, 4])), 2)
    elif t % 4 == 2:
        x[huge, column] = -10.0 ** rng.integers(3, 10)
    eta = np.clip(x, -5, 5) @ rng.normal(size=k) * rng.choice([.3, 1, 3])
    y = (eta + rng.normal() * .5 > 0 if rng.random() < .4 else rng.random(n) < 1 / (1 + np.exp(-eta))).astype(int)
    if y.min() == y.max():
        continue
    with open(f"s{t}.csv", "w") as f:
        f.write("customer_id," + ",".join("x%d" % j for j in range(k)) + ",churned\n")
        for i in range(n):
            f.write("k%d,%s,%d\n" % (i, ",".join(repr(float(v)) for v in x[i]), y[i]))
    t += 1
PY
for ((t = 0; t < 300; t++)); do
    columns=$(head -n 1 s$t.csv)
    columns=${columns#customer_id,}
    churn-model --numeric="${columns%,churned}" s$t.csv >s$t.fit 2>s$t.said
done
"$python" - >said <<'PY'
import re, warnings
import numpy as np, statsmodels.api as sm
from scipy.optimize import linprog
warnings.filterwarnings("ignore")
counts, wrong, worst, compared = {}, 0, 0, 0
def their_deviances(x, y):  # statsmodels does not halve its steps: it begins at 0, and at a fit to values without the huge ones
    one = lambda x: sm.add_constant(x, has_constant="add")
    begin = None
    for design in (x, np.clip(x, -10, 10), x):
        try:
            g = sm.GLM(y, one(design), family=sm.families.Binomial()).fit(tol=1e-14, maxiter=500, start_params=begin)
        except Exception:
            continue
        begin = g.params
        if design is x and np.isfinite(g.deviance):
            yield g.deviance
for t in range(300):
    d = np.genfromtxt(f"s{t}.csv", delimiter=",", skip_header=1)[:, 1:]
    x, y = d[:, :-1], d[:, -1]
    own = (2 * y - 1)[:, None] * np.column_stack([np.ones(len(y)), x])
    own = own / np.abs(own).max(1)[:, None]
    best = linprog(-own.sum(0), A_ub=-own, b_ub=np.zeros(len(y)), bounds=[(-1, 1)] * own.shape[1], method="highs", options={"primal_feasibility_tolerance": 1e-10})
    theirs = "separated" if -best.fun > 1e-6 else "a fit"
    text = open(f"s{t}.said").read()
    ours = "separated" if "separated: " in text else "a fit" if "deviance " in text else text.strip()
    counts[theirs, ours] = counts.get((theirs, ours), 0) + 1
    wrong += theirs != ours
    for deviance in their_deviances(x, y) if ours == theirs == "a fit" else ():
        worst = max(worst, float(re.search(r"deviance ([0-9.]+)", text)[1]) - deviance)
        compared += 1
for (theirs, ours), n in sorted(counts.items()):
    print(f"linear program: {theirs}; churn-model: {ours}: {n}")
print(f"largest deviance above one of {compared} by statsmodels: {worst:.2g}")
raise SystemExit(wrong > 0 or worst > 1e-5 or len(counts) < 2 or compared < 100)
PY
status=$?
comment - <said
equal "300 sets, most with a huge value: separated where a linear program says so, else fitted as well as by statsmodels" 0 $status

if [ ! -d "$shared/data" ]; then
    skip "hold-outs next to scikit-learn" "../shared is absent"
    finish
fi
# Telco: every third customer by id is judged by a model of the others, on all its columns but the total charges.
{ head -n 1 "$shared/data/telco_ibm/Telco-Customer-Churn.csv"; tail -n +2 "$shared/data/telco_ibm/Telco-Customer-Churn.csv" | sort; } | tr -d '\r' >telco.csv
awk 'NR == 1 || NR % 3 != 1' telco.csv >fit.csv
awk 'NR == 1 || NR % 3 == 1' telco.csv >judge.csv
churn-model -q --id=customerID --churned=Churn --numeric=SeniorCitizen,tenure,MonthlyCharges --ridge=1 --save=model.csv -o /dev/null \
    --categorical=gender,Partner,Dependents,PhoneService,MultipleLines,InternetService,OnlineSecurity,OnlineBackup,DeviceProtection,TechSupport,StreamingTV,StreamingMovies,Contract,PaperlessBilling,PaymentMethod fit.csv
churn-model -q --id=customerID --predict=model.csv judge.csv >judged.csv
# Purchases: features on a day, and what came of them; fitted one window earlier.
window() { # NAME AS-OF LAST
    awk -F, -v until="$2" 'NR == 1 || $2 <= until' rows.csv | churn-rfm -q --id=id --frequency=days --as-of="$2" --segments=none | churn-risk -q --horizon="$4" >features.csv
    awk -F, -v from="$2" -v to="$3" '$2 > from && $2 <= to { print $1 }' rows.csv | sort -u >came.txt
    awk -F, -v OFS=, 'FNR == NR { came[$1] = 1; next } FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print "customer_id,recency_days,orders,age_days,risk,churned"; next }
        { print $1, $at["recency_days"], $at["orders"], $at["recency_days"] + days($at["last_date"]) - days($at["first_date"]), $at["risk"], !($1 in came) }
        function days(date, y, m) { y = substr(date, 1, 4); m = substr(date, 6, 2); if (m < 3) { y--; m += 12 }
          return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + substr(date, 9, 2) }' came.txt features.csv >"$1.csv"
}
gzip -dc "$shared/data/online_retail/online_retail.csv.gz" |
    awk -F, 'NR == 1 { print "id,date,amount"; next } $(NF - 1) != "" && $(NF - 4) * $(NF - 2) > 0 { sub(/\.0$/, "", $(NF - 1)); print $(NF - 1) "," substr($(NF - 3), 1, 10) ",1" }' >rows.csv
window retail_fit 2011-06-10 2011-09-09 91
window retail_judge 2011-09-09 2011-12-09 91
awk 'NR > 1 && NF { gsub(/\r/, ""); print $1 "," substr($2, 1, 4) "-" substr($2, 5, 2) "-" substr($2, 7, 2) ",1" }' "$shared/data/cdnow/CDNOW_master.txt" |
    { echo id,date,amount; cat; } >rows.csv
window cdnow_fit 1997-06-30 1997-09-30 92
window cdnow_judge 1997-09-30 1998-06-30 273
for name in retail cdnow; do
    churn-model -q --numeric=recency_days,orders,age_days --save=$name.model -o /dev/null ${name}_fit.csv && churn-model -q --predict=$name.model ${name}_judge.csv >${name}_judged.csv || exit 1
done
"$python" - >said <<'PY'
import numpy as np, pandas as pd, statsmodels.api as sm
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
def theirs(x, y, u):
    linear = make_pipeline(StandardScaler(), LogisticRegression(C=1, max_iter=1000)).fit(x, y)
    boosted = HistGradientBoostingClassifier(random_state=1, learning_rate=0.05, max_iter=120).fit(x, y)
    return linear.predict_proba(u)[:, 1], boosted.predict_proba(u)[:, 1]
def calibration(y, s):
    odds = np.log(np.asarray(s, float) / (1 - np.asarray(s, float)))
    intercept, slope = sm.GLM(np.asarray(y, float), sm.add_constant(odds), family=sm.families.Binomial()).fit().params
    return slope, intercept
def line(name, y, scores):
    print(name + ": AUC " + ", ".join(f"{k} {roc_auc_score(y, s):.4f}" for k, s in scores.items()))
    chances = {k: s for k, s in scores.items() if 0 < s.min() and s.max() < 1}
    print(name + ": log loss " + ", ".join(f"{k} {log_loss(y, s):.4f}" for k, s in chances.items()))
    print(name + ": calibration slope (intercept) " + ", ".join("%s %.3f (%.3f)" % (k, *calibration(y, s)) for k, s in chances.items()))
    for k, s in chances.items():
        rows = pd.DataFrame({"s": np.asarray(s, float), "y": np.asarray(y, float)}).sort_values("s", kind="stable").reset_index(drop=True)
        tenths = rows.groupby(rows.index * 10 // len(rows)).mean()
        print(f"{name}: {k}: foretold/came by tenth: " + " ".join(f"{100 * a:.0f}/{100 * b:.0f}" for a, b in zip(tenths.s, tenths.y)) + " %")
fit, judged = pd.read_csv("fit.csv"), pd.read_csv("judged.csv")
columns = [c for c in fit.columns if c not in ("customerID", "TotalCharges", "Churn")]
x = pd.get_dummies(pd.concat([fit[columns], judged[columns]])) * 1.0
y, v = fit.Churn == "Yes", judged.Churn == "Yes"
linear, boosted = theirs(x[:len(fit)], y, x[len(fit):])
line("Telco", v, {"churn-model": judged.churn_probability, "scikit-learn's logistic": pd.Series(linear), "gradient boosting": pd.Series(boosted), "tenure alone": -judged.tenure})
bad = roc_auc_score(v, judged.churn_probability) < roc_auc_score(v, linear) - 0.003
bad = bad or not 0.85 < calibration(v, judged.churn_probability)[0] < 1.15
for name in ("retail", "cdnow"):
    fit, judged = pd.read_csv(name + "_fit.csv"), pd.read_csv(name + "_judged.csv")
    columns = ["recency_days", "orders", "age_days"]
    linear, boosted = theirs(fit[columns], fit.churned, judged[columns])
    line(name, judged.churned, {"churn-risk": judged.risk, "churn-model": judged.churn_probability, "scikit-learn's logistic": pd.Series(linear), "gradient boosting": pd.Series(boosted),
        "recency alone": judged.recency_days})
    bad = bad or roc_auc_score(judged.churned, judged.churn_probability) < roc_auc_score(judged.churned, linear) - 0.003
raise SystemExit(bad)
PY
status=$?
comment - <said
equal "held out: as good as scikit-learn's logistic regression on the same columns" 0 $status
finish
