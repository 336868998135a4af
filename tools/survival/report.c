/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two tables of churn-survival: curves, and what they say of the length of a life. */
#include <math.h>

#include "common/report.h"
#include "survival/survival.h"

#define DECIMALS 9      /* of shares, hazards, statistics */
#define MEAN_DECIMALS 6 /* of times that are computed */
#define COLUMNS(table) (sizeof(table) / sizeof(table)[0])

static const struct cli_column CURVE[] = {
    { "group", CLI_COLUMN_TEXT },
    { "time", CLI_COLUMN_NUMBER },
    { "at_risk", CLI_COLUMN_NUMBER },
    { "events", CLI_COLUMN_NUMBER },
    { "censored", CLI_COLUMN_NUMBER },
    { "survival", CLI_COLUMN_NUMBER },
    { "std_error", CLI_COLUMN_NUMBER },
    { "low", CLI_COLUMN_NUMBER },
    { "high", CLI_COLUMN_NUMBER },
    { "cumulative_hazard", CLI_COLUMN_NUMBER },
    { "cumulative_hazard_error", CLI_COLUMN_NUMBER },
    { "cumulative_hazard_low", CLI_COLUMN_NUMBER },
    { "cumulative_hazard_high", CLI_COLUMN_NUMBER },
};

static const struct cli_column AT_TIMES[] = {
    { "group", CLI_COLUMN_TEXT },
    { "time", CLI_COLUMN_NUMBER },
    { "at_risk", CLI_COLUMN_NUMBER },
    { "events_until", CLI_COLUMN_NUMBER },
    { "censored_until", CLI_COLUMN_NUMBER },
    { "survival", CLI_COLUMN_NUMBER },
    { "std_error", CLI_COLUMN_NUMBER },
    { "low", CLI_COLUMN_NUMBER },
    { "high", CLI_COLUMN_NUMBER },
    { "cumulative_hazard", CLI_COLUMN_NUMBER },
    { "cumulative_hazard_error", CLI_COLUMN_NUMBER },
    { "cumulative_hazard_low", CLI_COLUMN_NUMBER },
    { "cumulative_hazard_high", CLI_COLUMN_NUMBER },
};

static const struct cli_column SUMMARY[] = {
    { "group", CLI_COLUMN_TEXT },        { "customers", CLI_COLUMN_NUMBER },       { "events", CLI_COLUMN_NUMBER },
    { "censored", CLI_COLUMN_NUMBER },   { "quartile_1", CLI_COLUMN_NUMBER },      { "median", CLI_COLUMN_NUMBER },
    { "median_low", CLI_COLUMN_NUMBER }, { "median_high", CLI_COLUMN_NUMBER },     { "quartile_3", CLI_COLUMN_NUMBER },
    { "mean_until", CLI_COLUMN_NUMBER }, { "restricted_mean", CLI_COLUMN_NUMBER }, { "mean_error", CLI_COLUMN_NUMBER },
    { "mean_low", CLI_COLUMN_NUMBER },   { "mean_high", CLI_COLUMN_NUMBER },
};

/* Without --group-by the first column is left out. */
static enum churn_status open_report(struct cli *cli, const struct survival_groups *groups, const char *name,
                                     const struct cli_column *columns, size_t count, struct cli_report **report,
                                     struct churn_error *err)
{
    size_t skipped = groups->plan->settings->group != NULL ? 0 : 1;
    return cli_report_open(cli, name, columns + skipped, count - skipped, report, err);
}

static void put_group(const struct survival_groups *groups, size_t group, struct cli_report *report)
{
    if (groups->plan->settings->group != NULL)
        cli_report_text(report, groups->groups[group].name);
}

static void put_time(double time, struct cli_report *report)
{
    char text[SURVIVAL_TIME_SIZE];
    cli_report_name(report, survival_time_text(time, text));
}

static void put_mean(double time, struct cli_report *report)
{
    cli_report_real(report, time, MEAN_DECIMALS);
}

static enum churn_status put_point(const struct survival_groups *groups, size_t group, const struct churn_survival_point *point,
                                   struct cli_report *report, struct churn_error *err)
{
    const double counts[] = { point->at_risk, point->events, point->censored };
    const double values[] = { point->survival, point->survival_error, point->low,        point->high,
                              point->hazard,   point->hazard_error,   point->hazard_low, point->hazard_high };
    put_group(groups, group, report);
    put_time(point->time, report);
    for (size_t i = 0; i < COLUMNS(counts); i++)
        cli_report_real(report, counts[i], groups->weight_decimals);
    for (size_t i = 0; i < COLUMNS(values); i++)
        cli_report_real(report, values[i], DECIMALS);
    return cli_report_row(report, err);
}

enum churn_status survival_report_curves(struct cli *cli, const struct survival_groups *groups, struct churn_error *err)
{
    const struct survival_plan *plan = groups->plan;
    bool chosen = plan->time_count > 0;
    struct cli_report *report;
    enum churn_status status = open_report(cli, groups, "times", chosen ? AT_TIMES : CURVE, COLUMNS(CURVE), &report, err);
    for (size_t group = 0; status == CHURN_OK && group < groups->count; group++) {
        size_t count;
        const struct churn_survival_point *points = churn_survival_points(groups->curves[group], &count);
        for (size_t i = 0; status == CHURN_OK && i < (chosen ? plan->time_count : count); i++) {
            struct churn_survival_point point = chosen ? churn_survival_at(groups->curves[group], plan->times[i]) : points[i];
            status = put_point(groups, group, &point, report, err);
        }
    }
    return status;
}

static void put_quantiles(const struct churn_survival *curve, struct cli_report *report)
{
    double time, low, high;
    churn_survival_quantile(curve, 0.25, &time, &low, &high);
    put_time(time, report);
    churn_survival_quantile(curve, 0.5, &time, &low, &high);
    put_time(time, report);
    put_time(low, report);
    put_time(high, report);
    churn_survival_quantile(curve, 0.75, &time, &low, &high);
    put_time(time, report);
}

/* The limits of a mean by its error, which cannot leave what is possible. */
static void put_restricted_mean(const struct survival_groups *groups, size_t group, struct cli_report *report)
{
    double mean = NAN, error = NAN;
    bool known = churn_survival_mean(groups->curves[group], groups->limit, &mean, &error);
    double spread = churn_survival_z(groups->curves[group]) * error;
    put_time(groups->limit, report);
    put_mean(mean, report);
    put_mean(error, report);
    put_mean(known ? fmax(mean - spread, 0) : NAN, report);
    put_mean(known ? fmin(mean + spread, groups->limit) : NAN, report);
}

enum churn_status survival_report_summary(struct cli *cli, const struct survival_groups *groups, struct churn_error *err)
{
    struct cli_report *report;
    enum churn_status status = open_report(cli, groups, "groups", SUMMARY, COLUMNS(SUMMARY), &report, err);
    for (size_t group = 0; status == CHURN_OK && group < groups->count; group++) {
        const struct churn_survival *curve = groups->curves[group];
        double customers = churn_survival_subjects(curve), events = churn_survival_events(curve);
        put_group(groups, group, report);
        cli_report_real(report, customers, groups->weight_decimals);
        cli_report_real(report, events, groups->weight_decimals);
        cli_report_real(report, customers - events, groups->weight_decimals);
        put_quantiles(curve, report);
        put_restricted_mean(groups, group, report);
        status = cli_report_row(report, err);
    }
    return status;
}
