# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by run.sh: churn-value scores transactions by a model that was fitted before; two customers are none to fit.
churn-value -q --fit --save=model.csv samples/transactions.csv >/dev/null
args=(--load="$PWD/model.csv")
