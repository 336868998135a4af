/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where one point more of satisfaction buys most, in words and in order. */
#include <stdio.h>

#include "curve/result.h"

#define TEXT_SIZE 400

/* What lifting everybody at a level by one point keeps: money where there is a value, else customers. */
static double worth(const struct curve_result *result, const struct curve_level *level)
{
    return result->settings->value != NULL ? level->value_of_a_point : level->n * level->gain;
}

#define LEVELS_SAID 3
#define LEVELS_MANY 25 /* of more scores than this each has few customers: only the steepest place is worth a word */

/* The next best level behind the one said last; NULL: none is worth saying. */
static const struct curve_level *next_best(const struct curve_result *result, const struct curve_group *group, bool each,
                                           const struct curve_level *const *said, size_t count)
{
    const struct curve_level *best = NULL;
    for (size_t i = 0; i < group->count; i++) {
        const struct curve_level *level = &group->levels[i];
        bool taken = !(level->gain > 0.0005);
        for (size_t j = 0; j < count; j++)
            taken = taken || said[j] == level;
        if (!taken && (best == NULL || (each ? level->gain > best->gain : worth(result, level) > worth(result, best))))
            best = level;
    }
    return best;
}

/* In order: where lifting by a point keeps most, of each customer or in all. */
void curve_say_gains(struct cli *cli, const struct curve_result *result, const struct curve_group *group, bool each,
                     const char *who)
{
    const struct curve_level *said[LEVELS_SAID] = { NULL };
    char text[TEXT_SIZE] = "", score[CURVE_SCORE_SIZE];
    size_t used = 0, most = group->count > LEVELS_MANY ? 1 : LEVELS_SAID;
    if (group->count > LEVELS_MANY && !each)
        return;
    for (size_t i = 0; i < most && (said[i] = next_best(result, group, each, said, i)) != NULL; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s (", i > 0 ? ", then " : "",
                                 curve_score_text(said[i]->cell.score, score));
        if (each)
            used += (size_t)snprintf(text + used, sizeof text - used, "+%.1f%s", 100 * said[i]->gain,
                                     i == 0 ? " of 100 customers stay" : "");
        else if (result->settings->value != NULL)
            used += (size_t)snprintf(text + used, sizeof text - used, "%.2f%s", worth(result, said[i]),
                                     i == 0 ? " of value kept" : "");
        else
            used +=
                (size_t)snprintf(text + used, sizeof text - used, "%.1f%s", worth(result, said[i]), i == 0 ? " more stay" : "");
        used += (size_t)snprintf(text + used, sizeof text - used, ")");
    }
    if (used > 0)
        cli_note(cli, "%sone point more buys most %s %s", who, each ? "of each customer at score" : "in all at score", text);
}
