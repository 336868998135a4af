/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Months, quarters and years of the calendar as whole numbers that count on: the one after n is n + 1. */
#ifndef CHURN_PERIOD_H
#define CHURN_PERIOD_H

#include <stddef.h>
#include <stdint.h>

#include <churn/date.h>

CHURN_BEGIN_DECLS

enum churn_period_kind { CHURN_PERIOD_MONTH = 0, CHURN_PERIOD_QUARTER, CHURN_PERIOD_YEAR };

#define CHURN_PERIOD_TEXT_SIZE 16 /* bytes of any period as text, with its NUL */

/* The period that a day of the years 1 to 9999 lies in. */
CHURN_API int32_t churn_period_of(enum churn_period_kind kind, churn_day day);

/* First and last day of a period of these years. */
CHURN_API churn_day churn_period_first_day(enum churn_period_kind kind, int32_t period);
CHURN_API churn_day churn_period_last_day(enum churn_period_kind kind, int32_t period);

/* Write as 2026-03, 2026-Q1 or 2026 (ISO 8601 where it has a form), so that bytes sort as time. Returns the length without the
 * NUL; buffer holds CHURN_PERIOD_TEXT_SIZE bytes. */
CHURN_API size_t churn_period_write(enum churn_period_kind kind, int32_t period, char *buffer);

CHURN_END_DECLS

#endif
