/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells as features. Every column is optional: a rule whose columns are missing is off. */
#include <string.h>

#include "risk/risk.h"

void risk_fields(struct churn_field fields[RISK_FIELDS])
{
    static const enum churn_field_kind kinds[] = {
        [CHURN_RISK_DATE] = CHURN_FIELD_DAY,   [CHURN_RISK_COUNT] = CHURN_FIELD_COUNT,
        [CHURN_RISK_REAL] = CHURN_FIELD_REAL,  [CHURN_RISK_SHARE] = CHURN_FIELD_REAL,
        [CHURN_RISK_SCORE] = CHURN_FIELD_REAL, [CHURN_RISK_ZONE_NAME] = CHURN_FIELD_TEXT,
    };
    for (enum churn_risk_feature feature = 0; feature < CHURN_RISK_FEATURES; feature++)
        fields[feature] = (struct churn_field){ churn_risk_feature_name(feature), NULL, kinds[churn_risk_feature_kind(feature)],
                                                false, false };
    fields[RISK_HORIZON_DAYS] = (struct churn_field){ "horizon_days", NULL, CHURN_FIELD_COUNT, false, false };
}

static enum churn_status refuse(const struct churn_store *store, size_t row, enum churn_risk_feature feature, const char *why,
                                struct churn_error *err)
{
    struct churn_error reason;
    churn_error_set(&reason, CHURN_DATA, "%s", why);
    return churn_store_refuse(store, row, churn_store_column(store, churn_risk_feature_name(feature)), false, &reason, err);
}

static enum churn_status read_zone(const struct churn_store *store, size_t row, double *value, struct churn_error *err)
{
    static const char *const names[] = { "defection", "indifference", "affection" };
    struct churn_text zone = churn_store_text(store, row, CHURN_RISK_ZONE);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (churn_text_compare(zone, (struct churn_text){ names[i], strlen(names[i]) }) == 0) {
            *value = (double)i;
            return CHURN_OK;
        }
    return refuse(store, row, CHURN_RISK_ZONE, "is none of defection, indifference, affection", err);
}

static enum churn_status read_real(const struct churn_store *store, size_t row, enum churn_risk_feature feature, double scale,
                                   double *value, struct churn_error *err)
{
    *value = churn_store_real(store, row, feature);
    enum churn_risk_kind kind = churn_risk_feature_kind(feature);
    if (kind == CHURN_RISK_SHARE && !(*value >= 0 && *value <= 1))
        return refuse(store, row, feature, "is no share from 0 to 1", err);
    if (kind == CHURN_RISK_SCORE && *value > scale)
        return refuse(store, row, feature, "is above the highest score; use --scale=SCORE", err);
    return CHURN_OK;
}

enum churn_status risk_features_of(const struct churn_store *store, size_t row, double scale,
                                   struct churn_risk_features *features, struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    for (enum churn_risk_feature feature = 0; status == CHURN_OK && feature < CHURN_RISK_FEATURES; feature++) {
        double *value = &features->value[feature];
        features->known[feature] = !churn_store_null(store, row, feature);
        *value = 0;
        if (!features->known[feature])
            continue;
        switch (churn_risk_feature_kind(feature)) {
        case CHURN_RISK_DATE:
            *value = (double)churn_store_day(store, row, feature);
            break;
        case CHURN_RISK_COUNT:
            *value = (double)churn_store_count(store, row, feature);
            break;
        case CHURN_RISK_ZONE_NAME:
            status = read_zone(store, row, value, err);
            break;
        default:
            status = read_real(store, row, feature, scale, value, err);
        }
    }
    const double *value = features->value;
    if (status == CHURN_OK && features->known[CHURN_RISK_FIRST_DATE] && features->known[CHURN_RISK_LAST_DATE] &&
        value[CHURN_RISK_FIRST_DATE] > value[CHURN_RISK_LAST_DATE])
        status = refuse(store, row, CHURN_RISK_FIRST_DATE, "is after last_date", err);
    return status;
}
