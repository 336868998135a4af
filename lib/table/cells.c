/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cell must be to be an id, a day, an amount or a count. */
#include "table/cells.h"

#include <string.h>

#include "base/amount.h"
#include "base/real.h"
#include "base/utf8.h"

bool cell_is_null(struct churn_text cell, const struct churn_cell_rules *rules)
{
    if (cell.length == 0)
        return true;
    if (rules->null_word == NULL)
        return false;
    return churn_text_compare(cell, (struct churn_text){ rules->null_word, strlen(rules->null_word) }) == 0;
}

/* --trim drops blanks and tabs; what only looks like one must be mended where it comes from. */
static enum churn_status refuse_blank(const char *where, char byte, const char *what, struct churn_error *err)
{
    bool helps = byte == ' ' || byte == '\t';
    return churn_error_set(err, CHURN_DATA, "%s %s in the %s; %s", where, helps ? "space" : "blank that is no plain space",
                           what, helps ? "use --trim to drop it" : "mend it where it comes from");
}

enum churn_status cell_id(struct churn_text cell, const struct churn_cell_rules *rules, const char *what,
                          struct churn_error *err)
{
    if (cell_is_null(cell, rules))
        return churn_error_set(err, CHURN_DATA, "empty %s", what);
    if (utf8_blank_edge(cell, false))
        return refuse_blank("leading", cell.data[0], what, err);
    if (utf8_blank_edge(cell, true))
        return refuse_blank("trailing", cell.data[cell.length - 1], what, err);
    return CHURN_OK;
}

enum churn_status cell_day(struct churn_text cell, const struct churn_cell_rules *rules, churn_day *day,
                           struct churn_error *err)
{
    if (cell_is_null(cell, rules))
        return churn_error_set(err, CHURN_DATA, "is empty");
    return churn_date_parse(cell, &rules->date, day, err);
}

enum churn_status cell_amount(struct churn_text cell, const struct churn_cell_rules *rules, churn_amount *amount,
                              unsigned *decimals, struct churn_error *err)
{
    if (cell_is_null(cell, rules))
        return churn_error_set(err, CHURN_DATA, "is empty");
    return churn_amount_parse(cell, &rules->amount, amount, decimals, err);
}

enum churn_status cell_sum(struct churn_text cell, const struct churn_cell_rules *rules, churn_amount *sum, unsigned *decimals,
                           struct churn_error *err)
{
    if (cell_is_null(cell, rules))
        return churn_error_set(err, CHURN_DATA, "is empty");
    return amount_parse_sum(cell, &rules->amount, sum, decimals, err);
}

enum churn_status cell_count(struct churn_text cell, const struct churn_cell_rules *rules, uint64_t *count,
                             struct churn_error *err)
{
    uint64_t value = 0;
    if (cell_is_null(cell, rules))
        return churn_error_set(err, CHURN_DATA, "is empty");
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.data[i] < '0' || cell.data[i] > '9')
            return churn_error_set(err, CHURN_DATA, "is not a whole number");
        if (__builtin_mul_overflow(value, (uint64_t)10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(cell.data[i] - '0'), &value) || value > INT64_MAX)
            return churn_error_set(err, CHURN_DATA, "is too large");
    }
    *count = value;
    return CHURN_OK;
}

enum churn_status cell_real(struct churn_text cell, const struct churn_cell_rules *rules, double *value,
                            struct churn_error *err)
{
    if (cell_is_null(cell, rules))
        return churn_error_set(err, CHURN_DATA, "is empty");
    return real_parse(cell, rules->amount.decimal, value, err);
}

enum churn_status cell_flag(struct churn_text cell, const struct churn_cell_rules *rules, bool *flag, struct churn_error *err)
{
    static const char *const words[] = { "0", "1", "no", "yes", "false", "true" };
    if (cell_is_null(cell, rules))
        return churn_error_set(err, CHURN_DATA, "is empty");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (churn_text_compare(cell, (struct churn_text){ words[i], strlen(words[i]) }) != 0)
            continue;
        *flag = i % 2 == 1;
        return CHURN_OK;
    }
    return churn_error_set(err, CHURN_DATA, "is neither 1, yes or true nor 0, no or false");
}
