/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a probability mean what it says? Cox's line (1958, Biometrika 45, 562-565) through log odds, one trial count a score. */
#include <churn/logistic.h>
#include <math.h>
#include <stdlib.h>

#include "model/evaluation.h"

#define INSIDE 1e-6 /* log odds of 13.8: scores of 0 and 1 have none */

struct line {
    double *odds, *trials, *churned;
};

static void take_in(const struct churn_evaluation *evaluation, struct line *line, double *memory)
{
    line->odds = memory;
    line->trials = memory + evaluation->count;
    line->churned = memory + 2 * evaluation->count;
    for (size_t i = 0; i < evaluation->count; i++) {
        double p = fmin(fmax(evaluation->cells[i].score, INSIDE), 1 - INSIDE);
        line->odds[i] = log(p) - log1p(-p);
        line->trials[i] = (double)evaluation->cells[i].churned + evaluation->cells[i].stayed;
        line->churned[i] = evaluation->cells[i].churned;
    }
}

static struct churn_estimate estimate_of(const struct churn_logistic_fit *fit, size_t index, double confidence)
{
    return evaluation_estimate(fit->coefficient[index], fit->standard_error[index] * fit->standard_error[index], confidence);
}

static enum churn_status fit_line(const struct churn_logistic_data *data, double confidence, struct churn_estimate *intercept,
                                  struct churn_estimate *slope, bool *found, struct churn_error *err)
{
    struct churn_logistic_options options = CHURN_LOGISTIC_OPTIONS_INIT;
    struct churn_logistic_fit *fit;
    enum churn_status status = churn_logistic_fit_new(data, &options, &fit, err);
    if (status != CHURN_OK)
        return status;
    *found = *found && fit->end == CHURN_LOGISTIC_CONVERGED && fit->parameters == data->columns + 1;
    if (*found) {
        *intercept = estimate_of(fit, 0, confidence);
        if (slope != NULL)
            *slope = estimate_of(fit, 1, confidence);
    }
    churn_logistic_fit_free(fit);
    return CHURN_OK;
}

enum churn_status churn_evaluation_calibration(const struct churn_evaluation *evaluation, double confidence,
                                               struct churn_calibration *calibration, struct churn_error *err)
{
    struct line line;
    double *memory = reallocarray(NULL, evaluation->count, 3 * sizeof *memory);
    *calibration = (struct churn_calibration){ .found = true };
    if (memory == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    take_in(evaluation, &line, memory);
    struct churn_logistic_data free_slope = { line.odds, evaluation->count, 1, line.trials, line.churned, NULL };
    struct churn_logistic_data held_slope = { line.odds, evaluation->count, 0, line.trials, line.churned, line.odds };
    enum churn_status status =
        fit_line(&free_slope, confidence, &calibration->intercept, &calibration->slope, &calibration->found, err);
    if (status == CHURN_OK)
        status = fit_line(&held_slope, confidence, &calibration->at_large, NULL, &calibration->found, err);
    free(memory);
    return status;
}
