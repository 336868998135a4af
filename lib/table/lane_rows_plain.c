/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loops over rows for any processor. */
#define ROWS_TARGET

#include "table/lane_internal.h"

ALWAYS_INLINE bool quick_pair_of_cells(const struct lane_plan *plan, const char *date, const char *amount, size_t length,
                                       churn_day *day, int64_t *hundredths)
{
    unsigned decimals;
    return quick_day(date, &plan->days, day) && length > 0 &&
           quick_amount(amount, length, plan->decimal, hundredths, &decimals) && decimals == 2;
}

/* Of 0: 64. */
ALWAYS_INLINE uint32_t trailing_zeros(uint64_t bits)
{
    return bits != 0 ? (uint32_t)__builtin_ctzll(bits) : 64;
}

#include "table/lane_rows.h"

const struct lane_loops lane_loops_plain = { read_plain, read_leading, read_plain_orders, read_plain_product, read_any };
