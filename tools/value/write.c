/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers with what is to come of them: behind the columns they came with, or behind those that the models looked at. */
#include <math.h>

#include "value/value.h"

size_t value_columns(bool spend, bool discount, const char *names[VALUE_COLUMNS])
{
    size_t count = 0;
    names[count++] = "p_alive";
    names[count++] = "expected_orders";
    names[count++] = "p_no_order";
    names[count++] = "horizon_days";
    if (spend)
        names[count++] = "expected_order_value";
    if (spend && discount)
        names[count++] = "lifetime_value";
    return count;
}

struct scoring {
    const struct churn_value_model *model;
    uint64_t horizon_days;
    double horizon, period; /* in the model's time */
    const struct value_plan *plan;
    bool spend; /* both the model and the customers know of money */
    uint64_t scored, unknown;
    double orders, value;
};

static void write_scores(struct scoring *scoring, const struct value_people *people, const struct value_person *person,
                         struct churn_writer *writer)
{
    const struct churn_value_model *model = scoring->model;
    const struct churn_buying *buying = &model->buying.buying;
    struct churn_buyer buyer = value_buyer_of(person, people->from, model->unit_days);
    double orders = churn_buying_expected(buying, &buyer, scoring->horizon);
    scoring->orders += orders;
    scoring->scored++;
    churn_writer_real(writer, churn_buying_alive(buying, &buyer), 6);
    churn_writer_real(writer, orders, 6);
    churn_writer_real(writer, churn_buying_silent(buying, &buyer, scoring->horizon), 6);
    churn_writer_integer(writer, (int64_t)scoring->horizon_days);
    if (!scoring->spend)
        return;
    struct churn_spender spender = value_spender_of(person);
    double mean = isnan(person->mean) ? NAN : churn_spend_expected(&model->spend.spend, &spender);
    churn_writer_real(writer, mean, 4);
    if (!scoring->plan->has_discount)
        return;
    double value = mean * churn_buying_discounted(buying, &buyer, scoring->horizon, scoring->period, scoring->plan->rate);
    churn_writer_real(writer, value, 4);
    scoring->value += isnan(value) ? 0 : value;
}

static void write_known(const struct value_people *people, size_t index, struct churn_writer *writer)
{
    struct churn_customer customer;
    if (people->store != NULL) {
        churn_store_write_cells(people->store, index, writer);
        return;
    }
    churn_ledger_customer(people->ledger, index, &customer);
    churn_writer_text(writer, customer.id);
    churn_writer_day(writer, customer.first_day);
    churn_writer_day(writer, customer.last_day);
    churn_writer_integer(writer, (int64_t)customer.days);
    if (people->spend_known) {
        churn_writer_amount(writer, customer.gross, churn_ledger_decimals(people->ledger));
        churn_writer_amount(writer, customer.first_spend, churn_ledger_decimals(people->ledger));
    }
}

static void write_header(const struct value_people *people, const char *const *names, size_t count, struct churn_writer *writer)
{
    static const char *const known[] = { "customer_id", "first_date", "last_date", "purchase_days", "spend", "first_spend" };
    if (people->store != NULL)
        churn_store_write_names(people->store, writer);
    for (size_t i = 0; people->store == NULL && i < (people->spend_known ? 6 : 4); i++)
        churn_writer_name(writer, known[i]);
    for (size_t i = 0; i < count; i++)
        churn_writer_name(writer, names[i]);
}

static void say(struct cli *cli, const struct scoring *scoring)
{
    cli_note(cli, "%.1f orders expected in %llu days of %llu customer%s%s", scoring->orders,
             (unsigned long long)scoring->horizon_days, (unsigned long long)scoring->scored, scoring->scored == 1 ? "" : "s",
             scoring->unknown > 0 ? "; those without a purchase have empty cells" : "");
    if (scoring->plan->has_discount)
        cli_note(cli, "lifetime value of all %.2f, discounted by %.4g %% for each period of %.10g days", scoring->value,
                 100 * scoring->plan->rate, scoring->plan->period_days);
}

enum churn_status value_write(struct cli *cli, const struct value_plan *plan, const struct value_people *people,
                              const struct churn_value_model *model, struct churn_error *err)
{
    struct scoring scoring = { .model = model, .plan = plan, .spend = model->has_spend && people->spend_known };
    scoring.horizon_days = plan->horizon_days;
    const char *names[VALUE_COLUMNS];
    struct churn_writer *writer;
    size_t count = value_columns(scoring.spend, plan->has_discount, names);
    scoring.horizon = (double)plan->horizon_days / model->unit_days;
    scoring.period = plan->period_days / model->unit_days;
    if (plan->has_discount && !scoring.spend)
        return churn_error_set(err, CHURN_DATA, "--annual-discount is for money, and %s",
                               model->has_spend ? "nothing is known of what the customers spent"
                                                : "the model has none of spending");
    enum churn_status status = cli_writer_open(cli, &writer, err);
    if (status != CHURN_OK)
        return status;
    write_header(people, names, count, writer);
    status = churn_writer_row(writer, err);
    for (size_t i = 0; status == CHURN_OK && i < people->count; i++) {
        write_known(people, i, writer);
        if (people->person[i].days > 0)
            write_scores(&scoring, people, &people->person[i], writer);
        else
            for (size_t j = 0; j < count; j++)
                churn_writer_null(writer);
        scoring.unknown += people->person[i].days == 0;
        status = churn_writer_row(writer, err);
    }
    if (status == CHURN_OK)
        say(cli, &scoring);
    return status;
}
