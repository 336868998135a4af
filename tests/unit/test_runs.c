/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ledgers that do not fit in memory: set aside at every row, they are written and scored as if nothing had been. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <churn/features.h>

#include "customer/ledger.h"
#include "table/writer.h"

/* Few customers, so that most come back in later runs; ids short and long, sums that outgrow 64 bits. */
static void add_rows(struct churn_ledger *ledger, unsigned rows, uint64_t seed)
{
    uint64_t random = seed;
    for (unsigned i = 0; i < rows; i++) {
        char id[40], order[16];
        random = random * 6364136223846793005U + 1442695040888963407U;
        unsigned number = (unsigned)(random >> 33) % 97;
        int length = snprintf(id, sizeof id, number % 5 == 0 ? "%u-an-id-of-more-than-15-bytes" : "%u", number);
        int order_length = snprintf(order, sizeof order, "o%u", (unsigned)(random >> 40) % 300);
        struct churn_transaction row = { .id = { id, (size_t)length }, .order = { order, (size_t)order_length } };
        row.day = 18000 + (churn_day)(random >> 50) % 400;
        row.amount = (churn_amount)((int64_t)(random >> 20) % 100000 - 20000) * 1000000;
        if (number == 7)
            row.amount *= 1000000000;
        row.decimals = 2;
        assert_int_equal(churn_ledger_add(ledger, &row, NULL), CHURN_OK);
    }
}

static struct churn_ledger *make(size_t max_memory, bool sets, unsigned rows)
{
    struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_ledger *ledger;
    options.keep_orders = options.keep_days = options.keep_spend = sets;
    options.max_memory = max_memory;
    assert_int_equal(churn_ledger_new(&options, &ledger, NULL), CHURN_OK);
    add_rows(ledger, rows, 1);
    return ledger;
}

static char *text_of(struct churn_ledger *ledger)
{
    struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
    struct churn_writer *writer = writer_new(NULL, &options);
    assert_non_null(writer);
    assert_int_equal(churn_ledger_write(ledger, writer, NULL), CHURN_OK);
    char *text = strndup(writer->buffer, writer->used);
    churn_writer_free(writer);
    return text;
}

/* 5000 runs of one row each: more than are merged at once, twice over. */
static void set_aside_at_every_row(void **state)
{
    (void)state;
    for (int sets = 0; sets < 2; sets++) {
        struct churn_ledger *whole = make(0, sets != 0, 5000), *cut = make(1, sets != 0, 5000);
        char *expected = text_of(whole), *actual = text_of(cut);
        assert_int_equal(churn_ledger_count(cut), 97);
        assert_string_equal(actual, expected);
        free(actual);
        /* More may come afterwards. */
        add_rows(whole, 500, 2);
        add_rows(cut, 500, 2);
        char *expected_more = text_of(whole), *actual_more = text_of(cut);
        assert_string_equal(actual_more, expected_more);
        assert_string_not_equal(expected_more, expected);
        free(expected);
        free(expected_more);
        free(actual_more);
        churn_ledger_free(whole);
        churn_ledger_free(cut);
    }
}

static void cursors_begin_anywhere(void **state)
{
    struct churn_ledger_cursor *cursors[2];
    struct churn_customer customers[2];
    struct churn_ledger *ledgers[] = { make(0, true, 3000), make(1, true, 3000) };
    (void)state;
    for (int i = 0; i < 2; i++)
        assert_int_equal(churn_ledger_sort(ledgers[i], NULL), CHURN_OK);
    for (size_t from = 0; from < 100; from += 9) {
        enum churn_status ends[2];
        for (int i = 0; i < 2; i++)
            assert_int_equal(churn_ledger_cursor_new(ledgers[i], from, from + 20, &cursors[i], NULL), CHURN_OK);
        for (;;) {
            for (int i = 0; i < 2; i++)
                ends[i] = churn_ledger_cursor_next(cursors[i], &customers[i], NULL);
            assert_int_equal(ends[0], ends[1]);
            if (ends[0] == CHURN_END)
                break;
            assert_int_equal(churn_text_compare(customers[0].id, customers[1].id), 0);
            assert_int_equal(customers[0].orders_any, customers[1].orders_any);
            assert_int_equal(customers[0].days, customers[1].days);
            assert_int_equal(churn_ledger_cursor_days(cursors[0], 18100, 18200),
                             churn_ledger_cursor_days(cursors[1], 18100, 18200));
        }
        churn_ledger_cursor_free(cursors[0]);
        churn_ledger_cursor_free(cursors[1]);
    }
    churn_ledger_free(ledgers[0]);
    churn_ledger_free(ledgers[1]);
}

