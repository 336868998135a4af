/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept between nights as small CSV files: cut points, segment rules and retention curves. */
#ifndef CHURN_SAVED_H
#define CHURN_SAVED_H

#include <stdbool.h>
#include <stddef.h>

#include <churn/curve.h>
#include <churn/date.h>
#include <churn/error.h>
#include <churn/logistic.h>
#include <churn/rfm.h>
#include <churn/risk.h>
#include <churn/segments.h>
#include <churn/text.h>
#include <churn/value.h>
#include <churn/winback.h>
#include <churn/writer.h>

CHURN_BEGIN_DECLS

/*
 * Cut points: dimension,within,score,threshold,customers. within is empty, or nested "3" (recency score) for frequency and
 * "3-2" (recency and frequency score) for monetary. threshold: the most days, the least orders, the least money that gives the
 * score; empty for score 1. customers may be missing. Read ones are checked whole; the caller frees them.
 */
CHURN_API enum churn_status churn_cuts_read(const char *path, struct churn_cuts **cuts, struct churn_error *err);
CHURN_API enum churn_status churn_cuts_write(const struct churn_cuts *cuts, struct churn_writer *writer,
                                             struct churn_error *err);

/* Segments: segment,r_min,r_max,f_min,f_max,m_min,m_max, in order; the caller frees what is read. */
CHURN_API enum churn_status churn_segments_read(const char *path, struct churn_segments **segments, struct churn_error *err);
CHURN_API enum churn_status churn_segments_write(const struct churn_segments *segments, struct churn_writer *writer,
                                                 struct churn_error *err);

/*
 * Rules of churn risk: rule,on,threshold,weight (1 or 0; the last two may be missing or empty: as built in), taken over by
 * model; rules that the file does not name stay as they are. Written with what each means and needs behind them.
 */
CHURN_API enum churn_status churn_risk_rules_read(const char *path, struct churn_risk_model *model, struct churn_error *err);
CHURN_API enum churn_status churn_risk_rules_write(const struct churn_risk_model *model, struct churn_writer *writer,
                                                   struct churn_error *err);

/*
 * Tables of win-back: tier,effort,pursue,success,cost and likely_type,flag,tier,action,success,cost. The rows are added to
 * winback, in their order. CHURN_DATA with its place for one that makes no sense, and for a file without rows.
 */
CHURN_API enum churn_status churn_winback_read_efforts(const char *path, struct churn_winback *winback,
                                                       struct churn_error *err);
CHURN_API enum churn_status churn_winback_write_efforts(const struct churn_winback *winback, struct churn_writer *writer,
                                                        struct churn_error *err);
CHURN_API enum churn_status churn_winback_read_actions(const char *path, struct churn_winback *winback,
                                                       struct churn_error *err);
CHURN_API enum churn_status churn_winback_write_actions(const struct churn_winback *winback, struct churn_writer *writer,
                                                        struct churn_error *err);

/*
 * Retention curves, one for each group (or one, whose group is empty): what churn-curve --save writes. Every number is checked
 * as it is read; CHURN_DATA with its place for one that no curve can have. Opaque; freed with churn_saved_curves_free.
 */
struct churn_saved_curves;

CHURN_API enum churn_status churn_curve_read(const char *path, struct churn_saved_curves **curves, struct churn_error *err);
CHURN_API void churn_saved_curves_free(struct churn_saved_curves *curves);

/*
 * Write a file: the header, then each curve. border: the scores below which is defection and from which is affection, infinite
 * where no score reaches them; NULL: no zones. Columns: group, model, term, score, value; term is the name of a parameter,
 * reference, lowest_score, highest_score, defection_below, affection_from, or level (of an isotonic curve, with its score).
 */
CHURN_API enum churn_status churn_curve_write_header(struct churn_writer *writer, struct churn_error *err);
CHURN_API enum churn_status churn_curve_write(struct churn_text group, const struct churn_curve *curve, const double *border,
                                              struct churn_writer *writer, struct churn_error *err);

/* How many, in byte order of their groups; and the group of one. Grouped: more than one, or one whose group has a name; a score
 * then needs its group to be judged. */
CHURN_API size_t churn_saved_curves_count(const struct churn_saved_curves *curves);
CHURN_API struct churn_text churn_saved_curves_group(const struct churn_saved_curves *curves, size_t index);
CHURN_API bool churn_saved_curves_grouped(const struct churn_saved_curves *curves);

struct churn_prediction {
    double retention; /* probability of staying, 0 to 1 */
    const char *zone; /* "defection", "indifference", "affection"; empty where the curve has no zones (flat, falling). Static */
    bool beyond;      /* the score lies outside of what the curve was fitted to, and was judged as the nearest one inside */
};

/*
 * What the curve of a group says of a score (finite). false: there is no curve of that group. Of curves that are not grouped
 * the group is not asked for. Cost: log2 of the groups, and of the scores for an isotonic curve. Curves of the samples: score 1
 * of 5 keeps about 0.4 of the customers, score 5 about 0.9.
 */
CHURN_API bool churn_saved_curves_predict(const struct churn_saved_curves *curves, struct churn_text group, double score,
                                          struct churn_prediction *prediction);

/* A fitted model of buying, maybe with one of spending, and what it was fitted to. */
struct churn_value_model {
    struct churn_buying_fit buying; /* finding and starts are not kept */
    double unit_days;               /* days in a unit of the model's time */
    churn_day first_day, last_day;  /* the first purchase it saw, and the day up to which it looked */
    bool has_spend;
    struct churn_spend_fit spend;
};

/*
 * As CSV: model,term,value,standard_error, a row for each parameter and for each thing known of the fit. What is read is
 * checked to be a model: every term there and each once, parameters above 0, dates in order; CHURN_DATA with its place else.
 */
CHURN_API enum churn_status churn_value_write(const struct churn_value_model *model, struct churn_writer *writer,
                                              struct churn_error *err);
CHURN_API enum churn_status churn_value_read(const char *path, struct churn_value_model *model, struct churn_error *err);

/*
 * A logistic model: kind,feature,level,coefficient,standard_error,mean; kind is intercept (the first row), numeric, level,
 * missing, reference, or end (the last row, whose coefficient is the number of rows before it). Read ones are checked whole;
 * CHURN_DATA with its place. The caller frees *model with churn_logistic_model_free.
 */
CHURN_API enum churn_status churn_logistic_model_read(const char *path, struct churn_logistic_model **model,
                                                      struct churn_error *err);
CHURN_API enum churn_status churn_logistic_model_write(const struct churn_logistic_model *model, struct churn_writer *writer,
                                                       struct churn_error *err);

CHURN_END_DECLS

#endif
