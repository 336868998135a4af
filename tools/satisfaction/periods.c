/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --per: service levels, one row for each period and group, and in words what they come to. */
#include "common/report.h"
#include "satisfaction/levels.h"

#define CONFIDENCE 0.95

enum column {
    PERIOD,
    GROUP,
    RESPONSES,
    MEAN,
    SATISFIED,
    SHARE,
    LOW,
    HIGH,
    TARGET,
    TARGET_MET,
    CLEAR,
    COLUMNS = SATISFACTION_COLUMNS
};

static const struct cli_column NAMES[COLUMNS] = {
    [PERIOD] = { "period", CLI_COLUMN_TEXT },
    [GROUP] = { "group", CLI_COLUMN_TEXT },
    [RESPONSES] = { "responses", CLI_COLUMN_NUMBER },
    [MEAN] = { "mean_score", CLI_COLUMN_NUMBER },
    [SATISFIED] = { "satisfied", CLI_COLUMN_NUMBER },
    [SHARE] = { "share_satisfied", CLI_COLUMN_NUMBER },
    [LOW] = { "low", CLI_COLUMN_NUMBER },
    [HIGH] = { "high", CLI_COLUMN_NUMBER },
    [TARGET] = { "target", CLI_COLUMN_NUMBER },
    [TARGET_MET] = { "target_met", CLI_COLUMN_NUMBER },
    [CLEAR] = { "clear", CLI_COLUMN_NUMBER },
};

static bool has_target(const struct levels *levels)
{
    return levels->plan->target > 0;
}

struct level level_of(const struct levels *levels, uint64_t satisfied, uint64_t responses)
{
    struct level level = { .low = 0 };
    if (responses == 0)
        return level;
    level.share = (struct churn_quotient){ (churn_amount)satisfied * CHURN_AMOUNT_UNIT, (churn_amount)responses };
    churn_wilson((double)responses, (double)satisfied, CONFIDENCE, &level.low, &level.high);
    if (has_target(levels)) {
        double target = churn_amount_to_double(levels->plan->target);
        level.met = level.share.over >= level.share.under * levels->plan->target;
        level.clear = target < level.low || target > level.high;
    }
    return level;
}

static void count_level(struct levels *levels, const struct churn_satisfaction_period *period, const struct level *level)
{
    levels->rows++;
    levels->responses += period->responses;
    levels->satisfied += period->satisfied;
    levels->empty += period->responses == 0;
    levels->met += level->met;
    levels->clearly_met += level->met && level->clear;
    levels->clearly_missed += !level->met && level->clear;
}

static void put_target(const struct levels *levels, const struct level *level, struct cli_report *report)
{
    cli_report_amount(report, levels->plan->target, 0); /* and as many decimals as it has */
    if (churn_quotient_has(level->share)) {
        cli_report_integer(report, level->met);
        cli_report_integer(report, level->clear);
    } else {
        cli_report_null(report);
        cli_report_null(report);
    }
}

static void put_share(const struct level *level, struct cli_report *report)
{
    cli_report_amount(report, churn_quotient_round(level->share, SATISFACTION_DECIMALS), SATISFACTION_DECIMALS);
    cli_report_real(report, level->low, SATISFACTION_DECIMALS);
    cli_report_real(report, level->high, SATISFACTION_DECIMALS);
}

static enum churn_status put_row(struct levels *levels, const struct churn_satisfaction_period *period,
                                 struct cli_report *report, struct churn_error *err)
{
    char text[CHURN_PERIOD_TEXT_SIZE];
    struct level level = level_of(levels, period->satisfied, period->responses);
    struct churn_quotient mean = { period->sum, (churn_amount)period->responses };
    churn_period_write(levels->plan->per, period->period, text);
    cli_report_name(report, text);
    if (levels->plan->roles.group != NULL)
        cli_report_text(report, period->group);
    cli_report_integer(report, (int64_t)period->responses);
    if (churn_quotient_has(mean))
        cli_report_amount(report, churn_quotient_round(mean, levels->decimals), levels->decimals);
    else
        cli_report_null(report);
    cli_report_integer(report, (int64_t)period->satisfied);
    if (period->responses > 0)
        put_share(&level, report);
    for (int i = 0; period->responses == 0 && i < 3; i++)
        cli_report_null(report);
    if (has_target(levels))
        put_target(levels, &level, report);
    count_level(levels, period, &level);
    return cli_report_row(report, err);
}

