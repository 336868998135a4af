/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which column says what came of a customer: one that was named, or what the table has by either usual name. */
#include "common/cli.h"

static const struct cli_outcome RETAINED = { "retained", "--retained", false };
static const struct cli_outcome CHURNED = { "churned", "--churned", true };

enum churn_status cli_outcome_find(struct cli *cli, const struct churn_reader *reader, const char *retained,
                                   const char *churned, bool churned_first, struct cli_outcome *outcome,
                                   struct churn_error *err)
{
    const struct cli_outcome *usual = churned_first ? &CHURNED : &RETAINED, *other = churned_first ? &RETAINED : &CHURNED;
    size_t column;
    *outcome = churned != NULL ? CHURNED : retained != NULL ? RETAINED : *usual;
    if (churned != NULL || retained != NULL) {
        outcome->column = churned != NULL ? churned : retained;
        return CHURN_OK;
    }
    if (churn_reader_columns(reader) == 0 || churn_reader_has(reader, usual->column))
        return CHURN_OK;
    /* Whoever followed advice that named one of the two alone would turn the table upside down. */
    if (!churn_reader_has(reader, other->column))
        return churn_reader_find(reader, usual->column,
                                 churned_first ? "--retained=COLUMN (who stayed) or --churned"
                                               : "--churned=COLUMN (who left) or --retained",
                                 &column, err);
    *outcome = *other;
    cli_note(cli, "outcome: the column %s; there is none called %s", other->column, usual->column);
    return CHURN_OK;
}
