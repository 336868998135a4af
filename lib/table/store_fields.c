/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Named columns of a store as values, each kind in an array of its own. */
#include <stdlib.h>

#include "table/cells.h"
#include "table/store.h"

/* What a value of each kind takes; 0: the cell itself is the value. */
static const size_t VALUE_SIZE[] = {
    [CHURN_FIELD_TEXT] = 0,
    [CHURN_FIELD_AMOUNT] = sizeof(churn_amount),
    [CHURN_FIELD_COUNT] = sizeof(uint64_t),
    [CHURN_FIELD_DAY] = sizeof(churn_day),
    [CHURN_FIELD_REAL] = sizeof(double),
    [CHURN_FIELD_FLAG] = sizeof(bool),
};

enum churn_status store_fields_bind(struct churn_store *store, const struct churn_reader *reader, struct churn_error *err)
{
    for (size_t i = 0; i < store->field_count; i++) {
        const struct churn_field *field = &store->fields[i];
        store->values[i].column = CHURN_NO_COLUMN;
        if (churn_reader_columns(reader) == 0 || (!field->required && !churn_reader_has(reader, field->name)))
            continue;
        enum churn_status status = churn_reader_find(reader, field->name, field->option, &store->values[i].column, err);
        if (status != CHURN_OK)
            return status;
    }
    return CHURN_OK;
}

static enum churn_status grow(struct churn_store *store, struct churn_error *err)
{
    size_t capacity = store->value_capacity == 0 ? 1024 : 2 * store->value_capacity;
    for (size_t i = 0; i < store->field_count; i++) {
        struct store_values *values = &store->values[i];
        size_t size = VALUE_SIZE[store->fields[i].kind];
        if (values->column == CHURN_NO_COLUMN)
            continue;
        bool *nulls = reallocarray(values->nulls, capacity, sizeof *nulls);
        if (nulls == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        values->nulls = nulls;
        void *grown = size == 0 ? NULL : reallocarray(values->values, capacity, size);
        if (size != 0 && grown == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory");
        values->values = grown;
    }
    store->value_capacity = capacity;
    return CHURN_OK;
}

static enum churn_status read_amount(struct store_values *values, size_t number, struct churn_text cell,
                                     const struct churn_cell_rules *rules, struct churn_error *reason)
{
    unsigned decimals = 0;
    enum churn_status status = cell_sum(cell, rules, (churn_amount *)values->values + number, &decimals, reason);
    if (decimals > values->decimals)
        values->decimals = decimals;
    return status;
}

static enum churn_status read_value(struct store_values *values, enum churn_field_kind kind, size_t number,
                                    struct churn_text cell, const struct churn_cell_rules *rules, struct churn_error *reason)
{
    switch (kind) {
    case CHURN_FIELD_AMOUNT:
        return read_amount(values, number, cell, rules, reason);
    case CHURN_FIELD_COUNT:
        return cell_count(cell, rules, (uint64_t *)values->values + number, reason);
    case CHURN_FIELD_DAY:
        return cell_day(cell, rules, (churn_day *)values->values + number, reason);
    case CHURN_FIELD_REAL:
        return cell_real(cell, rules, (double *)values->values + number, reason);
    case CHURN_FIELD_FLAG:
        return cell_flag(cell, rules, (bool *)values->values + number, reason);
    default:
        return CHURN_OK;
    }
}

enum churn_status store_fields_read(struct churn_store *store, size_t number, const struct churn_text *cells, size_t *column,
                                    struct churn_error *reason)
{
    enum churn_status status = number < store->value_capacity ? CHURN_OK : grow(store, reason);
    for (size_t i = 0; status == CHURN_OK && i < store->field_count; i++) {
        struct store_values *values = &store->values[i];
        if (values->column == CHURN_NO_COLUMN)
            continue;
        struct churn_text cell = cells[values->column];
        *column = values->column;
        values->nulls[number] = cell_is_null(cell, &store->rules);
        if (!values->nulls[number])
            status = read_value(values, store->fields[i].kind, number, cell, &store->rules, reason);
        else if (store->fields[i].filled)
            status = churn_error_set(reason, CHURN_DATA, "is empty");
    }
    return status;
}

void store_fields_clear(struct churn_store *store)
{
    for (size_t i = 0; store->values != NULL && i < store->field_count; i++) {
        free(store->values[i].values);
        free(store->values[i].nulls);
    }
    free(store->values);
}

bool churn_store_has(const struct churn_store *store, size_t field)
{
    return store->values[field].column != CHURN_NO_COLUMN;
}

size_t churn_store_field_column(const struct churn_store *store, size_t field)
{
    return store->values[field].column;
}

bool churn_store_null(const struct churn_store *store, size_t row, size_t field)
{
    const struct store_values *values = &store->values[field];
    return values->column == CHURN_NO_COLUMN || values->nulls[store_number(store, row)];
}

struct churn_text churn_store_text(const struct churn_store *store, size_t row, size_t field)
{
    return churn_store_cell(store, row, store->values[field].column);
}

churn_amount churn_store_amount(const struct churn_store *store, size_t row, size_t field)
{
    return ((const churn_amount *)store->values[field].values)[store_number(store, row)];
}

uint64_t churn_store_count(const struct churn_store *store, size_t row, size_t field)
{
    return ((const uint64_t *)store->values[field].values)[store_number(store, row)];
}

churn_day churn_store_day(const struct churn_store *store, size_t row, size_t field)
{
    return ((const churn_day *)store->values[field].values)[store_number(store, row)];
}

double churn_store_real(const struct churn_store *store, size_t row, size_t field)
{
    return ((const double *)store->values[field].values)[store_number(store, row)];
}

bool churn_store_flag(const struct churn_store *store, size_t row, size_t field)
{
    return ((const bool *)store->values[field].values)[store_number(store, row)];
}

unsigned churn_store_decimals(const struct churn_store *store, size_t field)
{
    return store->values[field].decimals;
}
