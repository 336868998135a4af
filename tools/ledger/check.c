/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which options go together. */
#include <string.h>

#include "ledger/ledger.h"

/* Words between commas, each once; none stands alone. */
static enum churn_status parse_keep(const char *text, struct churn_ledger_options *options, struct churn_error *err)
{
    static const char *const words[] = { "orders", "days", "spend" };
    bool *const keeps[] = { &options->keep_orders, &options->keep_days, &options->keep_spend };
    if (strcmp(text, "none") == 0)
        return CHURN_OK;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ","), word = 0;
        while (word < 3 && (strlen(words[word]) != length || strncmp(at, words[word], length) != 0))
            word++;
        if (word == 3 || *keeps[word])
            return churn_error_set(err, CHURN_USAGE, "--keep takes none, or some of orders,days,spend, each once");
        *keeps[word] = true;
        at += length;
        if (*at == '\0')
            return CHURN_OK;
    }
}

static enum churn_status check_merge(const struct settings *settings, struct churn_error *err)
{
    bool names = settings->id != NULL || settings->date != NULL || settings->amount != NULL || settings->order != NULL;
    if (settings->merge && (names || settings->until != CHURN_DAY_NONE))
        return churn_error_set(err, CHURN_USAGE, "--id, --date, --amount, --order and --until have no meaning with --merge");
    return CHURN_OK;
}

static enum churn_status check_update(const struct cli *cli, const struct settings *settings, struct churn_error *err)
{
    if (settings->update[0] == '\0' || strcmp(settings->update, "-") == 0)
        return churn_error_set(err, CHURN_USAGE, "--update wants the name of a ledger file");
    if (settings->merge)
        return churn_error_set(err, CHURN_USAGE, "--update takes in transactions; ledgers are made one by --merge");
    if (settings->memory.most > 0 || settings->memory.folder != NULL)
        return churn_error_set(err, CHURN_USAGE,
                               "--max-memory and --temp-dir have no meaning with --update: a night is kept in memory");
    if (settings->until != CHURN_DAY_NONE)
        return churn_error_set(err, CHURN_USAGE,
                               "--until with --update would leave rows out for ever: their file counts as taken in");
    if (cli->settings.output != NULL || cli->settings.output_delimiter != ',' || cli->settings.excel)
        return churn_error_set(
            err, CHURN_USAGE, "--update writes to the ledger itself: --output, --output-delimiter and --excel have no meaning");
    if (cli->settings.rejects != NULL && cli_same_file(cli->settings.rejects, settings->update))
        return churn_error_set(err, CHURN_USAGE, "--rejects and --update name the same file");
    return CHURN_OK;
}

static bool reads_standard(const struct cli *cli)
{
    for (size_t i = 0; i < cli->operand_count; i++)
        if (strcmp(cli->operands[i], "-") == 0)
            return true;
    return false;
}

static enum churn_status check_forget(const struct cli *cli, const struct settings *settings, struct churn_error *err)
{
    if (settings->forget == NULL)
        return CHURN_OK;
    if (settings->forget[0] == '\0')
        return churn_error_set(err, CHURN_USAGE, "--forget wants the name of a table with the customers' ids");
    if (strcmp(settings->forget, "-") == 0 && reads_standard(cli))
        return churn_error_set(err, CHURN_USAGE, "--forget and an operand both read standard input");
    return CHURN_OK;
}

enum churn_status ledger_check(const struct cli *cli, const struct settings *settings, struct churn_ledger_options *keeps,
                               struct churn_error *err)
{
    enum churn_status status = check_merge(settings, err);
    if (status == CHURN_OK && settings->update == NULL && (settings->again || settings->forget != NULL))
        return churn_error_set(err, CHURN_USAGE, "--again and --forget want --update");
    if (status == CHURN_OK && settings->update != NULL)
        status = check_update(cli, settings, err);
    if (status == CHURN_OK)
        status = check_forget(cli, settings, err);
    if (status == CHURN_OK && settings->keep != NULL)
        status = parse_keep(settings->keep, keeps, err);
    return status;
}
