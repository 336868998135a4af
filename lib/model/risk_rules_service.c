/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over what the customer told us and how we answered: satisfaction, expectation, complaints, follow-up. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "model/risk.h"

/*
 * An opinion counts for what came of it. Who bought on after it has shown something better: outlived by so many days of buying
 * it weighs half, by more of them it says nothing; nor does it after a year, whatever came of it. Of silent customers it may be
 * the cause, so it is as fresh as it was when they bought last. In the made-up shop, of those who buy on, 39 in 100 with a low
 * score of the last 90 days leave (11 with a higher one), with one of the 90 days before 21 (14), before that 18 (11).
 */
#define OUTLIVED_HALF 90
#define OUTLIVED_ALL 180
#define SURVEY_DAYS_MAX 365
#define OLD_SURVEY_WEIGHS 0.5
#define SURVEY_DAYS_SAID 90 /* older: told with its age */
/* Scores up to this share of the scale count as dissatisfied (2 of 5), and keep so many of a hundred. The latter is a guess,
 * which churn-curve replaces by what was measured: where few leave at any score, a low one weighs little. */
#define LOW_SCORE 0.4
#define LOW_SCORE_KEEPS 0.5

static const char *const ZONES[] = { "defection", "indifference", "affection" };
#define AFFECTION 2

/* Days of buying since the survey; its age, where purchases are not known. */
static double days_outlived(const struct risk_case *it)
{
    double age = risk_known(it, CHURN_RISK_DAYS_SINCE_SURVEY) ? risk_value(it, CHURN_RISK_DAYS_SINCE_SURVEY) : 0;
    return age - (it->purchases.silent_known ? it->purchases.silent : 0);
}

static bool is_stale(const struct risk_case *it)
{
    bool ancient =
        risk_known(it, CHURN_RISK_DAYS_SINCE_SURVEY) && risk_value(it, CHURN_RISK_DAYS_SINCE_SURVEY) > SURVEY_DAYS_MAX;
    return ancient || days_outlived(it) > OUTLIVED_ALL;
}

static double survey_weight(const struct risk_case *it)
{
    return it->setting.weight * (days_outlived(it) > OUTLIVED_HALF ? OLD_SURVEY_WEIGHS : 1);
}

void risk_say_survey_age(const struct risk_case *it, char *buffer, size_t size)
{
    size_t used = strlen(buffer);
    if (risk_known(it, CHURN_RISK_DAYS_SINCE_SURVEY) && risk_value(it, CHURN_RISK_DAYS_SINCE_SURVEY) > SURVEY_DAYS_SAID)
        snprintf(buffer + used, size - used, ", %.0f days ago", risk_value(it, CHURN_RISK_DAYS_SINCE_SURVEY));
}

RISK_JUDGE(risk_judge_dissatisfied)
{
    bool has_chance = risk_known(it, CHURN_RISK_RETENTION_PROBABILITY), has_zone = risk_known(it, CHURN_RISK_ZONE);
    bool has_score = risk_known(it, CHURN_RISK_LATEST_SCORE);
    if ((!has_chance && !has_zone && !has_score) || is_stale(it))
        return CHURN_RISK_UNKNOWN;
    double keeps = has_chance ? risk_value(it, CHURN_RISK_RETENTION_PROBABILITY) : LOW_SCORE_KEEPS;
    bool low = has_score && risk_value(it, CHURN_RISK_LATEST_SCORE) <= LOW_SCORE * it->model->scale;
    bool flagged = low || (has_zone && risk_value(it, CHURN_RISK_ZONE) < 0.5) || (has_chance && keeps < it->setting.threshold);
    if (!flagged)
        return CHURN_RISK_CLEAR;
    *weight = survey_weight(it) * (1 - keeps);
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_dissatisfied)
{
    size_t used = 0;
    if (risk_known(it, CHURN_RISK_LATEST_SCORE))
        used = (size_t)snprintf(buffer, size, "latest satisfaction %.3g of %.3g", risk_value(it, CHURN_RISK_LATEST_SCORE),
                                it->model->scale);
    else
        used = (size_t)snprintf(buffer, size, "dissatisfied");
    /* of a low score where hardly anybody leaves: nobody would understand the word */
    if (used < size && risk_known(it, CHURN_RISK_ZONE) && risk_value(it, CHURN_RISK_ZONE) < AFFECTION - 0.5)
        used +=
            (size_t)snprintf(buffer + used, size - used, ", in the zone of %s", ZONES[lround(risk_value(it, CHURN_RISK_ZONE))]);
    if (used < size && risk_known(it, CHURN_RISK_RETENTION_PROBABILITY))
        snprintf(buffer + used, size - used, " (keeps %.0f %%)", 100 * risk_value(it, CHURN_RISK_RETENTION_PROBABILITY));
}

