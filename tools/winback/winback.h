/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of churn-winback: tables and columns from words, customers from cells, whom to choose, what is written and said. */
#ifndef WINBACK_WINBACK_H
#define WINBACK_WINBACK_H

#include <churn/churn.h>

#include "common/cli.h"

/* An amount that no option can be. */
#define WINBACK_NOT_GIVEN (-((churn_amount)1 << 126))

struct winback_settings {
    const char *id;
    const char *value;
    const char *promising;
    const char *as_of;
    const char *efforts;
    const char *actions;
    bool print_efforts;
    bool print_actions;
    unsigned level; /* enum churn_risk_level */
    const char *min_risk;
    churn_amount min_gain; /* WINBACK_NOT_GIVEN */
    const char *exclude;
    uint64_t top;        /* UINT64_MAX: all */
    uint64_t top_each;   /* of each owner; UINT64_MAX: all */
    churn_amount budget; /* WINBACK_NOT_GIVEN: no limit */
    const char *columns;
    const char *excluded;
    const char *per_owner;
    const char *out_dir;
};

/* Columns of the table by what they are for; flags of the actions and columns that exclude stand behind. */
enum winback_field {
    WINBACK_VALUE,
    WINBACK_RISK,
    WINBACK_TIER,
    WINBACK_LIKELY_TYPE,
    WINBACK_LEVEL,
    WINBACK_OWNER,
    WINBACK_PROMISING,
    WINBACK_FIRST_DATE,
    WINBACK_LAST_DATE,
    WINBACK_RECENCY_DAYS,
    WINBACK_F_SCORE,
    WINBACK_M_SCORE,
    WINBACK_RECENT_DAYS,
    WINBACK_PREVIOUS_DAYS,
    WINBACK_FIXED
};

#define WINBACK_EXCLUSIONS_MAX 32
#define WINBACK_FIELDS_MAX (WINBACK_FIXED + CHURN_WINBACK_FLAGS_MAX + WINBACK_EXCLUSIONS_MAX)
#define WINBACK_OWNERS_MAX 500

/* A column of 1 and 0, and what 1 means there. */
struct winback_exclusion {
    const char *column;
    const char *reason;
};

struct winback_plan {
    struct churn_winback *tables;
    bool own_actions; /* --actions */
    struct churn_winback_limits limits;
    bool has_level;
    unsigned least_level; /* enum churn_risk_level */
    struct churn_field fields[WINBACK_FIELDS_MAX];
    size_t flag_count;
    struct winback_exclusion exclusions[WINBACK_EXCLUSIONS_MAX];
    size_t exclusion_count;
    char *exclude_words; /* owned: what the exclusions point into */
};

/* The tables alone (for printing them), or all of it; cleared by winback_plan_clear, also after failure. */
enum churn_status winback_tables_make(const struct winback_settings *settings, struct winback_plan *plan,
                                      struct churn_error *err);
enum churn_status winback_plan_make(const struct winback_settings *settings, struct winback_plan *plan,
                                    struct churn_error *err);
void winback_plan_clear(struct winback_plan *plan);
/* The number of the field of a flag, or of what excludes. */
static inline size_t winback_flag_field(size_t flag)
{
    return WINBACK_FIXED + flag;
}
static inline size_t winback_exclusion_field(const struct winback_plan *plan, size_t exclusion)
{
    return WINBACK_FIXED + plan->flag_count + exclusion;
}

/* All that is known before a customer is weighed. */
struct winback_table {
    const struct winback_plan *plan;
    const struct churn_store *store;
    churn_day as_of;   /* CHURN_DAY_NONE: nobody's age is known */
    bool five_scores;  /* frequency and monetary scores are of 5 */
    unsigned decimals; /* of money */
};

/* What the columns allow: the day to look from, the scores, the decimals. CHURN_DATA for a share or a level that is none. */
enum churn_status winback_table_make(struct cli *cli, const struct winback_settings *settings, const struct winback_plan *plan,
                                     const struct churn_store *store, struct winback_table *table, struct churn_error *err);
