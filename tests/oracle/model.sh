#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# churn-model against statsmodels (coefficients, errors, deviance, likelihood-ratio tests) and scikit-learn (ridge) on 60 random tables with numeric
# and categorical columns of all scales; and, where ../shared is, hold-outs next to scikit-learn's logistic regression and gradient boosting on the
# same columns. Prints the largest differences; status 1 where they are too large. CHURN_PYTHON names a Python that has both; skipped without.
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
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
def theirs(x, y, u):
    linear = make_pipeline(StandardScaler(), LogisticRegression(C=1, max_iter=1000)).fit(x, y)
    boosted = HistGradientBoostingClassifier(random_state=1, learning_rate=0.05, max_iter=120).fit(x, y)
    return linear.predict_proba(u)[:, 1], boosted.predict_proba(u)[:, 1]
def line(name, y, scores):
    print(name + ": AUC " + ", ".join(f"{k} {roc_auc_score(y, s):.4f}" for k, s in scores.items()))
    print(name + ": log loss " + ", ".join(f"{k} {log_loss(y, s):.4f}" for k, s in scores.items() if 0 < s.min() and s.max() < 1))
fit, judged = pd.read_csv("fit.csv"), pd.read_csv("judged.csv")
columns = [c for c in fit.columns if c not in ("customerID", "TotalCharges", "Churn")]
x = pd.get_dummies(pd.concat([fit[columns], judged[columns]])) * 1.0
y, v = fit.Churn == "Yes", judged.Churn == "Yes"
linear, boosted = theirs(x[:len(fit)], y, x[len(fit):])
line("Telco", v, {"churn-model": judged.churn_probability, "scikit-learn's logistic": pd.Series(linear), "gradient boosting": pd.Series(boosted), "tenure alone": -judged.tenure})
bad = roc_auc_score(v, judged.churn_probability) < roc_auc_score(v, linear) - 0.003
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