RISK_JUDGE(risk_judge_satisfaction_falling)
{
    bool has_change = risk_known(it, CHURN_RISK_SCORE_CHANGE), has_trend = risk_known(it, CHURN_RISK_SCORE_TREND);
    if ((!has_change && !has_trend) || is_stale(it))
        return CHURN_RISK_UNKNOWN;
    double fall = 0;
    if (has_change)
        fall = -risk_value(it, CHURN_RISK_SCORE_CHANGE);
    if (has_trend)
        fall = fmax(fall, -risk_value(it, CHURN_RISK_SCORE_TREND));
    if (fall < it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = survey_weight(it);
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_satisfaction_falling)
{
    double change = risk_known(it, CHURN_RISK_SCORE_CHANGE) ? risk_value(it, CHURN_RISK_SCORE_CHANGE) : 0;
    double latest = risk_known(it, CHURN_RISK_LATEST_SCORE) ? risk_value(it, CHURN_RISK_LATEST_SCORE) : HUGE_VAL;
    if (-change >= it->setting.threshold && latest - change <= it->model->scale)
        snprintf(buffer, size, "satisfaction fell from %.3g to %.3g since the survey before", latest - change, latest);
    else if (-change >= it->setting.threshold)
        snprintf(buffer, size, "satisfaction fell by %.3g since the survey before", 0 - change);
    else
        snprintf(buffer, size, "satisfaction falls by %.2g points a quarter", 0 - risk_value(it, CHURN_RISK_SCORE_TREND));
}

RISK_JUDGE(risk_judge_expectation_missed)
{
    if (!risk_known(it, CHURN_RISK_EXPECTATION_GAP) || is_stale(it))
        return CHURN_RISK_UNKNOWN;
    if (-risk_value(it, CHURN_RISK_EXPECTATION_GAP) < it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = survey_weight(it);
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_expectation_missed)
{
    double points = 0 - risk_value(it, CHURN_RISK_EXPECTATION_GAP);
    snprintf(buffer, size, "rated us %.3g point%s below what they had expected", points, points == 1 ? "" : "s");
}

/* A count against its threshold. */
static enum churn_risk_flag judge_count(const struct risk_case *it, enum churn_risk_feature feature, double *weight)
{
    if (!risk_known(it, feature))
        return CHURN_RISK_UNKNOWN;
    if (risk_value(it, feature) < it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_JUDGE(risk_judge_open_complaint)
{
    return judge_count(it, CHURN_RISK_OPEN_COMPLAINTS, weight);
}

RISK_SAY(risk_say_open_complaint)
{
    double count = risk_value(it, CHURN_RISK_OPEN_COMPLAINTS);
    if (count < 1.5)
        snprintf(buffer, size, "a complaint is still open");
    else
        snprintf(buffer, size, "%.0f complaints are still open", count);
}

RISK_JUDGE(risk_judge_repeated_complaints)
{
    return judge_count(it, CHURN_RISK_COMPLAINTS, weight);
}

RISK_SAY(risk_say_repeated_complaints)
{
    double count = risk_value(it, CHURN_RISK_COMPLAINTS);
    char times[RISK_WORDS_SIZE];
    snprintf(buffer, size, "complained %s", risk_times(count, times));
}

/* Given as one count, or as its parts; negative where neither is known. */
static double poor_responses(const struct risk_case *it)
{
    bool unanswered = risk_known(it, CHURN_RISK_UNANSWERED_COMPLAINTS),
         rejected = risk_known(it, CHURN_RISK_REJECTED_COMPLAINTS);
    if (risk_known(it, CHURN_RISK_POOR_RESPONSES))
        return risk_value(it, CHURN_RISK_POOR_RESPONSES);
    if (!unanswered && !rejected)
        return -1;
    return (unanswered ? risk_value(it, CHURN_RISK_UNANSWERED_COMPLAINTS) : 0) +
           (rejected ? risk_value(it, CHURN_RISK_REJECTED_COMPLAINTS) : 0);
}

RISK_JUDGE(risk_judge_poor_response)
{
    double count = poor_responses(it);
    if (count < 0)
        return CHURN_RISK_UNKNOWN;
    if (count < it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_poor_response)
{
    double count = poor_responses(it);
    const char *how = "rejected or never answered";
    if (!risk_known(it, CHURN_RISK_POOR_RESPONSES)) {
        bool unanswered =
            risk_known(it, CHURN_RISK_UNANSWERED_COMPLAINTS) && risk_value(it, CHURN_RISK_UNANSWERED_COMPLAINTS) > 0;
        bool rejected = risk_known(it, CHURN_RISK_REJECTED_COMPLAINTS) && risk_value(it, CHURN_RISK_REJECTED_COMPLAINTS) > 0;
        how = unanswered && rejected ? how : unanswered ? "never answered" : "rejected";
    }
    if (count < 1.5)
        snprintf(buffer, size, "a complaint was %s", how);
    else
        snprintf(buffer, size, "%.0f complaints were %s", count, how);
}

/* Negative where it is not known, or lies ahead. */
static double days_without_contact(const struct risk_case *it)
{
    if (risk_known(it, CHURN_RISK_LAST_CONTACT))
        return (double)it->model->as_of - risk_value(it, CHURN_RISK_LAST_CONTACT);
    return risk_known(it, CHURN_RISK_DAYS_SINCE_CONTACT) ? risk_value(it, CHURN_RISK_DAYS_SINCE_CONTACT) : -1;
}

RISK_JUDGE(risk_judge_late_follow_up)
{
    double days = days_without_contact(it);
    if (days < 0)
        return CHURN_RISK_UNKNOWN;
    if (days < it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_late_follow_up)
{
    double days = days_without_contact(it);
    snprintf(buffer, size, "nobody got in touch for %.0f day%s", days, risk_plural(days));
}