/* Which columns there are depends on the options. */
void satisfaction_choose_columns(struct satisfaction_plan *plan)
{
    bool groups = plan->roles.group != NULL, target = plan->target > 0;
    for (unsigned i = 0; i < COLUMNS; i++)
        if ((i != GROUP || groups) && (i < TARGET || target))
            plan->columns[plan->column_count++] = NAMES[i];
}

static enum churn_status write_report(struct cli *cli, struct levels *levels, struct churn_error *err)
{
    struct churn_satisfaction_period period;
    struct cli_report *report;
    const struct satisfaction_plan *plan = levels->plan;
    levels->decimals = levels->counts.decimals > SATISFACTION_DECIMALS ? levels->counts.decimals : SATISFACTION_DECIMALS;
    enum churn_status status = cli_report_open(cli, "periods", plan->columns, plan->column_count, &report, err);
    while (status == CHURN_OK && (status = churn_satisfaction_periods_next(levels->periods, &period, err)) == CHURN_OK)
        status = put_row(levels, &period, report, err);
    return status == CHURN_END ? CHURN_OK : status;
}

/* Scores beyond 1 to 5 and no word of which of them is satisfied: 4 would be a guess. */
static enum churn_status check_scale(const struct levels *levels, struct churn_error *err)
{
    char lowest[CHURN_AMOUNT_TEXT_SIZE], highest[CHURN_AMOUNT_TEXT_SIZE];
    const struct churn_survey_counts *counts = &levels->counts;
    bool usual = counts->lowest >= CHURN_AMOUNT_UNIT && counts->highest <= 5 * CHURN_AMOUNT_UNIT;
    if (levels->plan->has_satisfied || usual || counts->scored == 0)
        return CHURN_OK;
    churn_amount_write(counts->lowest, 0, lowest);
    churn_amount_write(counts->highest, 0, highest);
    return churn_error_set(err, CHURN_USAGE,
                           "scores from %s to %s: which of them is satisfied? give --satisfied; it is 4 on a scale 1..5 only",
                           lowest, highest);
}

static enum churn_status read_levels(struct cli *cli, struct levels *levels, struct churn_error *err)
{
    struct churn_satisfaction_period_options options = CHURN_SATISFACTION_PERIOD_OPTIONS_INIT;
    struct churn_surveys *surveys = NULL;
    enum churn_status status = satisfaction_open(cli, levels->plan, &surveys, err);
    if (status != CHURN_OK)
        return status;
    options.kind = levels->plan->per;
    options.satisfied = levels->plan->satisfied;
    options.until = levels->plan->as_of;
    status = churn_satisfaction_periods_new(&options, &levels->periods, err);
    if (status == CHURN_OK) {
        status = churn_satisfaction_periods_fold(levels->periods, surveys, err);
        levels->counts = churn_satisfaction_periods_counts(levels->periods);
    }
    churn_surveys_free(surveys);
    status = satisfaction_close(cli, status, &levels->counts, err);
    return status == CHURN_OK ? check_scale(levels, err) : status;
}

enum churn_status satisfaction_periods(struct cli *cli, const struct satisfaction_plan *plan, struct churn_error *err)
{
    struct levels levels = { .plan = plan };
    enum churn_status status = read_levels(cli, &levels, err);
    if (status == CHURN_OK)
        status = write_report(cli, &levels, err);
    if (status == CHURN_OK)
        status = cli_writer_close(cli, err);
    if (status == CHURN_OK)
        levels_say(cli, &levels);
    churn_satisfaction_periods_free(levels.periods);
    return status;
}
