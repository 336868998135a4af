/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each tier brings, how unequal customers are, and the Lorenz curve. */
#include <math.h>
#include <stdio.h>

#include "common/report.h"
#include "tiers/tiers.h"

static const struct cli_column SUMMARY[] = {
    { "group", CLI_COLUMN_TEXT },          { "tier", CLI_COLUMN_TEXT },
    { "customers", CLI_COLUMN_NUMBER },    { "customer_share", CLI_COLUMN_NUMBER },
    { "value", CLI_COLUMN_NUMBER },        { "value_share", CLI_COLUMN_NUMBER },
    { "mean_value", CLI_COLUMN_NUMBER },   { "gini", CLI_COLUMN_NUMBER },
    { "top_20_share", CLI_COLUMN_NUMBER }, { "vital_customers", CLI_COLUMN_NUMBER },
    { "split", CLI_COLUMN_TEXT },
};

static const struct cli_column LORENZ[] = {
    { "group", CLI_COLUMN_TEXT },
    { "customers", CLI_COLUMN_NUMBER },
    { "customer_share", CLI_COLUMN_NUMBER },
    { "value_share", CLI_COLUMN_NUMBER },
};

static bool has_groups(const struct tiers_plan *plan)
{
    return plan->fields[TIERS_GROUP].required;
}

/* The columns but group, where there are no groups. */
static enum churn_status open_report(struct cli *cli, const struct tiers_plan *plan, const char *name,
                                     const struct cli_column *columns, size_t count, struct cli_report **report,
                                     struct churn_error *err)
{
    size_t skipped = has_groups(plan) ? 0 : 1;
    return cli_report_open(cli, name, columns + skipped, count - skipped, report, err);
}

static void report_group(struct cli_report *report, const struct tiers_plan *plan, const struct tiers_group *group)
{
    if (has_groups(plan))
        cli_report_text(report, group->name);
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0 : 100.0 * (double)part / (double)whole;
}

static double share(churn_amount part, churn_amount whole)
{
    return whole == 0 ? NAN : churn_amount_to_double(part) / churn_amount_to_double(whole);
}

void tiers_write_split(const struct tiers_plan *plan, const struct churn_tiers *tiers, char *buffer, size_t size)
{
    struct churn_concentration found = churn_tiers_concentration(tiers);
    if (found.positive == 0) {
        snprintf(buffer, size, "no customer brings any value");
        return;
    }
    snprintf(buffer, size, "%.1f %% of customers bring %.1f %% of value; %.4g %% comes from %.1f %%",
             percent(found.top_customers, found.customers), 100 * churn_amount_to_double(found.top_share),
             100 * churn_amount_to_double(plan->options.vital_share), percent(found.vital_customers, found.customers));
}

/* A mean of money to the decimals of the money, of those whose value is known. */
static void report_mean(struct cli_report *report, struct churn_tier_total total, unsigned decimals)
{
    struct churn_quotient mean = { total.value, (churn_amount)(total.customers - total.unknown) };
    if (churn_quotient_has(mean))
        cli_report_amount(report, churn_quotient_round(mean, decimals), decimals);
    else
        cli_report_null(report);
}

static void report_total(struct cli_report *report, struct churn_tier_total total, struct churn_tier_total all,
                         churn_amount positive, unsigned decimals)
{
    cli_report_integer(report, (int64_t)total.customers);
    cli_report_real(report, all.customers == 0 ? NAN : (double)total.customers / (double)all.customers, 6);
    cli_report_amount(report, total.value, decimals);
    cli_report_real(report, share(total.value, positive), 6);
    report_mean(report, total, decimals);
}

static enum churn_status summarize(struct cli_report *report, const struct tiers_plan *plan, const struct tiers_group *group,
                                   unsigned decimals, struct churn_error *err)
{
    char words[200];
    struct churn_concentration found = churn_tiers_concentration(group->tiers);
    struct churn_tier_total all = { group->count, group->count - found.customers, found.value };
    enum churn_status status = CHURN_OK;
    for (unsigned tier = 0; status == CHURN_OK && tier <= plan->options.cut_count; tier++) {
        report_group(report, plan, group);
        cli_report_name(report, plan->name[tier]);
        report_total(report, churn_tiers_total(group->tiers, tier), all, found.positive, decimals);
        for (int i = 0; i < 4; i++)
            cli_report_null(report);
        status = cli_report_row(report, err);
    }
    if (status != CHURN_OK)
        return status;
    report_group(report, plan, group);
    cli_report_name(report, "all");
    report_total(report, all, all, found.positive, decimals);
    cli_report_real(report, found.gini, 9);
    cli_report_real(report, found.positive == 0 ? NAN : churn_amount_to_double(found.top_share), 6);
    cli_report_integer(report, (int64_t)found.vital_customers);
    tiers_write_split(plan, group->tiers, words, sizeof words);
    cli_report_name(report, words);
    return cli_report_row(report, err);
}

enum churn_status tiers_report_summary(struct cli *cli, const struct tiers_plan *plan, const struct tiers_groups *groups,
                                       struct churn_error *err)
{
    struct cli_report *report;
    enum churn_status status = open_report(cli, plan, "tiers", SUMMARY, sizeof SUMMARY / sizeof SUMMARY[0], &report, err);
    for (size_t i = 0; status == CHURN_OK && i < groups->count; i++)
        if (groups->groups[i].count > 0)
            status = summarize(report, plan, &groups->groups[i], groups->decimals, err);
    return status;
}

/* Points at equal steps of customers, each at a whole customer; with fewer customers than points, one a customer. */
static enum churn_status report_curve(struct cli_report *report, const struct tiers_plan *plan, const struct tiers_group *group,
                                      uint64_t points, struct churn_error *err)
{
    uint64_t customers = churn_tiers_lorenz_customers(group->tiers), last = UINT64_MAX;
    enum churn_status status = CHURN_OK;
    for (uint64_t point = 0; status == CHURN_OK && customers > 0 && point <= points; point++) {
        uint64_t poorest = (uint64_t)((churn_amount)customers * (churn_amount)point / (churn_amount)points);
        if (poorest == last)
            continue;
        last = poorest;
        report_group(report, plan, group);
        cli_report_integer(report, (int64_t)poorest);
        cli_report_real(report, (double)poorest / (double)customers, 6);
        cli_report_amount(report, churn_tiers_lorenz(group->tiers, poorest), CHURN_AMOUNT_DECIMALS);
        status = cli_report_row(report, err);
    }
    return status;
}

enum churn_status tiers_report_lorenz(struct cli *cli, const struct tiers_plan *plan, const struct tiers_groups *groups,
                                      uint64_t points, struct churn_error *err)
{
    struct cli_report *report;
    enum churn_status status = open_report(cli, plan, "lorenz", LORENZ, sizeof LORENZ / sizeof LORENZ[0], &report, err);
    for (size_t i = 0; status == CHURN_OK && i < groups->count; i++)
        status = report_curve(report, plan, &groups->groups[i], points, err);
    return status;
}
