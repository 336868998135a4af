/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 80% and 0.8 are the same exact number. */
#include "common/share.h"

#define DIGITS_MAX 100000000000000000u /* more do not show in a double */

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

/* Whole numbers up to the one division: it is the only rounding where there are 15 digits or fewer. */
bool cli_share_real(struct churn_text text, double *share)
{
    bool percent = text.length > 0 && text.data[text.length - 1] == '%', behind = false;
    uint64_t digits = 0;
    double unit = percent ? 100 : 1;
    text.length -= percent;
    if (text.length == 0 || text.data[text.length - 1] == '.')
        return false;
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.data[i];
        if (byte == '.' && !behind) {
            behind = true;
            continue;
        }
        if (byte < '0' || byte > '9' || (!behind && digits > DIGITS_MAX))
            return false;
        if (digits > DIGITS_MAX)
            continue;
        digits = digits * 10 + (uint64_t)(byte - '0');
        unit *= behind ? 10 : 1;
    }
    *share = (double)digits / unit;
    return *share <= 1;
}
