/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over what binds a customer or loosens: contract, debts, share of its spending, products in use, years. */
#include <math.h>
#include <stdio.h>

#include "model/risk.h"

#define YEAR 365.2425
/* Debts of a customer younger than this look like flight from a debt, of an older one like distress. */
#define YOUNG_DAYS 365

static double days_ahead(const struct risk_case *it, enum churn_risk_feature date)
{
    return risk_value(it, date) - (double)it->model->as_of;
}

RISK_JUDGE(risk_judge_arrears)
{
    if (!risk_known(it, CHURN_RISK_DAYS_OVERDUE))
        return CHURN_RISK_UNKNOWN;
    if (risk_value(it, CHURN_RISK_DAYS_OVERDUE) < it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_arrears)
{
    snprintf(buffer, size, "owes an invoice %.0f days past its due date", risk_value(it, CHURN_RISK_DAYS_OVERDUE));
}

/* Since when it is a customer; negative where that is not known. */
static double age_of(const struct risk_case *it)
{
    if (risk_known(it, CHURN_RISK_SINCE))
        return -days_ahead(it, CHURN_RISK_SINCE);
    return risk_known(it, CHURN_RISK_FIRST_DATE) ? -days_ahead(it, CHURN_RISK_FIRST_DATE) : -1;
}

enum churn_risk_type risk_type_of(const struct risk_case *it, const struct risk_rule *rule)
{
    if (rule->judge != risk_judge_arrears)
        return rule->type;
    double age = age_of(it);
    return age >= 0 && age < YOUNG_DAYS ? CHURN_RISK_MALICIOUS : CHURN_RISK_OTHER;
}

RISK_JUDGE(risk_judge_contract_ending)
{
    if (!risk_known(it, CHURN_RISK_CONTRACT_END))
        return CHURN_RISK_UNKNOWN;
    double ahead = days_ahead(it, CHURN_RISK_CONTRACT_END);
    if (ahead < 0 || ahead > it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_contract_ending)
{
    double ahead = days_ahead(it, CHURN_RISK_CONTRACT_END);
    if (ahead < 0.5)
        snprintf(buffer, size, "contract ends today");
    else
        snprintf(buffer, size, "contract ends in %.0f day%s", ahead, risk_plural(ahead));
}

RISK_JUDGE(risk_judge_falling_share)
{
    if (!risk_known(it, CHURN_RISK_SHARE_OF_WALLET) || !risk_known(it, CHURN_RISK_PREVIOUS_SHARE_OF_WALLET))
        return CHURN_RISK_UNKNOWN;
    double fall = risk_value(it, CHURN_RISK_PREVIOUS_SHARE_OF_WALLET) - risk_value(it, CHURN_RISK_SHARE_OF_WALLET);
    if (fall < it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_falling_share)
{
    snprintf(buffer, size, "our share of its spending fell from %.0f %% to %.0f %%",
             100 * risk_value(it, CHURN_RISK_PREVIOUS_SHARE_OF_WALLET), 100 * risk_value(it, CHURN_RISK_SHARE_OF_WALLET));
}

RISK_JUDGE(risk_judge_contract_holds)
{
    if (!risk_known(it, CHURN_RISK_CONTRACT_END))
        return CHURN_RISK_UNKNOWN;
    if (days_ahead(it, CHURN_RISK_CONTRACT_END) <= it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_contract_holds)
{
    char day[CHURN_DAY_TEXT_SIZE] = "";
    churn_day_write((churn_day)risk_value(it, CHURN_RISK_CONTRACT_END), day);
    snprintf(buffer, size, "the contract runs until %s", day);
}

RISK_JUDGE(risk_judge_holdings_hold)
{
    if (!risk_known(it, CHURN_RISK_HOLDINGS))
        return CHURN_RISK_UNKNOWN;
    if (risk_value(it, CHURN_RISK_HOLDINGS) < it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_holdings_hold)
{
    snprintf(buffer, size, "%.0f of our products are in use", risk_value(it, CHURN_RISK_HOLDINGS));
}

RISK_JUDGE(risk_judge_long_tenure)
{
    double age = age_of(it);
    if (age < 0)
        return CHURN_RISK_UNKNOWN;
    if (age < it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_long_tenure)
{
    double years = floor(age_of(it) / YEAR);
    snprintf(buffer, size, "a customer for %.0f year%s", years, risk_plural(years));
}
