/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a second table knows of the customer of a row: the outcome, or group and value. */
#include <stdlib.h>

#include "curve/read.h"

const char *other_id(const struct curve_settings *settings)
{
    return settings->other_id != NULL ? settings->other_id : settings->id;
}

enum churn_status read_join_outcomes(struct cli *cli, struct reading *reading, struct churn_error *err)
{
    const struct curve_settings *settings = reading->settings;
    struct churn_reader *reader;
    enum churn_status status = cli_reader_open_paths(cli, &settings->retained_from, 1, &reader, err);
    if (status != CHURN_OK)
        return status;
    status = cli_outcome_find(cli, reader, settings->retained, settings->churned, false, &reading->outcome, err);
    if (status != CHURN_OK)
        return cli_reader_close(cli, status, NULL, 0, err);
    reading->outcome_field = (struct churn_field){
        .name = reading->outcome.column, .option = reading->outcome.option, .kind = CHURN_FIELD_TEXT, .required = true
    };
    status = cli_store_read_open(cli, reader, other_id(settings), "--other-id", &reading->outcome_field, 1, NULL, NULL,
                                 &reading->outcome_store, err);
    if (status != CHURN_OK)
        return status;
    reading->scored = calloc(churn_store_rows(reading->outcome_store) + 1, sizeof *reading->scored);
    return reading->scored != NULL ? CHURN_OK : churn_error_set(err, CHURN_MEMORY, "out of memory");
}

enum churn_status read_join_customers(struct cli *cli, struct reading *reading, struct churn_error *err)
{
    const struct curve_settings *settings = reading->settings;
    const char *group = settings->group != NULL ? settings->group : settings->value; /* a field must have some name */
    const char *value = settings->value != NULL ? settings->value : settings->group;
    reading->customer_fields[CUSTOMER_GROUP] =
        (struct churn_field){ .name = group, .option = "--group-by", .kind = CHURN_FIELD_TEXT, .required = true };
    reading->customer_fields[CUSTOMER_VALUE] =
        (struct churn_field){ .name = value,
                              .option = "--value",
                              .kind = settings->value != NULL ? CHURN_FIELD_AMOUNT : CHURN_FIELD_TEXT,
                              .required = true };
    return cli_store_read_path(cli, &settings->customers, other_id(settings), "--other-id", reading->customer_fields,
                               CUSTOMER_FIELDS, &reading->customer_store, err);
}

/* The outcome of --retained-from for the customer of a row. */
enum churn_status join_outcome(struct reading *reading, struct churn_response *response, struct churn_error *err)
{
    size_t row;
    bool null = true;
    struct churn_error reason;
    if (!churn_store_find(reading->outcome_store, response->id, &row))
        return CHURN_OK;
    enum churn_status status = churn_outcome_parse(churn_store_text(reading->outcome_store, row, OUTCOME_FIELD),
                                                   &reading->rules, &response->retained, &null, &reason);
    if (status != CHURN_OK)
        return churn_store_refuse(reading->outcome_store, row,
                                  churn_store_column(reading->outcome_store, reading->outcome_field.name), false, &reason, err);
    response->has_outcome = !null;
    response->retained = response->retained != reading->outcome.churned;
    reading->scored[row] |= response->has_score ? SCORED : 0;
    reading->scored[row] |= response->has_score && !null ? JOINED : 0;
    return CHURN_OK;
}

/* Group and value of --customers for the customer of a row; one that is not there belongs to the group without a name. */
void join_customer(struct reading *reading, struct churn_response *response)
{
    size_t row;
    if (!churn_store_find(reading->customer_store, response->id, &row)) {
        reading->unknown++;
        return;
    }
    if (reading->settings->group != NULL && !churn_store_null(reading->customer_store, row, CUSTOMER_GROUP))
        response->group = churn_store_text(reading->customer_store, row, CUSTOMER_GROUP);
    response->has_value = reading->settings->value != NULL && !churn_store_null(reading->customer_store, row, CUSTOMER_VALUE);
    if (response->has_value)
        response->value = churn_store_amount(reading->customer_store, row, CUSTOMER_VALUE);
}
