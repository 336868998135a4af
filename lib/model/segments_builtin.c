/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The built-in tables. "default" is the ten-segment grid on R and F, total and disjoint, M free. "classic11" is the eleven-row
 * table that is copied from blog to blog, ranges as published, 0 included though no score is 0: it leaves 36 of 125 cells
 * unnamed and four of its rules can never match; it is here to be compared with. "r-rfm" is the table in the documentation of
 * R's package rfm 0.3.0; ten cells are unnamed. What we do differently: names in snake_case, and the fault is shown by the
 * linter instead of mended in silence.
 */
#include <churn/segments.h>

#include <churn/text.h>

#include <string.h>

static const struct churn_segment_rule default_rules[] = {
    { "hibernating", { 1, 1, 1 }, { 2, 2, 5 } },         { "at_risk", { 1, 3, 1 }, { 2, 4, 5 } },
    { "cant_lose", { 1, 5, 1 }, { 2, 5, 5 } },           { "about_to_sleep", { 3, 1, 1 }, { 3, 2, 5 } },
    { "need_attention", { 3, 3, 1 }, { 3, 3, 5 } },      { "loyal_customers", { 3, 4, 1 }, { 4, 5, 5 } },
    { "promising", { 4, 1, 1 }, { 4, 1, 5 } },           { "new_customers", { 5, 1, 1 }, { 5, 1, 5 } },
    { "potential_loyalists", { 4, 2, 1 }, { 5, 3, 5 } }, { "champions", { 5, 4, 1 }, { 5, 5, 5 } },
};

static const struct churn_segment_rule classic11_rules[] = {
    { "champions", { 4, 4, 4 }, { 5, 5, 5 } },
    { "loyal_customers", { 2, 3, 3 }, { 5, 5, 5 } },
    { "potential_loyalist", { 3, 1, 1 }, { 5, 3, 3 } },
    { "new_customers", { 4, 0, 0 }, { 5, 1, 1 } },
    { "promising", { 3, 0, 0 }, { 4, 1, 1 } },
    { "customers_needing_attention", { 2, 2, 2 }, { 3, 3, 3 } },
    { "about_to_sleep", { 2, 0, 0 }, { 3, 2, 2 } },
    { "at_risk", { 0, 2, 2 }, { 2, 5, 5 } },
    { "cant_lose_them", { 0, 4, 4 }, { 1, 5, 5 } },
    { "hibernating", { 1, 1, 1 }, { 2, 2, 2 } },
    { "lost", { 0, 0, 0 }, { 2, 2, 2 } },
};

static const struct churn_segment_rule r_rfm_rules[] = {
    { "champions", { 5, 5, 5 }, { 5, 5, 5 } },       { "potential_loyalist", { 3, 3, 2 }, { 5, 5, 5 } },
    { "loyal_customers", { 2, 2, 2 }, { 4, 4, 4 } }, { "promising", { 3, 1, 3 }, { 4, 3, 5 } },
    { "new_customers", { 4, 1, 1 }, { 5, 3, 5 } },   { "cant_lose_them", { 1, 3, 4 }, { 2, 4, 5 } },
    { "at_risk", { 1, 2, 4 }, { 2, 5, 5 } },         { "need_attention", { 1, 3, 3 }, { 3, 5, 5 } },
    { "about_to_sleep", { 2, 1, 1 }, { 3, 3, 4 } },  { "lost", { 1, 1, 1 }, { 1, 5, 5 } },
};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const struct {
    const struct churn_segment_rule *rules;
    size_t count;
} tables[] = {
    { default_rules, LENGTH(default_rules) },
    { classic11_rules, LENGTH(classic11_rules) },
    { r_rfm_rules, LENGTH(r_rfm_rules) },
};

static const char *const table_names[LENGTH(tables)] = { "default", "classic11", "r-rfm" };

const char *churn_segments_builtin_name(size_t index)
{
    return index < LENGTH(table_names) ? table_names[index] : NULL;
}

static enum churn_status refuse_name(const char *name, struct churn_error *err)
{
    char shown[CHURN_ERROR_MESSAGE_SIZE / 2];
    churn_text_escape((struct churn_text){ name, strlen(name) }, shown, sizeof shown);
    const char *nearest = churn_text_nearest(name, table_names, LENGTH(table_names));
    if (nearest != NULL)
        return churn_error_set(err, CHURN_USAGE, "no built-in segments \"%s\"; did you mean \"%s\"?", shown, nearest);
    return churn_error_set(err, CHURN_USAGE, "no built-in segments \"%s\"; there are default, classic11 and r-rfm", shown);
}

static enum churn_status copy_table(size_t index, struct churn_segments **segments, struct churn_error *err)
{
    struct churn_segments *copy = churn_segments_new();
    if (copy == NULL)
        return churn_error_set(err, CHURN_MEMORY, "no memory for segments");
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; i < tables[index].count && status == CHURN_OK; i++)
        status = churn_segments_add(copy, &tables[index].rules[i], err);
    if (status != CHURN_OK) {
        churn_segments_free(copy);
        return status;
    }
    *segments = copy;
    return CHURN_OK;
}

enum churn_status churn_segments_builtin(const char *name, struct churn_segments **segments, struct churn_error *err)
{
    for (size_t i = 0; i < LENGTH(tables); i++) {
        if (strcmp(name, table_names[i]) == 0)
            return copy_table(i, segments, err);
    }
    return refuse_name(name, err);
}
