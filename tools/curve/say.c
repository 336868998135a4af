/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result in words: which curve and why, what was found, where zones end, where a point buys most, whether groups differ. */
#include <math.h>
#include <stdio.h>

#include "curve/result.h"

#define GROUPS_SAID 12 /* a remark or three for each: more are in the table */
#define BORDER_DECIMALS_MAX 12
#define TEXT_SIZE 400

/* "" or "group retail: ". */
static const char *prefix(const struct curve_result *result, const struct curve_group *group, char buffer[TEXT_SIZE])
{
    char name[200];
    buffer[0] = '\0';
    if (result->settings->group != NULL)
        snprintf(buffer, TEXT_SIZE,
                 "group %s: ", group->name.length > 0 ? churn_text_escape(group->name, name, sizeof name) : "(empty)");
    return buffer;
}

/* The best of the others, to say by how much. */
static const struct churn_curve_fit *runner_up(const struct curve_group *group)
{
    const struct churn_curve_fit *best = NULL;
    for (int i = 0; i < CHURN_CURVE_MODELS; i++) {
        const struct churn_curve_fit *fit = churn_curve_fits_at(group->fits, (enum churn_curve_model)i);
        if (fit->converged && fit != group->chosen && (best == NULL || fit->aicc < best->aicc))
            best = fit;
    }
    return best;
}

#define TOSS_UP 2.0 /* of AICc: Burnham and Anderson 2002, section 2.6 */

static void say_model(struct cli *cli, const struct curve_result *result, const struct curve_group *group, const char *who)
{
    const struct churn_curve_fit *next = runner_up(group);
    const char *name = churn_curve_model_name(group->chosen->curve.model);
    if (!result->plan.automatic) {
        cli_note(cli, "%scurve: %s, as asked for", who, name);
        return;
    }
    if (churn_curve_fits_finding(group->fits) != CHURN_CURVE_RISES &&
        churn_curve_fits_finding(group->fits) != CHURN_CURVE_FALLS)
        return; /* there was nothing to choose */
    double behind = next != NULL ? next->aicc - group->chosen->aicc : INFINITY;
    if (!isfinite(behind))
        cli_note(cli, "%scurve: %s, the only one that fits", who, name);
    else if (behind < 0)
        cli_note(cli, "%scurve: %s, of the smooth ones the best by AICc; %s is %.1f ahead%s", who, name,
                 churn_curve_model_name(next->curve.model), -behind,
                 -behind < TOSS_UP ? ", too little to tell them apart" : "");
    else
        cli_note(cli, "%scurve: %s, the best by AICc; %s is %.1f behind%s", who, name,
                 churn_curve_model_name(next->curve.model), behind, behind < TOSS_UP ? ", too little to tell them apart" : "");
}

/* "defection 1, indifference 2 to 4, affection 5". */
static void list_zones(const struct curve_group *group, char *text, size_t size)
{
    char first[CURVE_SCORE_SIZE], last[CURVE_SCORE_SIZE];
    size_t used = 0;
    for (size_t i = 0, next; i < group->count; i = next) {
        for (next = i + 1; next < group->count && group->levels[next].zone == group->levels[i].zone; next++)
            ;
        curve_score_text(group->levels[i].cell.score, first);
        curve_score_text(group->levels[next - 1].cell.score, last);
        used += (size_t)snprintf(text + used, size - used, "%s%s at %s%s%s", i > 0 ? ", " : "", group->levels[i].zone, first,
                                 next > i + 1 ? " to " : "", next > i + 1 ? last : "");
    }
}

/* Three digits of the span of the scores, and two decimals at least. */
static int border_decimals(const struct curve_group *group)
{
    double span = group->levels[group->count - 1].cell.score - group->levels[0].cell.score;
    int decimals = span > 0 && span < 1 ? 2 - (int)floor(log10(span)) : 2;
    return decimals < BORDER_DECIMALS_MAX ? decimals : BORDER_DECIMALS_MAX;
}

static void say_zones(struct cli *cli, const struct curve_result *result, const struct curve_group *group, const char *who)
{
    char how[100], scores[TEXT_SIZE];
    if (!group->zones.known)
        return;
    if (group->zones.by_bends)
        snprintf(how, sizeof how, "between the bends of the curve, %.*f and %.*f", border_decimals(group),
                 group->zones.border[0], border_decimals(group), group->zones.border[1]);
    else
        snprintf(how, sizeof how, "below %.0f %% retained, from %.0f %% on", 100 * result->plan.threshold[0],
                 100 * result->plan.threshold[1]);
    list_zones(group, scores, sizeof scores);
    cli_note(cli, "%szones: %s (%s)", who, scores, how);
}

static const struct curve_level *level_at(const struct curve_group *group, double score)
{
    for (size_t i = 0; i < group->count; i++)
        if (group->levels[i].cell.score == score)
            return &group->levels[i];
    return NULL;
}

