/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks of columns, 16 bytes a customer; where a value does not fit, all is begun anew with whole values. */
#include "customer/feature_scratch.h"

#include <stdlib.h>

#define BLOCK 4096

struct columns {
    int64_t monetary[BLOCK];
    int32_t recency_days[BLOCK];
    uint32_t frequency[BLOCK];
};

struct values {
    struct churn_rfm_value list[BLOCK];
};

static enum churn_status read_block(void *context, size_t from, struct churn_rfm_columns *columns,
                                    const struct churn_rfm_value **values, struct churn_error *err)
{
    struct feature_scratch *features = context;
    size_t size = features->source.narrow ? sizeof(struct columns) : sizeof(struct values);
    size_t left = features->source.count - from;
    const struct columns *narrow = features->block;
    const struct values *whole = features->block;
    *columns =
        (struct churn_rfm_columns){ left < BLOCK ? left : BLOCK, narrow->recency_days, narrow->frequency, narrow->monetary };
    *values = features->source.narrow ? NULL : whole->list;
    return scratch_read(&features->scratch, from / BLOCK * size, features->block, size, err);
}

/* False: it does not fit. */
static bool put(struct feature_scratch *features, size_t place, const struct churn_rfm_value *value)
{
    if (!features->source.narrow) {
        struct churn_rfm_value *kept = &((struct values *)features->block)->list[place];
        kept->recency_days = value->recency_days; /* one by one: what lies between them is written too, and stays zero */
        kept->frequency = value->frequency;
        kept->monetary = value->monetary;
        return true;
    }
    struct columns *columns = features->block;
    columns->monetary[place] = (int64_t)value->monetary;
    columns->recency_days[place] = value->recency_days;
    columns->frequency[place] = (uint32_t)value->frequency;
    return value->monetary > INT64_MIN && value->monetary <= INT64_MAX && (uint32_t)value->frequency == value->frequency;
}

/* CHURN_END: a value does not fit into columns. */
static enum churn_status write_all(struct feature_scratch *features, struct churn_ledger_cursor *cursor,
                                   const struct churn_features_options *options, struct churn_error *err)
{
    size_t size = features->source.narrow ? sizeof(struct columns) : sizeof(struct values);
    enum churn_status status = CHURN_OK;
    struct churn_customer customer;
    struct churn_features of;
    for (size_t i = 0; i < features->source.count; i++) {
        status = churn_ledger_cursor_next(cursor, &customer, err);
        if (status == CHURN_OK)
            status = churn_features_of(&customer, options, &of, err);
        if (status == CHURN_OK && !put(features, i % BLOCK, &of.value))
            return CHURN_END;
        if (status == CHURN_OK && (i % BLOCK == BLOCK - 1 || i + 1 == features->source.count))
            status = scratch_write(&features->scratch, features->block, size, err);
        if (status != CHURN_OK)
            return status;
    }
    return scratch_flush(&features->scratch, err);
}

static enum churn_status fill(struct feature_scratch *features, const struct churn_ledger *ledger,
                              const struct churn_features_options *options, const char *beside, struct churn_error *err)
{
    struct churn_ledger_cursor *cursor;
    feature_scratch_clear(features);
    features->block = calloc(1, sizeof(struct values));
    if (features->block == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status = scratch_open(&features->scratch, beside, err);
    if (status == CHURN_OK)
        status = churn_ledger_cursor_new(ledger, 0, SIZE_MAX, &cursor, err);
    if (status != CHURN_OK)
        return status;
    status = write_all(features, cursor, options, err);
    churn_ledger_cursor_free(cursor);
    return status;
}

enum churn_status feature_scratch_fill(struct feature_scratch *features, const struct churn_ledger *ledger,
                                       const struct churn_features_options *options, const char *beside,
                                       struct churn_error *err)
{
    *features = (struct feature_scratch){ .scratch = SCRATCH_NONE };
    features->source = (struct churn_rfm_source){ churn_ledger_count(ledger), true, features, read_block };
    enum churn_status status = fill(features, ledger, options, beside, err);
    if (status != CHURN_END)
        return status;
    features->source.narrow = false;
    return fill(features, ledger, options, beside, err);
}

void feature_scratch_clear(struct feature_scratch *features)
{
    scratch_close(&features->scratch);
    free(features->block);
    features->block = NULL;
}
