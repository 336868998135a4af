/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * RFM: a score from 1 to k for recency, frequency and monetary value (Hughes 1994, Strategic Database Marketing, cells by
 * quintile; here with ties together and in integers). Pure computation: arrays in, arrays out.
 */
#ifndef CHURN_RFM_H
#define CHURN_RFM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/amount.h>
#include <churn/error.h>

CHURN_BEGIN_DECLS

#define CHURN_RECENCY_NONE INT32_MAX /* never bought: the empty cell */
#define CHURN_BINS_MIN 2
#define CHURN_BINS_MAX 100

/* The dimensions, and their order in every array of three. */
enum churn_dimension { CHURN_RECENCY = 0, CHURN_FREQUENCY = 1, CHURN_MONETARY = 2, CHURN_DIMENSIONS = 3 };

/* "recency", "frequency", "monetary". Static. */
CHURN_API const char *churn_dimension_name(enum churn_dimension dimension);

/* One customer as RFM sees it. Scores rise with frequency and monetary and fall with recency. */
struct churn_rfm_value {
    int32_t recency_days; /* as-of day - last purchase day, >= 0, or CHURN_RECENCY_NONE */
    int64_t frequency;    /* orders, rows or days, >= 0 */
    churn_amount monetary;
};

/* 1 (worst) to the number of bins (best), in the order of enum churn_dimension. */
struct churn_rfm_score {
    uint8_t score[CHURN_DIMENSIONS];
};

/*
 * How values become scores. n customers, k bins, "position" counts from 0 in ascending order of goodness (oldest purchase,
 * fewest orders, least money first; CHURN_RECENCY_NONE before all).
 *
 * QUANTILE: score = 1 + floor(i k / n), i the lowest position of the group of ties: equal values, equal scores.
 *
 * NTILE: SQL's NTILE(k): sizes differ by at most one, the larger ones first; ties are broken by the order of the input, which
 * callers keep sorted by id, so a tie can be split.
 *
 * EQUAL: k intervals of equal width between the least and the greatest value, closed below; a value that lies exactly on an
 * edge belongs to the better score (of recency: to the side of fewer days as well). The best value scores k; where all are
 * equal there is no width and everyone scores 1. CHURN_RECENCY_NONE takes no part in the width and scores 1.
 *
 * R_RFM: cell for cell what R's package rfm 0.3.0 gives: edges are R's type-7 quantiles in double plus 1, score by
 * lower <= v < upper in ascending value, recency reversed. Not invariant to the unit of money; bins may be empty.
 * CHURN_RECENCY_NONE takes no part in the quantiles of recency and scores 1.
 *
 * CUTS: given cut points (struct churn_cuts): the greatest score whose threshold is met, so values beyond them get the
 * outermost score. CHURN_RECENCY_NONE meets no threshold and scores 1.
 */
enum churn_binning {
    CHURN_BINNING_QUANTILE = 0,
    CHURN_BINNING_NTILE,
    CHURN_BINNING_EQUAL,
    CHURN_BINNING_R_RFM,
    CHURN_BINNING_CUTS
};

/* The name used on the command line ("quantile", "ntile", "equal", "r-rfm", "cuts"), or NULL past the last: iterate from 0. */
CHURN_API const char *churn_binning_name(unsigned binning);

/*
 * Cut points: for a dimension, and within a cell of the dimensions before it where bins are nested, the threshold from which a
 * score is given: the least frequency or monetary value, the most days of recency. Opaque, made of rows so that it can be
 * written to a file and read back.
 */
struct churn_cuts;

struct churn_cut {
    enum churn_dimension dimension;
    uint8_t within_r; /* nested: the recency score this row lies in (frequency and monetary); 0: not nested */
    uint8_t within_f; /* nested: the frequency score this row lies in (monetary only); else 0 */
    uint8_t score;    /* 1 to k; the row of score 1 has no threshold (it takes all the rest) */
    /*
     * In the dimension's own unit (days, orders, money) times CHURN_AMOUNT_UNIT; 0 for score 1. Of equal ones the best wins: a
     * bin that QUANTILE left empty carries the threshold of the next better score.
     */
    churn_amount threshold;
    bool unreachable;  /* neither this score nor a better one is given to anybody: no threshold at all (then threshold is 0) */
    int64_t customers; /* how many had this score when the cut points were made; -1: not known */
};

