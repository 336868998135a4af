/* SPDX-License-Identifier: GPL-3.0-or-later */
/* churn-rfm: recency, frequency and monetary scores and a segment for every customer. churn-rfm(1) has the formulas. */
#include <stdlib.h>

#include "rfm/rfm.h"

static const char *const SOURCES[] = { "transactions", "ledger", "summary", NULL };
static const char *const FREQUENCIES[] = { "orders", "rows", "days", NULL };
static const char *const REFUNDS[] = { "net", "ignore", "order", NULL };
static const char *const BINNINGS[] = { "quantile", "ntile", "equal", "r-rfm", NULL };

#define AT(member) offsetof(struct rfm_settings, member)

static const struct cli_option OPTIONS[] = {
    { "input", 'i', CLI_CHOICE, AT(source), NULL, "Input", "what the rows are", "transactions", SOURCES },
    { "id", 0, CLI_TEXT, AT(id), "COLUMN", "Input", "customer's id: a header name, or #N", "customer_id", NULL },
    { "date", 0, CLI_TEXT, AT(date), "COLUMN", "Input", "day of the row; of a summary, of the last purchase", "date, last_date",
      NULL },
    { "amount", 0, CLI_TEXT, AT(amount), "COLUMN", "Input", "money, or A*B: two columns multiplied", "amount, monetary", NULL },
    { "order", 0, CLI_TEXT, AT(order), "COLUMN", "Input", "order's id", "order_id if there", NULL },
    { "orders", 0, CLI_TEXT, AT(orders), "COLUMN", "Input", "of a summary: number of orders", "orders", NULL },
    { "recency", 0, CLI_TEXT, AT(recency), "COLUMN", "Input", "of a summary: days since the last purchase", "recency_days",
      NULL },
    { "as-of", 0, CLI_TEXT, AT(as_of), "DATE", "Scores",
      "the day to look from; rows after it are left out; or today, yesterday", "last date in the data", NULL },
    { "frequency", 0, CLI_CHOICE, AT(frequency), NULL, "Scores", "what is counted", "orders; rows if there are no order ids",
      FREQUENCIES },
    { "activity", 0, CLI_COUNT, AT(activity), "DAYS", "Scores",
      "add purchase days: all, of the last so many days, of as many before", NULL, NULL },
    { "refunds", 0, CLI_CHOICE, AT(refunds), NULL, "Scores", "what a row with a negative amount does", "net", REFUNDS },
    { "bins", 'b', CLI_TEXT, AT(bins), "N", "Scores", "scores from 1 to N, or R,F,M for each dimension", "5", NULL },
    { "binning", 0, CLI_CHOICE, AT(binning), NULL, "Scores", "how values become scores", "quantile", BINNINGS },
    { "nested", 0, CLI_FLAG, AT(nested), NULL, "Scores", "score frequency within recency, monetary within both", NULL, NULL },
    { "cuts", 0, CLI_INPUT_FILE, AT(cuts_in), "FILE", "Scores",
      "take the cut points of this file; values beyond them get the outer score", NULL, NULL },
    { "cuts-out", 0, CLI_OUTPUT_FILE, AT(cuts_out), "FILE", "Scores", "write the cut points, for --cuts another night", NULL,
      NULL },
    { "weights", 'w', CLI_TEXT, AT(weights), "R,F,M", "Scores", "weights of rfm_score", "1,1,1", NULL },
    { "segments", 's', CLI_INPUT_FILE, AT(segments), "NAME|FILE", "Segments",
      "default, classic11, r-rfm, none, or a CSV of ranges", "default", NULL },
    { "print-segments", 0, CLI_FLAG, AT(print_segments), NULL, "Segments", "print the table of segments and stop", NULL, NULL },
    { "check-segments", 0, CLI_FLAG, AT(check_segments), NULL, "Segments",
      "report gaps, overlaps and rules that never match; exit 1 if any gap or dead rule", NULL, NULL },
    CLI_MEMORY_OPTIONS(AT(memory.most), AT(memory.folder)),
    { .name = NULL },
};

