/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-curve: retention as a function of satisfaction. churn-curve(1) has the models. */
#include "curve/result.h"

static const char *const USED[] = { "all", "last", "first", NULL };
static const char *const POPULATIONS[] = { "buyers", "everyone", NULL };
static const char *const MODELS[] = { "auto", "isotonic", "logistic", "two-slope", "four-parameter", "power", NULL };

#define AT(member) offsetof(struct curve_settings, member)

static const struct cli_option OPTIONS[] = {
    { "score", 0, CLI_TEXT, AT(score), "COLUMN", "Input", "the score: a header name, or #N", "score", NULL },
    { "retained", 0, CLI_TEXT, AT(retained), "COLUMN", "Input", "did the customer stay? 1, yes, true or 0, no, false",
      "retained, else churned", NULL },
    { "churned", 0, CLI_TEXT, AT(churned), "COLUMN", "Input", "or its opposite: did it leave?", NULL, NULL },
    { "weight", 0, CLI_TEXT, AT(weight), "COLUMN", "Input", "how many customers a row stands for; empty: one each",
      "weight, if a table of outcomes has it", NULL },
    { "value", 0, CLI_TEXT, AT(value), "COLUMN", "Input", "money a customer stands for, to say what a point is worth", NULL,
      NULL },
    { "group-by", 'g', CLI_TEXT, AT(group), "COLUMN", "Input", "a curve for each group, and whether they differ", NULL, NULL },
    { "transactions", 0, CLI_INPUT_FILE, AT(transactions), "FILE", "Surveys and purchases",
      "who bought again stayed; the other files are surveys", NULL, NULL },
    { "surveys", 0, CLI_INPUT_FILE, AT(surveys), "FILE", "Surveys and purchases",
      "the surveys, named instead of given as operands", NULL, NULL },
    { "retained-within", 0, CLI_COUNT, AT(within_days), "DAYS", "Surveys and purchases",
      "days after the survey in which it must buy", "180", NULL },
    { "as-of", 0, CLI_DATE, AT(as_of), "DATE", "Surveys and purchases", "the day to look from; later transactions are left out",
      "their last date", NULL },
    { "surveys-used", 0, CLI_CHOICE, AT(surveys_used), NULL, "Surveys and purchases", "which of a customer's surveys", "all",
      USED },
    { "population", 0, CLI_CHOICE, AT(population), NULL, "Surveys and purchases",
      "surveys of those who had bought by then, or of everyone", "buyers", POPULATIONS },
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Surveys and purchases", "customer's id, in every file", "customer_id", NULL },
    { "other-id", 0, CLI_TEXT, AT(other_id), "COLUMN", "Surveys and purchases",
      "customer's id in the second file, where it is called otherwise", NULL, NULL },
    { "date", 0, CLI_TEXT, AT(date), "COLUMN", "Surveys and purchases", "day of the survey", "date", NULL },
    { "purchase-date", 0, CLI_TEXT, AT(purchase_date), "COLUMN", "Surveys and purchases", "day of the transaction", "date",
      NULL },
    { "amount", 0, CLI_TEXT, AT(amount), "COLUMN", "Surveys and purchases",
      "money of the transaction, or A*B; above 0 is a purchase", "amount", NULL },
    { "retained-from", 0, CLI_INPUT_FILE, AT(retained_from), "FILE", "Two tables joined",
      "customer's id and --retained or --churned; the other files have the scores", NULL, NULL },
    { "score-from", 0, CLI_INPUT_FILE, AT(score_from), "FILE", "Two tables joined",
      "the scores, named instead of given as operands", NULL, NULL },
    { "customers", 0, CLI_INPUT_FILE, AT(customers), "FILE", "Two tables joined",
      "customer's id and the columns of --group-by and --value", NULL, NULL },
    { "model", 'm', CLI_CHOICE, AT(model), NULL, "Curve", "the curve that is used; auto: the best by AICc", "auto", MODELS },
    { "reference", 0, CLI_TEXT, AT(reference), "SCORE", "Curve", "where the two slopes meet", "the median score", NULL },
    { "zones", 0, CLI_TEXT, AT(zones), "LOW,HIGH", "Curve",
      "retention below LOW is defection, from HIGH on affection; else by the bends", NULL, NULL },
    { "confidence", 0, CLI_TEXT, AT(confidence), "SHARE", "Curve", "of the intervals, such as 90%", "95%", NULL },
    { "models", 0, CLI_FLAG, AT(models), NULL, "Result", "print all models with how well they fit", NULL, NULL },
    { "parameters", 0, CLI_FLAG, AT(parameters), NULL, "Result", "print the parameters of all models", NULL, NULL },
    { "all-fits", 0, CLI_FLAG, AT(all_fits), NULL, "Result", "print every model's fit and interval beside the chosen one", NULL,
      NULL },
    { "save", 0, CLI_OUTPUT_FILE, AT(save), "FILE", "Result", "write the chosen curve, for --predict and churn-satisfaction",
      NULL, NULL },
    { "predict", 0, CLI_INPUT_FILE, AT(predict), "FILE", "Result",
      "append retention_probability and zone to a table with a score, by a saved curve", NULL, NULL },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-curve --transactions=samples/transactions.csv -f table samples/surveys.csv",
    "churn-curve --transactions=samples/transactions.csv --save=curve.csv samples/surveys.csv",
    "churn-curve --transactions=samples/transactions.csv -g channel --models samples/surveys.csv",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-curve", "fit retention as a function of satisfaction", "[FILE]...", EXAMPLES,
    OPTIONS,       CLI_READS | CLI_WRITES | CLI_REPORTS,
};

static enum churn_status write_result(struct cli *cli, const struct curve_settings *settings, struct curve_result *result,
                                      struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    curve_result_say(cli, result);
    if (settings->save != NULL)
        status = curve_result_save(cli, result, err);
    if (status != CHURN_OK)
        return status;
    if (settings->models)
        return curve_models_write(cli, result, err);
    return settings->parameters ? curve_parameters_write(cli, result, err) : curve_levels_write(cli, result, err);
}

static enum churn_status fit(struct cli *cli, const struct curve_settings *settings, struct churn_error *err)
{
    struct curve_plan plan;
    struct curve_data data = { .outcomes = NULL };
    struct curve_result result = { .groups = NULL };
    enum churn_status status = curve_plan_make(settings, &plan, err);
    if (status == CHURN_OK)
        status = curve_data_read(cli, settings, &data, err);
    if (status == CHURN_OK)
        status = curve_result_make(settings, &data, &plan, &result, err);
    if (status == CHURN_OK)
        status = write_result(cli, settings, &result, err);
    if (status == CHURN_OK)
        status = cli_writer_close(cli, err);
    curve_result_clear(&result);
    curve_data_clear(&data);
    return status;
}

static enum churn_status run(struct cli *cli, const struct curve_settings *settings, struct churn_error *err)
{
    enum churn_status status = curve_settings_check(cli, settings, err);
    if (status != CHURN_OK)
        return status;
    return settings->predict != NULL ? curve_predict(cli, settings, err) : fit(cli, settings, err);
}

int main(int argc, char **argv)
{
    struct curve_settings settings = { .score = "score", .within_days = CURVE_NOT_GIVEN, .as_of = CHURN_DAY_NONE };
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    code = run(&cli, &settings, &err) == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err);
    return cli_end(&cli, code);
}
