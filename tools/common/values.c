/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One argument to one value: ASCII, whole, nothing around it, no locale. The caller makes the message: it knows the
 * option. */
#include <string.h>

#include "common/state.h"

#define LONGEST_DAY 10 /* YYYY-MM-DD: a time of day behind it has no meaning here */

const char *value_expectation(enum cli_kind kind)
{
    switch (kind) {
    case CLI_CHAR:
        return "one ASCII character (\\t is a tab)";
    case CLI_COUNT:
        return "a count in digits";
    case CLI_SIZE:
        return "a size in bytes, such as 4096, 64k, 128M or 1G";
    case CLI_DATE:
        return "a day, YYYY-MM-DD";
    default:
        return "a decimal number, such as 12.50";
    }
}

bool value_char(const char *text, char *value)
{
    char byte = strcmp(text, "\\t") == 0 ? '\t' : text[0];
    if (byte == '\0' || (unsigned char)byte > 0x7F || (text[1] != '\0' && byte != '\t') || strlen(text) > 2)
        return false;
    *value = byte;
    return true;
}

/* Leading digits as a number; *end is left behind them. */
static bool digits(const char *text, const char **end, uint64_t *value)
{
    uint64_t sum = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9'; at++) {
        uint64_t digit = (uint64_t)(*at - '0');
        if (sum > (UINT64_MAX - digit) / 10)
            return false;
        sum = sum * 10 + digit;
    }
    *end = at;
    *value = sum;
    return at > text;
}

bool value_count(const char *text, uint64_t *value)
{
    const char *end;
    uint64_t count;
    if (!digits(text, &end, &count) || *end != '\0')
        return false;
    *value = count;
    return true;
}

static unsigned size_shift(char suffix)
{
    switch (suffix) {
    case 'k':
    case 'K':
        return 10;
    case 'M':
        return 20;
    case 'G':
        return 30;
    default:
        return 0;
    }
}

bool value_size(const char *text, size_t *value)
{
    const char *end;
    uint64_t count;
    if (!digits(text, &end, &count) || count == 0)
        return false;
    unsigned shift = size_shift(*end);
    if (shift > 0)
        end++;
    if (*end != '\0' || count > SIZE_MAX >> shift)
        return false;
    *value = (size_t)count << shift;
    return true;
}

bool value_day(const char *text, churn_day *value)
{
    struct churn_date_rules rules = CHURN_DATE_RULES_INIT;
    rules.min = churn_day_from_civil(1, 1, 1);
    rules.max = churn_day_from_civil(9999, 12, 31);
    struct churn_text cell = { text, strlen(text) };
    return cell.length == LONGEST_DAY && churn_date_parse(cell, &rules, value, NULL) == CHURN_OK;
}

bool value_amount(const char *text, churn_amount *value)
{
    static const struct churn_amount_format format = CHURN_AMOUNT_FORMAT_INIT;
    unsigned decimals;
    return churn_amount_parse((struct churn_text){ text, strlen(text) }, &format, value, &decimals, NULL) == CHURN_OK;
}

bool value_choice(const char *text, const char *const *choices, unsigned *value)
{
    for (unsigned i = 0; choices[i] != NULL; i++) {
        if (strcmp(text, choices[i]) != 0)
            continue;
        *value = i;
        return true;
    }
    return false;
}

bool value_range(const char *text, struct count_range *value)
{
    const char *end;
    struct count_range range;
    if (!digits(text, &end, &range.first))
        return false;
    range.last = range.first;
    if (strcmp(end, "..") == 0)
        range.last = UINT64_MAX;
    else if (*end != '\0' && (strncmp(end, "..", 2) != 0 || !value_count(end + 2, &range.last)))
        return false;
    if (range.first > range.last)
        return false;
    *value = range;
    return true;
}
