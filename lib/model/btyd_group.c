/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buyers who are alike, once; and the names of models and parameters. */
#include <math.h>
#include <stdlib.h>

#include "model/btyd.h"

const char *churn_buying_model_name(enum churn_buying_model model)
{
    static const char *const names[] = { "bg-nbd", "mbg-nbd", "pareto-nbd" };
    return names[model];
}

const char *churn_buying_parameter_name(enum churn_buying_model model, size_t index)
{
    static const char *const bg[] = { "r", "alpha", "a", "b" }, *const pareto[] = { "r", "alpha", "s", "beta" };
    return model == CHURN_BUYING_PARETO_NBD ? pareto[index] : bg[index];
}

double btyd_rounded(double value, int digits)
{
    double scale = pow(10, digits - 1 - floor(log10(fabs(value))));
    return isfinite(scale) && value != 0 ? round(value * scale) / scale : value;
}

static int compare(const void *a, const void *b)
{
    const struct churn_buyer *x = a, *y = b;
    if (x->repeats != y->repeats)
        return x->repeats < y->repeats ? -1 : 1;
    if (x->age != y->age)
        return x->age < y->age ? -1 : 1;
    if (x->last != y->last)
        return x->last < y->last ? -1 : 1;
    return (x->customers > y->customers) - (x->customers < y->customers);
}

size_t churn_buyers_group(struct churn_buyer *buyers, size_t count)
{
    size_t kept = 0;
    if (count > 0)
        qsort(buyers, count, sizeof *buyers, compare);
    for (size_t i = 0; i < count; i++) {
        struct churn_buyer *last = kept > 0 ? &buyers[kept - 1] : NULL;
        if (last != NULL && last->repeats == buyers[i].repeats && last->age == buyers[i].age && last->last == buyers[i].last)
            last->customers += buyers[i].customers;
        else
            buyers[kept++] = buyers[i];
    }
    return kept;
}