/* A customer's plan; *reason: the words against it ("": none). */
enum churn_status winback_weigh(const struct winback_table *table, size_t row, struct churn_winback_plan *plan,
                                const char **reason, struct churn_error *err);
/* Everybody in the order of the list: first who is on it, then who is left out. */
struct winback_choice {
    size_t *order; /* rows */
    size_t rows, listed;
    uint8_t *verdict; /* by row: enum churn_winback_verdict */
    size_t verdicts[CHURN_WINBACK_VERDICTS];
    churn_amount at_stake, cost, gain; /* of those listed */
};

enum churn_status winback_choose(const struct winback_table *table, const struct winback_settings *settings,
                                 struct winback_choice *choice, struct churn_error *err);
void winback_choice_clear(struct winback_choice *choice);

/* Which columns a file has. */
struct winback_columns {
    size_t *column; /* of the store, or its columns plus enum winback_own */
    size_t count;
};

enum winback_own {
    WINBACK_RANK,
    WINBACK_EFFORT,
    WINBACK_ACTION,
    WINBACK_AT_STAKE,
    WINBACK_COST,
    WINBACK_GAIN,
    WINBACK_EXCLUDED_REASON,
    WINBACK_OWN
};
extern const char *const winback_own_names[WINBACK_OWN];

/* Of the list: as --columns says, or all. Of the others: without the rank, and with the reason. CHURN_USAGE, CHURN_DATA. */
enum churn_status winback_columns_of_list(const struct churn_store *store, const struct winback_settings *settings,
                                          struct winback_columns *columns, struct churn_error *err);
enum churn_status winback_columns_of_excluded(const struct churn_store *store, const struct winback_columns *list,
                                              struct winback_columns *columns, struct churn_error *err);
/* Is excluded_reason among them? Without it nobody could tell who is left out. */
bool winback_columns_tell_reason(const struct churn_store *store, const struct winback_columns *columns);
void winback_columns_clear(struct winback_columns *columns);

enum churn_status winback_write_header(const struct churn_store *store, const struct winback_columns *columns,
                                       struct churn_writer *writer, struct churn_error *err);
/* rank: from 1, of somebody listed; 0: left out. */
enum churn_status winback_write_row(const struct winback_table *table, const struct winback_choice *choice, size_t row,
                                    size_t rank, const struct winback_columns *columns, struct churn_writer *writer,
                                    struct churn_error *err);

/* The owners of a table, by name, and the lists of the night before that nobody has any more. */
struct winback_owners;
enum churn_status winback_owners_open(struct cli *cli, const struct winback_settings *settings,
                                      const struct winback_table *table, const struct winback_columns *columns,
                                      struct winback_owners **owners, struct churn_error *err);
void winback_owners_free(struct winback_owners *owners);
/* To the list of the row's owner. */
enum churn_status winback_owners_write(struct winback_owners *owners, const struct winback_table *table,
                                       const struct winback_choice *choice, size_t row, size_t rank,
                                       const struct winback_columns *columns, struct churn_error *err);
/* The index; then, once everything is committed, away with the lists that nobody has any more. */
enum churn_status winback_owners_index(struct cli *cli, struct winback_owners *owners, unsigned decimals,
                                       struct churn_error *err);
void winback_owners_sweep(struct cli *cli, const struct winback_owners *owners);

/* What one run holds. */
struct winback_run {
    struct winback_plan plan;
    struct churn_store *store;
    struct winback_table table;
    struct winback_choice choice;
    struct winback_columns columns, excluded_columns;
    struct winback_owners *owners;
};

/* Freed after cli_end: the outputs borrow the paths of the lists. */
void winback_run_clear(struct winback_run *run);

/* The list, the owners' lists with their index, and who is left out: in a file of their own, or below the list with the reason.
 */
enum churn_status winback_write(struct cli *cli, const struct winback_settings *settings, struct winback_run *run,
                                struct churn_error *err);

void winback_say_columns(struct cli *cli, const struct winback_table *table);
void winback_say_choice(struct cli *cli, const struct winback_table *table, const struct winback_choice *choice);

#endif