/* All on one side of a score stayed and all on the other left: the slope would be infinite. */
static void say_separation(struct cli *cli, const struct curve_group *group, const char *who)
{
    char score[CURVE_SCORE_SIZE];
    bool rising;
    double at = churn_curve_fits_separation(group->fits, &rising);
    const struct curve_level *level = level_at(group, at);
    curve_score_text(at, score);
    cli_note(cli,
             "%sseparated: nobody %s score %s stayed and everybody %s it did (at %s itself, %.1f %%); a slope would be "
             "infinite, so none is fitted and the shares stand as they are",
             who, rising ? "below" : "above", score, rising ? "above" : "below", score, level != NULL ? 100 * level->rate : 0);
}

/* Two slopes may point different ways: then neither "rises" nor "falls" is the whole of it. */
static bool turns(const struct curve_group *group)
{
    const struct churn_curve *curve = group->chosen != NULL ? &group->chosen->curve : NULL;
    return curve != NULL && curve->model == CHURN_CURVE_TWO_SLOPE && curve->parameter[1] * curve->parameter[2] < 0;
}

static void say_turn(struct cli *cli, const struct curve_group *group, const char *who)
{
    char score[CURVE_SCORE_SIZE];
    if (!turns(group))
        return;
    const struct churn_curve *curve = &group->chosen->curve;
    cli_note(cli, "%sretention %s up to score %s and %s behind it", who, curve->parameter[1] > 0 ? "rises" : "falls",
             curve_score_text(curve->reference, score), curve->parameter[2] > 0 ? "rises" : "falls");
}

static void say_finding(struct cli *cli, const struct curve_group *group, const char *who)
{
    const struct churn_curve_fit *constant = churn_curve_fits_at(group->fits, CHURN_CURVE_CONSTANT);
    const struct curve_level *first = &group->levels[0], *last = &group->levels[group->count - 1];
    char low[CURVE_SCORE_SIZE], high[CURVE_SCORE_SIZE];
    switch (churn_curve_fits_finding(group->fits)) {
    case CHURN_CURVE_SEPARATED:
        say_separation(cli, group, who);
        break;
    case CHURN_CURVE_FLAT:
        cli_note(cli,
                 "%sflat: one share for all scores, %.1f %%, tells these %.0f observations as well as any curve; no slope is "
                 "claimed",
                 who, 100 * constant->curve.parameter[0], churn_curve_fits_total(group->fits));
        break;
    case CHURN_CURVE_FALLS:
        cli_note(cli, "%sfalling: %s fewer stay (%.1f %% at %s, %.1f %% at %s); no zones, and no gain from lifting scores%s",
                 who, turns(group) ? "at the highest score" : "the higher the score, the",
                 100 * (group->chosen != NULL ? first->fit : first->rate), curve_score_text(first->cell.score, low),
                 100 * (group->chosen != NULL ? last->fit : last->rate), curve_score_text(last->cell.score, high),
                 turns(group) ? "" : ". Does the scale run the other way?");
        break;
    default:
        break;
    }
}

static void say_group(struct cli *cli, const struct curve_result *result, const struct curve_group *group)
{
    char who[TEXT_SIZE];
    prefix(result, group, who);
    if (group->fits == NULL) {
        cli_note(cli, "%s%s", who, group->refusal.message);
        return;
    }
    say_finding(cli, group, who);
    if (group->chosen == NULL && result->plan.automatic) {
        cli_note(cli, "%sno curve is used: none falls from all to nobody. Does the scale run the other way?", who);
        return;
    }
    if (group->chosen == NULL) {
        cli_note(cli, "%sthe %s curve does not fit: %s", who, churn_curve_model_name(result->plan.model),
                 churn_curve_fits_at(group->fits, result->plan.model)->finding);
        return;
    }
    say_model(cli, result, group, who);
    say_turn(cli, group, who);
    say_zones(cli, result, group, who);
    curve_say_gains(cli, result, group, true, who);
    curve_say_gains(cli, result, group, false, who);
}

static void say_test(struct cli *cli, const struct curve_result *result)
{
    const struct churn_curve_test *test = &result->test;
    if (!result->tested)
        return;
    bool scores = test->model == CHURN_CURVE_MODELS;
    cli_note(cli, "groups %s (%s%s, likelihood ratio %.1f on %zu df, p = %.2g)",
             test->p < 0.05 ? "differ" : "do not differ by more than chance",
             scores ? "score by score" : churn_curve_model_name(test->model), scores ? "" : " curves", test->statistic,
             test->df, test->p);
    if (result->fitted < result->count)
        cli_note(cli, "%zu of %zu groups have a curve; the others take no part in the test", result->fitted, result->count);
}

void curve_result_say(struct cli *cli, const struct curve_result *result)
{
    for (size_t i = 0; i < result->count && i < GROUPS_SAID; i++)
        say_group(cli, result, &result->groups[i]);
    if (result->count > GROUPS_SAID)
        cli_note(cli, "and %zu more groups, in the table", result->count - GROUPS_SAID);
    say_test(cli, result);
}
