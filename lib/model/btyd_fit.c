/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fitting a model of buying. Problem: a million customers, a likelihood with a flat ridge, and users who are left alone with a
 * fit that failed. Method: customers who are alike are looked at once, weighted; logarithms of times and sums over orders are
 * tabled for each distinct time and count; starts climb on a sample of the distinct buyers where there are many, and the best
 * of them on all. What does not come to a top names the parameter that runs away, and what that means.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/btyd.h"

#define LEAST_CUSTOMERS 10
#define SKETCH 4096 /* distinct buyers that starts climb on */
#define STARTS 5
#define LAST_START                                                                                                             \
    (STARTS - 1) /* where no other comes to a top: customers of two kinds, a limit that lies far from the others */

struct data {
    enum churn_buying_model model;
    const struct churn_buyer *buyers;
    size_t count;
    uint32_t *last_at, *age_at; /* indexes of the times */
    double *times;
    size_t time_count;
    uint32_t *repeats_at; /* indexes of the distinct counts */
    uint32_t *repeats;
    size_t repeat_count;
    struct btyd_time *time_table; /* of the place looked at */
    struct btyd_rises *rise_table;
    unsigned starts; /* that were climbed from */
};

static void free_data(struct data *data)
{
    free(data->last_at);
    free(data->age_at);
    free(data->times);
    free(data->repeats_at);
    free(data->repeats);
    free(data->time_table);
    free(data->rise_table);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static uint32_t find_time(const struct data *data, double time)
{
    const double *at = bsearch(&time, data->times, data->time_count, sizeof *data->times, compare_doubles);
    return (uint32_t)(at - data->times);
}

static bool make_room(struct data *data)
{
    size_t n = data->count;
    data->last_at = reallocarray(NULL, n, sizeof *data->last_at);
    data->age_at = reallocarray(NULL, n, sizeof *data->age_at);
    data->times = reallocarray(NULL, 2 * n, sizeof *data->times);
    data->repeats_at = reallocarray(NULL, n, sizeof *data->repeats_at);
    data->repeats = reallocarray(NULL, n, sizeof *data->repeats);
    return data->last_at != NULL && data->age_at != NULL && data->times != NULL && data->repeats_at != NULL &&
           data->repeats != NULL;
}

/* Buyers are sorted by repeats first. */
static bool index_data(struct data *data)
{
    size_t kept = 0;
    if (!make_room(data))
        return false;
    for (size_t i = 0; i < data->count; i++) {
        data->times[2 * i] = data->buyers[i].last;
        data->times[2 * i + 1] = data->buyers[i].age;
        if (i == 0 || data->buyers[i].repeats != data->repeats[data->repeat_count - 1])
            data->repeats[data->repeat_count++] = data->buyers[i].repeats;
        data->repeats_at[i] = (uint32_t)data->repeat_count - 1;
    }
    qsort(data->times, 2 * data->count, sizeof *data->times, compare_doubles);
    for (size_t i = 0; i < 2 * data->count; i++)
        if (kept == 0 || data->times[kept - 1] != data->times[i])
            data->times[kept++] = data->times[i];
    data->time_count = kept;
    for (size_t i = 0; i < data->count; i++) {
        data->last_at[i] = find_time(data, data->buyers[i].last);
        data->age_at[i] = find_time(data, data->buyers[i].age);
    }
    data->time_table = reallocarray(NULL, kept, sizeof *data->time_table);
    data->rise_table = reallocarray(NULL, data->repeat_count, sizeof *data->rise_table);
    return data->time_table != NULL && data->rise_table != NULL;
}

static void add(struct jet *sum, const struct jet *jet, double weight)
{
    sum->value += weight * jet->value;
    for (size_t i = 0; i < CHURN_BUYING_PARAMETERS; i++) {
        sum->first[i] += weight * jet->first[i];
        for (size_t j = 0; j <= i; j++)
            sum->second[i][j] += weight * jet->second[i][j];
    }
}

static void look(const void *context, const double *parameter, struct jet *sum)
{
    const struct data *data = context;
    struct churn_buying model = { .model = data->model };
    struct jet jet;
    memcpy(model.parameter, parameter, sizeof model.parameter);
    memset(sum, 0, sizeof *sum);
    for (size_t i = 0; i < data->time_count; i++)
        data->time_table[i] = btyd_time_of(&model, data->times[i]);
    for (size_t i = 0; i < data->repeat_count; i++)
        data->rise_table[i] = btyd_rises_of(&model, data->repeats[i]);
    for (size_t i = 0; i < data->count; i++) {
        btyd_parts_of(&model, &data->buyers[i], &data->rise_table[data->repeats_at[i]], &data->time_table[data->last_at[i]],
                      &data->time_table[data->age_at[i]], &jet);
        add(sum, &jet, data->buyers[i].customers);
    }
}

/* Rates are about those seen, from even to uneven customers, from loyal to fickle. */
static void make_start(enum churn_buying_model model, size_t index, double rate, double age,
                       double start[CHURN_BUYING_PARAMETERS])
{
    static const double shapes[STARTS] = { 0.5, 1, 2, 0.3, 1 };
    static const double drops[STARTS][2] = { { 0.8, 2.5 }, { 0.3, 3 }, { 2, 4 }, { 1, 1 }, { 0.1, 0.1 } };
    static const double lives[STARTS] = { 1, 0.3, 3, 10, 1e-3 };
    start[0] = shapes[index];
    start[1] = shapes[index] / rate;
    start[2] = drops[index][0];
    start[3] = drops[index][1];
    if (model == CHURN_BUYING_PARETO_NBD) {
        start[2] = index == LAST_START ? 0.1 : shapes[index];
        start[3] = start[2] * age * lives[index];
    }
}

static void climb_from(const struct newton *newton, const double *start, struct newton_top *best)
{
    struct newton_top top;
    newton_climb(newton, start, &top);
    bool better = top.converged != best->converged ? top.converged : top.value > best->value;
    if (best->rounds == 0 || better)
        *best = top;
}

/* From begin alone, or, where it is NULL, from every start. */
static void climb_all(struct data *data, double rate, double age, double customers, const double *begin,
                      struct newton_top *best)
{
    const struct newton newton = { look, data, CHURN_BUYING_PARAMETERS, customers };
    *best = (struct newton_top){ .value = -INFINITY };
    if (begin != NULL) {
        climb_from(&newton, begin, best);
        return;
    }
    for (size_t i = 0; i < LAST_START || (i == LAST_START && !best->converged); i++) {
        double start[CHURN_BUYING_PARAMETERS];
        make_start(data->model, i, rate, age, start);
        climb_from(&newton, start, best);
        data->starts = (unsigned)i + 1;
    }
}

/* Every so-many-th distinct buyer, at its own weight; the frequent and the rare are spread over it, as they are sorted. */
static struct churn_buyer *make_sketch(const struct churn_buyer *buyers, size_t count, size_t *sketched, double *customers)
{
    size_t step = count / SKETCH + 1;
    struct churn_buyer *sketch = reallocarray(NULL, SKETCH + 1, sizeof *sketch);
    *sketched = 0;
    *customers = 0;
    for (size_t i = step / 2; sketch != NULL && i < count; i += step) {
        sketch[(*sketched)++] = buyers[i];
        *customers += buyers[i].customers;
    }
    return sketch;
}

#define NOTHING 1e-2 /* as good as 0: of a and b, of a share, of a time */

/* Does a drop-out that is told least mean that some go at once, and the others never? */
static bool is_of_two_kinds(enum churn_buying_model model, const struct newton_top *top)
{
    double a = top->parameter[2], b = top->parameter[3];
    if (model == CHURN_BUYING_PARETO_NBD)
        return a < 1 && b < NOTHING && -expm1(-a * log1p(1 / b)) > NOTHING;
    return a < NOTHING && b < NOTHING && a / (a + b) > NOTHING;
}

/* Parameters run in pairs, to a limit where customers no longer differ, where nothing happens any more, or where they are of
 * two kinds. */
static const char *why_not(enum churn_buying_model model, const struct newton_top *top)
{
    static const char *const why[2][2] = {
        { "r runs to 0: too few of the customers hold all orders for a gamma distribution of rates",
          "r and alpha run away together: all customers seem to buy at one and the same rate" },
        { "a runs to 0: hardly anybody seems to drop out, so nothing can be told of how",
          "a and b run away together: all customers seem to drop out with one and the same probability" },
    };
    static const char *const pareto[2] = {
        "s runs to 0: hardly anybody seems to drop out, so nothing can be told of how",
        "s and beta run away together: all customers seem to drop out at one and the same rate",
    };
    if (top->loose >= CHURN_BUYING_PARAMETERS)
        return "the climb came to no top of the likelihood";
    size_t pair = top->loose / 2;
    bool grows = top->parameter[2 * pair] > 1, of_pareto = model == CHURN_BUYING_PARETO_NBD;
    if (pair == 1 && is_of_two_kinds(model, top))
        return of_pareto ? "s and beta run to 0 together: some customers seem to drop out at once, the others never"
                         : "a and b run to 0 together: some customers seem to drop out at the first chance, the others never";
    if (pair == 1 && !of_pareto && grows && top->parameter[3] < NOTHING)
        return "b runs to 0: nearly all customers seem to drop out at the first chance";
    return of_pareto && pair == 1 ? pareto[grows] : why[pair][grows];
}

static enum churn_status fit_data(struct data *data, struct churn_buying_fit *fit, double rate, double age,
                                  struct newton_top *top, struct churn_error *err)
{
    double begin[CHURN_BUYING_PARAMETERS];
    bool begun = false;
    if (data->count > SKETCH) {
        struct data small = { .model = data->model };
        double customers;
        struct churn_buyer *sketch = make_sketch(data->buyers, data->count, &small.count, &customers);
        small.buyers = sketch;
        bool room = sketch != NULL && index_data(&small);
        if (room)
            climb_all(&small, rate, age, customers, NULL, top);
        begun = room && top->converged;
        data->starts = small.starts;
        memcpy(begin, top->parameter, sizeof begin);
        free_data(&small);
        free(sketch);
        if (!room)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
    }
    if (!index_data(data))
        return churn_error_set(err, CHURN_MEMORY, "out of memory for %zu distinct customers", data->count);
    climb_all(data, rate, age, fit->customers, begun ? begin : NULL, top);
    if (begun && !top->converged)
        climb_all(data, rate, age, fit->customers, NULL, top);
    return CHURN_OK;
}

static enum churn_status check(const struct churn_buyer *buyers, size_t count, struct churn_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const struct churn_buyer *b = &buyers[i];
        if (!(b->last >= 0 && b->last <= b->age && b->age < INFINITY && b->customers > 0) ||
            (b->repeats == 0) != (b->last == 0))
            return churn_error_set(err, CHURN_DATA, "a customer has a last order outside of its time, or orders without time");
    }
    return CHURN_OK;
}

