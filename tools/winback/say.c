/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one must know beside the list: which columns were not there, how many are left out for what, what it comes to. */
#include <stdio.h>
#include <string.h>

#include "winback/winback.h"

#define LIST_SIZE 900

static void append(char list[LIST_SIZE], const char *text)
{
    size_t used = strlen(list);
    snprintf(list + used, LIST_SIZE - used, "%s%s", used > 0 ? ", " : "", text);
}

void winback_say_columns(struct cli *cli, const struct winback_table *table)
{
    char list[LIST_SIZE] = "";
    if (!churn_store_has(table->store, WINBACK_LIKELY_TYPE))
        append(list, "likely_type");
    for (size_t flag = 0; flag < table->plan->flag_count; flag++)
        if (!churn_store_has(table->store, winback_flag_field(flag)))
            append(list, table->plan->fields[winback_flag_field(flag)].name);
    if (list[0] != '\0')
        cli_note(cli, "actions that wait for these columns are never chosen: %s", list);
    if (!table->five_scores)
        cli_note(cli, "f_score and m_score go beyond 5, so they do not tell who is promising; --promising=COLUMN can");
}

static const char *amount_text(churn_amount amount, unsigned decimals, char *text)
{
    churn_amount_write(amount, decimals, text);
    return text;
}

void winback_say_choice(struct cli *cli, const struct winback_table *table, const struct winback_choice *choice)
{
    char list[LIST_SIZE] = "", part[100];
    char at_stake[CHURN_AMOUNT_TEXT_SIZE], gain[CHURN_AMOUNT_TEXT_SIZE], cost[CHURN_AMOUNT_TEXT_SIZE];
    for (unsigned verdict = CHURN_WINBACK_BLOCKED; verdict < CHURN_WINBACK_VERDICTS; verdict++) {
        const char *words = verdict == CHURN_WINBACK_BLOCKED ? "excluded by a column"
                                                             : churn_winback_verdict_words((enum churn_winback_verdict)verdict);
        if (choice->verdicts[verdict] == 0)
            continue;
        snprintf(part, sizeof part, "%s %zu", words, choice->verdicts[verdict]);
        append(list, part);
    }
    if (list[0] != '\0')
        cli_note(cli, "left out: %s", list);
    cli_note(cli, "%zu of %zu customers on the list; %s at stake, for %s to be spent %s expected to be gained", choice->listed,
             choice->rows, amount_text(choice->at_stake, table->decimals, at_stake),
             amount_text(choice->cost, table->decimals, cost), amount_text(choice->gain, table->decimals, gain));
}
