/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --save: the chosen curves, for --predict and for churn-satisfaction. */
#include "curve/result.h"

enum churn_status curve_result_save(struct cli *cli, const struct curve_result *result, struct churn_error *err)
{
    struct churn_writer *writer;
    size_t chosen = 0;
    for (size_t i = 0; i < result->count; i++)
        chosen += result->groups[i].chosen != NULL;
    if (chosen == 0 && result->plan.automatic)
        return churn_error_set(err, CHURN_NUMERIC, "no curve is used, so there is none to save");
    if (chosen == 0)
        return churn_error_set(err, CHURN_NUMERIC, "no %s curve fits, so there is none to save",
                               churn_curve_model_name(result->plan.model));
    enum churn_status status = cli_side_writer_open(cli, result->settings->save, &writer, err);
    if (status == CHURN_OK)
        status = churn_curve_write_header(writer, err);
    for (size_t i = 0; status == CHURN_OK && i < result->count; i++) {
        const struct curve_group *group = &result->groups[i];
        if (group->chosen == NULL)
            continue;
        status =
            churn_curve_write(group->name, &group->chosen->curve, group->zones.known ? group->zones.border : NULL, writer, err);
    }
    return status;
}
