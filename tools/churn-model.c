/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-model: what churn goes with, and how likely it is of each customer. churn-model(1) has the formulas. */
#include "model/model.h"

static const char *const MISSING[] = { "fail", "level", NULL };
static const char *const UNKNOWN[] = { "fail", "average", NULL };

#define AT(member) offsetof(struct model_settings, member)

static const struct cli_option OPTIONS[] = {
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Input", "customer's id: a header name, or #N", "customer_id", NULL },
    { "churned", 0, CLI_TEXT, AT(churned), "COLUMN", "Input", "what came: 1, yes, true or 0, no, false",
      "churned, else retained", NULL },
    { "retained", 0, CLI_TEXT, AT(retained), "COLUMN", "Input", "or its opposite: did the customer stay?", NULL, NULL },
    { "numeric", 0, CLI_TEXT, AT(numeric), "COLUMN,...", "Input", "features that are numbers", NULL, NULL },
    { "categorical", 0, CLI_TEXT, AT(categorical), "COLUMN[=LEVEL],...", "Input",
      "features that are words; LEVEL: the reference", "the level of most customers", NULL },
    { "missing", 0, CLI_CHOICE, AT(missing), NULL, "Input", "an empty cell is refused, or a level of its own", "fail",
      MISSING },
    { "ridge", 0, CLI_TEXT, AT(ridge), "NUMBER", "Fit", "draw coefficients towards 0, so strongly", "0", NULL },
    { "confidence", 0, CLI_TEXT, AT(confidence), "SHARE", "Fit", "of the intervals, such as 90%", "95%", NULL },
    { "leak-above", 0, CLI_TEXT, AT(leak), "AUC", "Fit", "warn of a feature that alone tells more than this", "0.99", NULL },
    { "folds", 0, CLI_COUNT, AT(folds), "N", "Hold-out", "fit to some customers and judge by others, N times", NULL, NULL },
    { "seed", 0, CLI_COUNT, AT(seed), "N", "Hold-out", "another way to deal customers out", "1", NULL },
    { "time", 0, CLI_TEXT, AT(time), "COLUMN", "Hold-out", "a date: judge each block of days by a fit to those before", NULL,
      NULL },
    { "save", 0, CLI_OUTPUT_FILE, AT(save), "FILE", "Model", "write the model, for --predict", NULL, NULL },
    { "predict", 0, CLI_INPUT_FILE, AT(predict), "FILE", "Model",
      "append churn_probability and contributions to a table, by a saved model", NULL, NULL },
    { "unknown", 0, CLI_CHOICE, AT(unknown), NULL, "Model", "with --predict: a level the model does not know", "fail",
      UNKNOWN },
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-model --churned=left --numeric=satisfaction --categorical=regular -f table samples/truth.csv",
    "churn-model --churned=left --numeric=satisfaction --folds=5 samples/truth.csv",
    "churn-model --churned=left --numeric=satisfaction --save=model.csv samples/truth.csv",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-model", "fit and apply a logistic model of churn", "[FILE]...", EXAMPLES,
    OPTIONS,       CLI_READS | CLI_WRITES | CLI_REPORTS,
};

static enum churn_status learn(struct cli *cli, const struct model_settings *settings, struct model_plan *plan,
                               struct churn_error *err)
{
    static struct model_data data;
    enum churn_status status = model_data_read(cli, settings, plan, &data, err);
    if (status == CHURN_OK)
        status =
            settings->folds != 0 ? model_folds(cli, settings, plan, &data, err) : model_fit(cli, settings, plan, &data, err);
    if (status == CHURN_OK)
        status = cli_writer_close(cli, err); /* the report borrows from the data */
    model_data_clear(&data);
    return status;
}

static enum churn_status predict(struct cli *cli, const struct model_settings *settings, struct churn_error *err)
{
    enum churn_status status = model_predict(cli, settings, err);
    return status == CHURN_OK ? cli_writer_close(cli, err) : status;
}

int main(int argc, char **argv)
{
    static struct model_plan plan;
    struct model_settings settings = { .seed = 1 };
    struct churn_error err;
    struct cli cli;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    enum churn_status status = model_plan_make(&cli, &settings, &plan, &err);
    if (status == CHURN_OK)
        status = settings.predict != NULL ? predict(&cli, &settings, &err) : learn(&cli, &settings, &plan, &err);
    code = status == CHURN_OK ? CLI_DONE : cli_fail(&cli, &err);
    model_plan_clear(&plan);
    return cli_end(&cli, code);
}