/* New empty cut points; the caller frees them with churn_cuts_free. NULL without memory. */
CHURN_API struct churn_cuts *churn_cuts_new(void);
CHURN_API void churn_cuts_free(struct churn_cuts *cuts);
/* Copies the row. CHURN_DATA for one that cannot be right whatever the others are, such as a threshold for score 1. */
CHURN_API enum churn_status churn_cuts_add(struct churn_cuts *cuts, const struct churn_cut *cut, struct churn_error *err);
/* Rows in the order they were added, NULL past the last; the pointer lives until the next add or free. */
CHURN_API size_t churn_cuts_count(const struct churn_cuts *cuts);
CHURN_API const struct churn_cut *churn_cuts_at(const struct churn_cuts *cuts, size_t index);
/*
 * Are they whole: every dimension there, scores 1..k each once, thresholds in order (equal is allowed, unreachable scores
 * last), nested ones for every cell? CHURN_DATA names what is missing. *nested and bins[3] receive what they hold. Linear.
 */
CHURN_API enum churn_status churn_cuts_check(const struct churn_cuts *cuts, bool *nested, unsigned bins[CHURN_DIMENSIONS],
                                             struct churn_error *err);
/*
 * How far the customers have moved from the bins they had when the cut points were made: the population stability index
 * (Siddiqi 2006, Credit Risk Scorecards), sum over bins of (a - e) ln(a / e), a and e the shares now and then, each count
 * raised by 1/2 so that an empty bin stays finite; a bin is a score, nested ones added up over their cells. Below 0.1 little,
 * over 0.25 much. CHURN_DATA where the cut points do not carry their customers, CHURN_USAGE for scores of other cut points.
 * (20, 80) then and (50, 50) now: 0.4063.
 */
CHURN_API enum churn_status churn_cuts_drift(const struct churn_cuts *cuts, const struct churn_rfm_score *scores, size_t count,
                                             double drift[CHURN_DIMENSIONS], struct churn_error *err);

/* Settings; start from CHURN_RFM_OPTIONS_INIT. */
struct churn_rfm_options {
    size_t size;                     /* sizeof(struct churn_rfm_options): the version of this struct */
    unsigned bins[CHURN_DIMENSIONS]; /* 2 to 100 each; default 5. Under CUTS not read: the cut points say */
    enum churn_binning binning;      /* default QUANTILE */
    bool nested; /* frequency binned within each recency score, monetary within each pair; default no. Under CUTS not read */
    const struct churn_cuts *cuts; /* for CHURN_BINNING_CUTS, borrowed; else NULL */
};

#define CHURN_RFM_OPTIONS_INIT                                                                                                 \
    {                                                                                                                          \
        sizeof(struct churn_rfm_options), { 5, 5, 5 }, CHURN_BINNING_QUANTILE, false, NULL                                     \
    }

/*
 * Score count customers. scores is the caller's array of count. Where made is not NULL it receives the cut points that were
 * applied, with the customers of each bin, to be freed by the caller (NTILE has none: *made is NULL). Under nested bins a cell
 * without customers gets the cut points of all customers, so that every later customer finds a score. Scoring the same values
 * with CUTS and what was made gives the same scores. count 0 is an answer (nothing). On failure *made is NULL and the scores
 * are not to be used. CHURN_USAGE for settings out of range, CHURN_DATA for cut points that are not whole, CHURN_MEMORY;
 * nothing overflows.
 *
 * Cost: a sort per dimension, linear where the values fit in 64 bits; memory 8 bytes a customer, 16 where money does not fit
 * (none under CUTS) and 48 bytes for each edge of each cell.
 */
CHURN_API enum churn_status churn_rfm_score(const struct churn_rfm_value *values, size_t count,
                                            const struct churn_rfm_options *options, struct churn_rfm_score *scores,
                                            struct churn_cuts **made, struct churn_error *err);

/* The same values as columns of 16 bytes a customer, for many millions of them. Arrays of count, borrowed. */
struct churn_rfm_columns {
    size_t count;
    const int32_t *recency_days;
    const uint32_t *frequency;
    const int64_t *monetary; /* in units of churn_amount; above INT64_MIN */
};

