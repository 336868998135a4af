/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The built-in tables. Find the cause and calm the customer first; then act on the cause; try as hard as the tier deserves.
 *
 * Order of the actions: who owes money is spoken to about that before anything is offered; who has been gone for a year is
 * asked once; then what we did wrong, the gravest first; then what a rival does (defend the largest, attack for the middle
 * ones, retreat from the small: a price war with them costs more than they bring); then mere silence. Chances are judgements,
 * on two supports: of car buyers whose trouble was seen to within 90 days 47 in 100 bought again, after 90 to 180 days 30
 * (Dillard and Bates), so what is fresh and has a cause that can be mended stands high and what is long past stands low.
 */
#include <string.h>

#include <churn/winback.h>

#define PART(share) ((churn_amount)(share) * (CHURN_AMOUNT_UNIT / 100))
#define MONEY(amount) ((churn_amount)(amount)*CHURN_AMOUNT_UNIT)
#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const struct churn_winback_effort efforts[] = {
    { "platinum", "at any effort", true, PART(100), MONEY(150) },
    { "gold", "hard", true, PART(80), MONEY(50) },
    { CHURN_WINBACK_PROMISING, "as it comes, with care", true, PART(60), MONEY(15) },
    { "iron", "as it comes", true, PART(50), MONEY(10) },
    { "lead", "let go", false, PART(20), MONEY(0) },
};

static const struct churn_winback_action actions[] = {
    { "malicious", "", "", "no offer: ask for what is owed first, and give no new credit", PART(5), MONEY(0) },
    { "", "arrears", "", "call about the open invoice, kindly: agree on how it gets paid, and offer nothing before that",
      PART(10), MONEY(0) },
    { "fault", "lapsed", "",
      "write or call once: ask what drove them away, apologise, say what has changed and invite them back", PART(10),
      MONEY(10) },
    { "", "lapsed", "", "ask once, kindly, why they stopped; give them a reason to come back", PART(5), MONEY(5) },
    { "", "open_complaint", "", "call today; apologise, fix the open complaint and say when it is done", PART(45), MONEY(20) },
    { "", "poor_response", "", "call; apologise for the poor answer, take the complaint up again and settle it in full",
      PART(40), MONEY(20) },
    { "", "repeated_complaints", "", "call; ask what keeps going wrong, have it mended for good and report back", PART(35),
      MONEY(20) },
    { "fault", "contract_ending", "",
      "call; ask what went wrong and put it right first, then offer to renew before the contract ends", PART(40), MONEY(20) },
    { "", "dissatisfied", "", "call; ask what went wrong and listen, put it right and tell them when it is done", PART(40),
      MONEY(10) },
    { "", "expectation_missed", "", "call; ask what they had expected, agree on what you can keep, and keep it", PART(40),
      MONEY(0) },
    { "", "satisfaction_falling", "", "call; ask what has changed for them, and mend it before it grows", PART(40), MONEY(0) },
    { "", "contract_ending", "", "offer to renew before the contract ends; ask what would make it easy to stay", PART(45),
      MONEY(10) },
    { "", "falling_share", "platinum", "defend: visit, see what they buy elsewhere and why, and match it", PART(40),
      MONEY(50) },
    { "", "falling_share", "", "ask what they buy elsewhere; quote for it", PART(30), MONEY(10) },
    { "competitive", "", "platinum", "defend: visit, ask what the rival does better, match it and offer terms for a year",
      PART(40), MONEY(50) },
    { "competitive", "", "gold", "attack: ask who else they buy from and make them a better offer, tied to a contract",
      PART(35), MONEY(25) },
    { "competitive", "", "", "retreat: no price war; remind them once of what they get here", PART(15), MONEY(0) },
    { "", "late_follow_up", "", "call; it has been long since anybody did: ask how things are and what they need", PART(35),
      MONEY(0) },
    { "fault", "", "", "call; find the cause, put it right and report back", PART(35), MONEY(10) },
    { "", "early_stage", "", "welcome call: did the first order go well, and what do they need next?", PART(30), MONEY(0) },
    { "", "one_off", "", "thank them for their first order and help them choose a second", PART(5), MONEY(0) },
    { "", "overdue", "", "call; ask whether all is well and what they need next", PART(25), MONEY(0) },
    { "", "declining", "", "call; ask what they buy less of and where they get it now", PART(30), MONEY(0) },
    { "", "", "", "get in touch at their usual time; ask what they need next", PART(15), MONEY(0) },
};

enum churn_status churn_winback_add_builtin_efforts(struct churn_winback *winback, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < LENGTH(efforts); i++)
        status = churn_winback_add_effort(winback, &efforts[i], err);
    return status;
}

enum churn_status churn_winback_add_builtin_actions(struct churn_winback *winback, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (size_t i = 0; status == CHURN_OK && i < LENGTH(actions); i++)
        status = churn_winback_add_action(winback, &actions[i], err);
    return status;
}