/* Every rule, from disk as from memory; customer 7's money does not fit in 64 bits. */
static void scores_are_the_same(void **state)
{
    struct churn_features_options options = CHURN_FEATURES_OPTIONS_INIT;
    struct churn_ledger *ledgers[] = { make(0, true, 3000), make(1, true, 3000) };
    struct churn_feature_table *tables[2];
    (void)state;
    options.as_of = 18500;
    for (int i = 0; i < 2; i++)
        assert_int_equal(churn_feature_table_of_ledger(ledgers[i], &options, &tables[i], NULL), CHURN_OK);
    for (unsigned way = 0; way < 8; way++) {
        struct churn_rfm_options rfm = CHURN_RFM_OPTIONS_INIT;
        struct churn_rfm_score scores[2][97];
        rfm.binning = (enum churn_binning)(way / 2);
        rfm.nested = way % 2 == 1;
        for (int i = 0; i < 2; i++)
            assert_int_equal(churn_feature_table_score(tables[i], &rfm, scores[i], NULL, NULL), CHURN_OK);
        assert_memory_equal(scores[0], scores[1], sizeof scores[0]);
    }
    for (int i = 0; i < 2; i++) {
        churn_feature_table_free(tables[i]);
        churn_ledger_free(ledgers[i]);
    }
}

static void no_folder_is_said(void **state)
{
    struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_transaction row = { .id = { "a", 1 }, .day = 18000, .amount = 1 };
    struct churn_ledger *ledger;
    struct churn_error err;
    (void)state;
    options.max_memory = 1;
    options.beside = "/nonexistent/output.csv";
    assert_int_equal(churn_ledger_new(&options, &ledger, NULL), CHURN_OK);
    for (int thread = 0; thread < 2; thread++) { /* who comes second hears the same reason */
        assert_int_equal(churn_ledger_add(ledger, &row, &err), CHURN_IO);
        assert_non_null(strstr(err.message, "cannot create: No such file or directory"));
    }
    churn_ledger_free(ledger);
}

static void what_takes_less_is_said(void **state)
{
    struct churn_ledger *ledgers[] = { make(0, false, 1), make(SIZE_MAX, false, 1) };
    struct churn_error err;
    (void)state;
    for (int limited = 0; limited < 2; limited++) {
        churn_error_set(&err, CHURN_MEMORY, "out of memory");
        assert_int_equal(ledger_advise(ledgers[limited], err.status, &err), CHURN_MEMORY);
        assert_string_equal(err.message,
                            limited ? "out of memory; a smaller --max-memory or fewer --jobs take less" : "out of memory");
        churn_error_set(&err, CHURN_IO, "no");
        assert_int_equal(ledger_advise(ledgers[limited], err.status, &err), CHURN_IO);
        assert_string_equal(err.message, "no");
        churn_ledger_free(ledgers[limited]);
    }
}

/* What the process takes at most to fold so many rows of as many customers, each with an order of its own. */
static long peak_of(const struct churn_ledger_options *options, unsigned rows, churn_amount amount)
{
    int ends[2];
    long peak = 0;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct rusage used = { .ru_maxrss = 0 };
        struct churn_ledger *ledger;
        enum churn_status status = churn_ledger_new(options, &ledger, NULL);
        for (unsigned i = 0; status == CHURN_OK && i < rows; i++) {
            char id[64], order[16];
            int length = snprintf(id, sizeof id, "%u%0*u", i * 2654435761U, (int)(i % 40) + 1, i);
            int order_length = snprintf(order, sizeof order, "%u", i);
            struct churn_transaction row = { { id, (size_t)length }, 18000 + (churn_day)(i % 400), amount, 2, { order, 0 } };
            row.order.length = (size_t)order_length;
            status = churn_ledger_add(ledger, &row, NULL);
        }
        status = status == CHURN_OK ? churn_ledger_sort(ledger, NULL) : status;
        getrusage(RUSAGE_SELF, &used);
        bool told = write(ends[1], &used.ru_maxrss, sizeof used.ru_maxrss) == (ssize_t)sizeof used.ru_maxrss;
        _exit(status == CHURN_OK && told && churn_ledger_count(ledger) == rows ? 0 : 1);
    }
    int code = 1;
    assert_true(child > 0);
    assert_int_equal(read(ends[0], &peak, sizeof peak), sizeof peak);
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(code, 0);
    close(ends[0]);
    close(ends[1]);
    return peak;
}

static bool is_watched(void)
{
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
    return true;
#endif
    const char *loaded = getenv("LD_PRELOAD");
    return loaded != NULL && strstr(loaded, "vgpreload") != NULL;
}

/* Run after run: what one leaves behind shows in the next. */
static void the_limit_is_kept(void **state)
{
    static const char what[4][24] = { "sums", "wide sums", "orders and days", "orders, days and spend" };
    (void)state;
    if (is_watched()) {
        print_message("# the sanitizers and valgrind take many times the limit for themselves\n");
        return;
    }
    for (int way = 0; way < 4; way++) {
        struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
        options.max_memory = (size_t)32 << 20;
        options.keep_orders = options.keep_days = way >= 2;
        options.keep_spend = way == 3;
        churn_amount amount = way == 1 ? (churn_amount)INT64_MAX * 3 : CHURN_AMOUNT_UNIT;
        long peak = peak_of(&options, 400000, amount);
        print_message("# %s: %ld KiB of 32768\n", what[way], peak);
        assert_true(peak < 34000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_aside_at_every_row),  cmocka_unit_test(cursors_begin_anywhere),
        cmocka_unit_test(scores_are_the_same),     cmocka_unit_test(no_folder_is_said),
        cmocka_unit_test(what_takes_less_is_said), cmocka_unit_test(the_limit_is_kept),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
