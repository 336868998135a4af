/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All of libchurn. */
#ifndef CHURN_CHURN_H
#define CHURN_CHURN_H

#include <churn/amount.h>
#include <churn/cohort.h>
#include <churn/curve.h>
#include <churn/date.h>
#include <churn/error.h>
#include <churn/evaluation.h>
#include <churn/features.h>
#include <churn/join.h>
#include <churn/ledger.h>
#include <churn/logistic.h>
#include <churn/outcomes.h>
#include <churn/period.h>
#include <churn/quotient.h>
#include <churn/reader.h>
#include <churn/rfm.h>
#include <churn/risk.h>
#include <churn/satisfaction.h>
#include <churn/saved.h>
#include <churn/sbg.h>
#include <churn/segments.h>
#include <churn/store.h>
#include <churn/summary.h>
#include <churn/surveys.h>
#include <churn/survival.h>
#include <churn/text.h>
#include <churn/tiers.h>
#include <churn/transactions.h>
#include <churn/winback.h>
#include <churn/update.h>
#include <churn/value.h>
#include <churn/writer.h>

#endif
