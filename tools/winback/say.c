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

/* The number-th word that may stand in a column; NULL behind the last. */
typedef const char *known_word(const struct winback_table *table, size_t number);

static const char *known_type(const struct winback_table *table, size_t number)
{
    (void)table;
    return number < CHURN_RISK_TYPES ? churn_risk_type_name((enum churn_risk_type)number) : NULL;
}

static const char *known_tier(const struct winback_table *table, size_t number)
{
    const struct churn_winback_effort *effort = churn_winback_effort_at(table->plan->tables, number);
    return effort != NULL ? effort->tier : NULL;
}

/* What some customer has, or may have another night, is no slip. */
static bool may_come(const struct winback_table *table, known_word *known, size_t field, const char *word)
{
    const char *other;
    for (size_t i = 0; (other = known(table, i)) != NULL; i++)
        if (strcmp(other, word) == 0)
            return true;
    for (size_t row = 0; row < churn_store_rows(table->store); row++)
        if (churn_text_compare(churn_store_text(table->store, row, field), (struct churn_text){ word, strlen(word) }) == 0)
            return true;
    return false;
}

static const char *nearest_of(const struct winback_table *table, known_word *known, const char *word)
{
    const char *best = NULL, *other;
    for (size_t i = 0; (other = known(table, i)) != NULL; i++) {
        const char *const candidates[] = { best != NULL ? best : other, other };
        if (other[0] != '\0')
            best = churn_text_nearest(word, candidates, 2);
    }
    return best;
}

static void say_word(struct cli *cli, const struct winback_table *table, enum winback_field field, const char *word)
{
    known_word *known = field == WINBACK_TIER ? known_tier : known_type;
    char shown[3 * CHURN_WINBACK_NAME_SIZE];
    if (word[0] == '\0' || !churn_store_has(table->store, field) || may_come(table, known, field, word))
        return;
    const char *nearest = nearest_of(table, known, word);
    cli_note(cli, "no customer has %s \"%s\", so actions for it are never chosen%s%s",
             field == WINBACK_TIER ? "the tier" : "the likely_type",
             churn_text_escape((struct churn_text){ word, strlen(word) }, shown, sizeof shown),
             nearest != NULL ? "; the nearest is " : "", nearest != NULL ? nearest : "");
}

/* Words that no customer has: of the built-in actions that is nobody's slip. */
static void say_words(struct cli *cli, const struct winback_table *table)
{
    const struct churn_winback_action *row, *above;
    for (size_t i = 0; table->plan->own_actions && (row = churn_winback_action_at(table->plan->tables, i)) != NULL; i++) {
        bool type_said = false, tier_said = false;
        for (size_t j = 0; j < i && (above = churn_winback_action_at(table->plan->tables, j)) != NULL; j++) {
            type_said = type_said || strcmp(above->likely_type, row->likely_type) == 0;
            tier_said = tier_said || strcmp(above->tier, row->tier) == 0;
        }
        if (!type_said)
            say_word(cli, table, WINBACK_LIKELY_TYPE, row->likely_type);
        if (!tier_said)
            say_word(cli, table, WINBACK_TIER, row->tier);
    }
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
    say_words(cli, table);
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
