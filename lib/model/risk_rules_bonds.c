/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over what binds a customer or loosens: contract, debts, share of its spending, products in use, years. */
#include <math.h>
#include <stdio.h>

#include "model/risk.h"

#define YEAR 365.2425
/* Debts like flight: of a customer younger than this, who owes at least this share of all it ever bought. Of others they are
 * distress. */
#define YOUNG_DAYS 365
#define LARGE_DEBT 0.5

static double days_ahead(const struct risk_case *it, enum churn_risk_feature date)
{
    return risk_value(it, date) - (double)it->model->as_of;
}

RISK_JUDGE(risk_judge_arrears)
{
    bool has_days = risk_known(it, CHURN_RISK_DAYS_OVERDUE), has_amount = risk_known(it, CHURN_RISK_OVERDUE_AMOUNT);
    if (!has_days && !has_amount)
        return CHURN_RISK_UNKNOWN;
    bool late = has_days ? risk_value(it, CHURN_RISK_DAYS_OVERDUE) >= fmax(it->setting.threshold, 1)
                         : risk_value(it, CHURN_RISK_OVERDUE_AMOUNT) > 0;
    if (!late)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_arrears)
{
    bool has_days = risk_known(it, CHURN_RISK_DAYS_OVERDUE);
    double days = has_days ? risk_value(it, CHURN_RISK_DAYS_OVERDUE) : 0;
    double owed = risk_known(it, CHURN_RISK_OVERDUE_AMOUNT) ? risk_value(it, CHURN_RISK_OVERDUE_AMOUNT) : 0;
    if (owed > 0 && has_days)
        snprintf(buffer, size, "owes %.2f, up to %.0f day%s past due", owed, days, risk_plural(days));
    else if (owed > 0)
        snprintf(buffer, size, "owes %.2f past due", owed);
    else
        snprintf(buffer, size, "owes an invoice %.0f day%s past its due date", days, risk_plural(days));
}

/* Since when it is a customer; negative where that is not known. */
static double age_of(const struct risk_case *it)
{
    if (risk_known(it, CHURN_RISK_SINCE))
        return -days_ahead(it, CHURN_RISK_SINCE);
    return risk_known(it, CHURN_RISK_FIRST_DATE) ? -days_ahead(it, CHURN_RISK_FIRST_DATE) : -1;
}

static bool owes_much(const struct risk_case *it)
{
    return risk_known(it, CHURN_RISK_OVERDUE_AMOUNT) && risk_known(it, CHURN_RISK_MONETARY) &&
           risk_value(it, CHURN_RISK_OVERDUE_AMOUNT) > 0 &&
           risk_value(it, CHURN_RISK_OVERDUE_AMOUNT) >= LARGE_DEBT * risk_value(it, CHURN_RISK_MONETARY);
}

bool risk_type_of_arrears(const struct risk_case *it, enum churn_risk_type *type)
{
    double age = age_of(it);
    *type = age >= 0 && age < YOUNG_DAYS && owes_much(it) ? CHURN_RISK_MALICIOUS : CHURN_RISK_OTHER;
    return true;
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
    snprintf(buffer, size, "our share of spending fell from %.0f %% to %.0f %%",
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

/* Negative where it is not known. */
static double holdings_of(const struct risk_case *it)
{
    if (risk_known(it, CHURN_RISK_HOLDINGS))
        return risk_value(it, CHURN_RISK_HOLDINGS);
    return risk_known(it, CHURN_RISK_PRODUCTS) ? risk_value(it, CHURN_RISK_PRODUCTS) : -1;
}

RISK_JUDGE(risk_judge_holdings_hold)
{
    double holdings = holdings_of(it);
    if (holdings < 0)
        return CHURN_RISK_UNKNOWN;
    if (holdings < it->setting.threshold)
        return CHURN_RISK_CLEAR;
    *weight = it->setting.weight;
    return CHURN_RISK_FLAGGED;
}

RISK_SAY(risk_say_holdings_hold)
{
    double holdings = holdings_of(it);
    snprintf(buffer, size, holdings < 1.5 ? "%.0f of our products is in use" : "%.0f of our products are in use", holdings);
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
