/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-eval: how good is a score? churn-eval(1) has the figures. */
#include "eval/eval.h"

#define AT(member) offsetof(struct eval_settings, member)

static const struct cli_option OPTIONS[] = {
    { "score", 's', CLI_TEXT, AT(scores), "COLUMN,...", "Input", "the scores to judge; -COLUMN: the lower the riskier", "risk",
      NULL },
    { "churned", 0, CLI_TEXT, AT(churned), "COLUMN", "Input", "what came: 1, yes, true or 0, no, false",
      "churned, else retained", NULL },
    { "retained", 0, CLI_TEXT, AT(retained), "COLUMN", "Input", "or its opposite: did the customer stay?", NULL, NULL },
    { "confidence", 0, CLI_TEXT, AT(confidence), "SHARE", "Figures", "of the intervals, such as 90%", "95%", NULL },
    { "leak-above", 0, CLI_TEXT, AT(leak), "AUC", "Figures", "warn of a score that tells more than this", "0.99", NULL },
    { "bins", 0, CLI_COUNT, AT(bins), "N", "Figures", "parts for lift, calibration and Brier's parts", "10", NULL },
    { "threshold", 0, CLI_TEXT, AT(threshold), "SCORE", "Figures", "add who is flagged from here on, rightly and wrongly", NULL,
      NULL },
    { "cost", 0, CLI_TEXT, AT(cost), "AMOUNT", "Profit", "of calling one customer", NULL, NULL },
    { "success", 0, CLI_TEXT, AT(success), "SHARE", "Profit", "of those called who would churn, how many stay", NULL, NULL },
    { "value", 0, CLI_TEXT, AT(value), "AMOUNT", "Profit", "what a kept customer is worth", NULL, NULL },
    { "value-column", 0, CLI_TEXT, AT(value_column), "COLUMN", "Profit", "or a column that says it of each", NULL, NULL },
    { "lift", 0, CLI_FLAG, AT(lift), NULL, "Reports", "print lift and gain by tenth, riskiest first", NULL, NULL },
    { "calibration", 0, CLI_FLAG, AT(calibration), NULL, "Reports", "print what was foretold and what came, by tenth", NULL,
      NULL },
    { "profit", 0, CLI_FLAG, AT(profit), NULL, "Reports", "print the profit at every threshold", NULL, NULL },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-eval --score=-satisfaction --churned=left -f table samples/truth.csv",
    "churn-eval --score=gap_days,-satisfaction --churned=left --lift samples/truth.csv",
    "churn-eval -s -satisfaction --churned=left --cost=5 --success=20% --value=150 samples/truth.csv",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-eval", "say how good a score of churn is", "[FILE]...", EXAMPLES, OPTIONS, CLI_READS | CLI_WRITES | CLI_REPORTS,
};

static enum churn_status run(struct cli *cli, const struct eval_settings *settings, struct eval_plan *plan,
                             struct eval_rows *rows, struct churn_error *err)
{
    enum churn_status status = eval_plan_make(cli, settings, plan, err);
    if (status == CHURN_OK)
        status = eval_rows_read(cli, settings, plan, rows, err);
    if (status != CHURN_OK)
        return status;
    eval_say(cli, plan, rows);
    if (settings->lift)
        return eval_report_lift(cli, plan, err);
    if (settings->calibration)
        return eval_report_calibration(cli, plan, err);
    return settings->profit ? eval_report_profit(cli, plan, err) : eval_report_summary(cli, plan, rows, err);
}

int main(int argc, char **argv)
{
    struct eval_settings settings = { .scores = "risk", .bins = 10 };
    struct eval_plan plan = { .score_count = 0 };
    struct eval_rows rows = { .count = 0 };
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    enum churn_status status = run(&cli, &settings, &plan, &rows, &err);
    if (status == CHURN_OK)
        status = cli_writer_close(&cli, &err);
    code = status == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err);
    eval_rows_clear(&rows);
    eval_plan_clear(&plan);
    return cli_end(&cli, code);
}