/* As churn_rfm_score. */
CHURN_API enum churn_status churn_rfm_score_columns(const struct churn_rfm_columns *columns,
                                                    const struct churn_rfm_options *options, struct churn_rfm_score *scores,
                                                    struct churn_cuts **made, struct churn_error *err);

/*
 * The same for more customers than memory holds: they are asked for in stretches, from the first to the last, two or three
 * times for each dimension.
 */
struct churn_rfm_source {
    size_t count;
    bool narrow; /* stretches are columns; else values */
    void *context;
    /* The customers from an index on, as many as there are at hand (columns->count, at least one): borrowed until the next
     * call. Where they are values, *values is set, and columns->count still says how many. */
    enum churn_status (*stretch)(void *context, size_t from, struct churn_rfm_columns *columns,
                                 const struct churn_rfm_value **values, struct churn_error *err);
};

/* As churn_rfm_score; or the status of a stretch that failed. */
CHURN_API enum churn_status churn_rfm_score_source(const struct churn_rfm_source *source,
                                                   const struct churn_rfm_options *options, struct churn_rfm_score *scores,
                                                   struct churn_cuts **made, struct churn_error *err);

/*
 * The same in no order, by several threads, and without an array of the values: every customer is shown to a census, in columns
 * of any length, and settle finds the cut points; where they lie among values too close to tell apart (again), every customer
 * must be shown once more, and settled. Then score gives each its scores. Exact, and the same whoever sees which customer.
 *
 * For bins that are not nested, and for QUANTILE, EQUAL and R_RFM (covers): NTILE splits ties by their order. Lookers are
 * numbered from 0: see may be called at the same time for different ones, score by anybody. Memory: 1 MiB a looker, of which
 * as much is touched as there are sizes of values, and 8 bytes for each value near a cut point.
 *
 * CHURN_USAGE for settings out of range or not covered, CHURN_MEMORY. Freed with churn_rfm_census_free.
 */
struct churn_rfm_census;

CHURN_API bool churn_rfm_census_covers(const struct churn_rfm_options *options);
CHURN_API enum churn_status churn_rfm_census_new(const struct churn_rfm_options *options, unsigned lookers,
                                                 struct churn_rfm_census **census, struct churn_error *err);
CHURN_API void churn_rfm_census_free(struct churn_rfm_census *census);
CHURN_API void churn_rfm_census_see(struct churn_rfm_census *census, unsigned looker, const struct churn_rfm_columns *columns);
CHURN_API enum churn_status churn_rfm_census_settle(struct churn_rfm_census *census, bool *again, struct churn_error *err);
CHURN_API void churn_rfm_census_score(const struct churn_rfm_census *census, const struct churn_rfm_columns *columns,
                                      struct churn_rfm_score *scores);
/* The cut points, with the customers of each bin, whose scores these are; the caller frees *made. */
CHURN_API enum churn_status churn_rfm_census_cuts(const struct churn_rfm_census *census, const struct churn_rfm_score *scores,
                                                  size_t count, struct churn_cuts **made, struct churn_error *err);

/* Customers per score of one dimension: sizes[s - 1] for s = 1 to bins, the caller's array. Others are not counted. */
CHURN_API void churn_rfm_bin_sizes(const struct churn_rfm_score *scores, size_t count, enum churn_dimension dimension,
                                   unsigned bins, uint64_t *sizes);

#define CHURN_CELL_TEXT_SIZE 16

/* Write the cell: the three digits "543", or "10-4-3" where any dimension has over 9 bins. Returns the length. */
CHURN_API size_t churn_rfm_cell_write(struct churn_rfm_score score, const unsigned bins[CHURN_DIMENSIONS], char *buffer);

/* Weighted sum of the scores, exact; weights as amounts (1 is CHURN_AMOUNT_UNIT). CHURN_NUMERIC on overflow. */
CHURN_API enum churn_status churn_rfm_weighted(struct churn_rfm_score score, const churn_amount weights[CHURN_DIMENSIONS],
                                               churn_amount *sum, struct churn_error *err);

CHURN_END_DECLS

#endif
