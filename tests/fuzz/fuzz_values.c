/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts, dates, doubles, names of files: what is read and written reads the same again; what is refused leaves its outputs
 * alone. */
#include "fuzz.h"

#include <string.h>

#include "base/real.h"

static void amounts(struct churn_text text, uint8_t choice)
{
    struct churn_amount_format format = CHURN_AMOUNT_FORMAT_INIT, plain = CHURN_AMOUNT_FORMAT_INIT;
    churn_amount amount = 77, again;
    unsigned decimals = 99, found;
    char written[CHURN_AMOUNT_TEXT_SIZE];
    if (choice & 1) {
        format.decimal = ',';
        format.thousands = choice & 2 ? '.' : ' ';
    } else if (choice & 2) {
        format.thousands = ',';
    }
    if (churn_amount_parse(text, &format, &amount, &decimals, NULL) != CHURN_OK) {
        PROMISE(amount == 77 && decimals == 99);
        return;
    }
    size_t length = churn_amount_write(amount, decimals, written);
    PROMISE(decimals <= CHURN_AMOUNT_DECIMALS && length < sizeof written && strlen(written) == length);
    PROMISE(churn_amount_parse((struct churn_text){ written, length }, &plain, &again, &found, NULL) == CHURN_OK);
    PROMISE(again == amount && found == decimals);
}

static void dates(struct churn_text text)
{
    struct churn_date_rules rules = CHURN_DATE_RULES_INIT;
    churn_day day = 77, again;
    char written[CHURN_DAY_TEXT_SIZE] = "";
    if (churn_date_parse(text, &rules, &day, NULL) != CHURN_OK) {
        PROMISE(day == 77);
        return;
    }
    PROMISE(day >= rules.min && day <= rules.max);
    churn_day_write(day, written);
    PROMISE(churn_date_parse((struct churn_text){ written, strlen(written) }, &rules, &again, NULL) == CHURN_OK &&
            again == day);
}

static void reals(struct churn_text text)
{
    double value = 77;
    if (real_parse(text, '.', &value, NULL) != CHURN_OK)
        PROMISE(value == 77);
    else
        PROMISE(value - value == 0);
}

static void names(struct churn_text text)
{
    char name[CHURN_FILE_NAME_SIZE];
    PROMISE(churn_file_name(text, name, NULL) == CHURN_OK);
    PROMISE(name[0] != '\0' && name[0] != '.' && name[0] != '-' && strchr(name, '/') == NULL && strlen(name) < sizeof name);
}

static void escapes(struct churn_text text)
{
    char shown[164];
    churn_text_escape(text, shown, sizeof shown);
    for (const char *at = shown; *at != '\0'; at++)
        PROMISE((unsigned char)*at >= 0x20 && *at != 0x7f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct churn_text text = { (const char *)data + 1, size - 1 };
    amounts(text, data[0]);
    dates(text);
    reals(text);
    names(text);
    escapes(text);
    return 0;
}