static const char *const EXAMPLES[] = {
    "churn-rfm samples/transactions.csv",
    "churn-rfm --as-of=2026-09-30 --bins=4 samples/transactions.csv",
    "churn-rfm --check-segments --segments=classic11 -f table samples/transactions.csv",
    NULL,
};

static const struct cli_command COMMAND = {
    "churn-rfm", "score customers by recency, frequency and monetary value",
    "[FILE]...", EXAMPLES,
    OPTIONS,     CLI_READS | CLI_WRITES | CLI_REPORTS,
};

static enum churn_status print_segments(struct cli *cli, const struct rfm_plan *plan, struct churn_error *err)
{
    struct churn_writer *writer;
    enum churn_status status = cli_writer_open(cli, &writer, err);
    return status == CHURN_OK ? churn_segments_write(plan->segments, writer, err) : status;
}

static enum churn_status write_cuts(struct cli *cli, const char *path, const struct churn_cuts *cuts, struct churn_error *err)
{
    struct churn_writer *writer;
    enum churn_status status = cli_side_writer_open(cli, path, &writer, err);
    return status == CHURN_OK ? churn_cuts_write(cuts, writer, err) : status;
}

static enum churn_status score(struct cli *cli, const struct rfm_settings *settings, const struct rfm_plan *plan,
                               const struct rfm_customers *customers, struct churn_rfm_score *scores, bool *sound,
                               struct churn_error *err)
{
    struct churn_cuts *made = NULL;
    size_t count = churn_feature_table_count(customers->table);
    enum churn_status status =
        churn_feature_table_score(customers->table, &plan->options, scores, settings->cuts_out != NULL ? &made : NULL, err);
    if (status == CHURN_OK)
        status = rfm_say_bins(cli, plan, scores, count, err);
    if (status == CHURN_OK && made != NULL)
        status = write_cuts(cli, settings->cuts_out, made, err);
    churn_cuts_free(made);
    if (status != CHURN_OK)
        return status;
    if (settings->check_segments)
        return rfm_check_segments(cli, plan, scores, count, sound, err);
    return rfm_write(cli, plan, customers, scores, err);
}

static enum churn_status run(struct cli *cli, const struct rfm_settings *settings, bool *sound, struct churn_error *err)
{
    struct rfm_plan plan;
    struct rfm_customers customers = { .ledger = NULL };
    struct churn_rfm_score *scores = NULL;
    enum churn_status status = rfm_plan_make(cli, settings, &plan, err);
    if (status == CHURN_OK && settings->print_segments) {
        status = print_segments(cli, &plan, err);
    } else if (status == CHURN_OK) {
        status = rfm_customers_read(cli, settings, &plan, &customers, err);
        if (status == CHURN_OK) {
            scores = calloc(churn_feature_table_count(customers.table) + 1, sizeof *scores);
            status = scores == NULL ? churn_error_set(err, CHURN_MEMORY, "out of memory")
                                    : score(cli, settings, &plan, &customers, scores, sound, err);
        }
    }
    if (status == CHURN_OK)
        status = cli_writer_close(cli, err);
    free(scores);
    rfm_customers_clear(&customers);
    rfm_plan_clear(&plan);
    return status;
}

int main(int argc, char **argv)
{
    struct rfm_settings settings = { .frequency = RFM_NOT_GIVEN, .weights = "1,1,1" };
    struct churn_error err;
    struct cli cli;
    bool sound = true;
    int code = cli_begin(&cli, &COMMAND, &settings, argc, argv);
    if (code >= 0)
        return code;
    if (run(&cli, &settings, &sound, &err) != CHURN_OK)
        return cli_end(&cli, cli_fail(&cli, &err));
    return cli_end(&cli, sound ? CLI_DONE : CLI_REFUSED);
}
