/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 80% and 0.8 are the same exact number. */
#include "common/share.h"

bool cli_share(struct churn_text text, churn_amount *share)
{
    static const struct churn_amount_format format = CHURN_AMOUNT_FORMAT_INIT;
    bool percent = text.length > 0 && text.data[text.length - 1] == '%';
    churn_amount value;
    unsigned decimals;
    text.length -= percent;
    if (churn_amount_parse(text, &format, &value, &decimals, NULL) != CHURN_OK || value < 0)
        return false;
    if (percent && value % 100 != 0) /* over six decimals of a percent */
        return false;
    value /= percent ? 100 : 1;
    if (value > CHURN_AMOUNT_UNIT)
        return false;
    *share = value;
    return true;
}