static enum churn_status refuse(const char *why, struct churn_error *err)
{
    return churn_error_set(err, CHURN_NUMERIC, "no model of buying can be fitted: %s", why);
}

enum churn_status churn_buying_fit(enum churn_buying_model model, struct churn_buyer *buyers, size_t count,
                                   struct churn_buying_fit *fit, struct churn_error *err)
{
    struct newton_top top = { .value = -INFINITY };
    double repeats = 0, ages = 0;
    *fit = (struct churn_buying_fit){ .buying = { .model = model }, .finding = "" };
    enum churn_status status = check(buyers, count, err);
    if (status != CHURN_OK)
        return status;
    struct data data = { .model = model, .buyers = buyers, .count = churn_buyers_group(buyers, count) };
    for (size_t i = 0; i < data.count; i++) {
        fit->customers += buyers[i].customers;
        repeats += buyers[i].customers * buyers[i].repeats;
        ages += buyers[i].customers * buyers[i].age;
    }
    fit->distinct = data.count;
    if (fit->customers < LEAST_CUSTOMERS)
        return refuse("there are fewer than 10 customers", err);
    if (!(ages > 0))
        return refuse("no time has passed since the first purchases", err);
    if (!(repeats > 0))
        return refuse("nobody came back", err);
    status = fit_data(&data, fit, repeats / ages, ages / fit->customers, &top, err);
    free_data(&data);
    if (status != CHURN_OK)
        return status;
    fit->converged = top.converged;
    fit->starts = data.starts;
    fit->finding = top.converged ? "" : why_not(model, &top);
    fit->log_likelihood = btyd_rounded(top.value, BTYD_DIGITS);
    fit->gradient = top.gradient;
    fit->rounds = top.rounds;
    for (size_t i = 0; i < CHURN_BUYING_PARAMETERS; i++) {
        fit->buying.parameter[i] = btyd_rounded(top.parameter[i], BTYD_DIGITS);
        fit->standard_error[i] = top.converged ? btyd_rounded(sqrt(top.covariance[i][i]), BTYD_ERROR_DIGITS) : NAN;
    }
    return CHURN_OK;
}
