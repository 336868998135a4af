/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nights: any split of rows into inputs, in any order, leads to the ledger of all rows at once, byte for byte; each input
 * counts once; every stop between the two renames is recovered from; what is not the ledger of its list is refused.
 */
#include "support.h"

#include "base/digest.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <churn/ledger.h>
#include <churn/update.h>

#include "customer/update.h"

enum stop { TO_THE_END, BEFORE_THE_LIST, BEFORE_THE_LEDGER };

/* One night as a tool would make it. */
struct night {
    const char *ledger;
    const char *input; /* NULL: none */
    const char *forget;
    bool again;
    bool keep_orders; /* of a new ledger */
    bool keep_days;
    bool keep_spend;
    size_t block; /* 0: as it is */
    enum stop stop;
    /* what became of it */
    bool taken;
    struct churn_update_counts counts;
    struct churn_error err;
};

static enum churn_status fold(const struct night *night, struct churn_ledger *ledger, struct churn_error *err)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    struct churn_transactions *transactions = NULL;
    struct churn_reader *reader = NULL;
    options.paths = &night->input;
    options.path_count = 1;
    enum churn_status status = churn_reader_new(&options, &reader, err);
    if (status == CHURN_OK)
        status = churn_transactions_new(reader, &roles, &rules, &transactions, err);
    if (status == CHURN_OK)
        status = churn_ledger_fold(ledger, transactions, CHURN_DAY_NONE, NULL, err);
    churn_transactions_free(transactions);
    churn_reader_free(reader);
    return status;
}

static enum churn_status forget(const struct night *night, struct churn_update *update, struct churn_error *err)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_cell_rules rules = CHURN_CELL_RULES_INIT;
    struct churn_reader *reader = NULL;
    options.paths = &night->forget;
    options.path_count = 1;
    enum churn_status status = churn_reader_new(&options, &reader, err);
    if (status == CHURN_OK)
        status = churn_update_forget(update, reader, "customer_id", &rules, err);
    churn_reader_free(reader);
    return status;
}

static enum churn_status replace(struct night *night, struct churn_update *update, struct churn_ledger *rows)
{
    struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
    struct churn_file *file[2] = { NULL, NULL };
    struct churn_writer *writer[2] = { NULL, NULL };
    struct churn_error *err = &night->err;
    enum churn_status status = churn_file_new(churn_update_path(update), &file[0], err);
    if (status == CHURN_OK)
        status = churn_file_new(churn_update_list_path(update), &file[1], err);
    for (int i = 0; status == CHURN_OK && i < 2; i++)
        status = churn_writer_new(file[i], &options, &writer[i], err);
    if (status == CHURN_OK)
        status = churn_update_write(update, rows, writer[0], writer[1], &night->counts, err);
    if (status == CHURN_OK)
        status = churn_writer_flush(writer[1], err);
    if (status == CHURN_OK && night->stop != BEFORE_THE_LIST)
        status = churn_file_commit(file[1], err);
    if (status == CHURN_OK && night->stop == TO_THE_END)
        status = churn_file_commit(file[0], err);
    for (int i = 0; i < 2; i++) {
        churn_writer_free(writer[i]);
        churn_file_free(file[i]);
    }
    return status;
}

static enum churn_status take_in(struct night *night, struct churn_update *update)
{
    struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
    struct churn_ledger *rows = NULL;
    int copy = -1;
    options.keep_orders = night->keep_orders;
    options.keep_days = night->keep_days;
    options.keep_spend = night->keep_spend;
    churn_update_carries(update, &options);
    if (night->block > 0)
        update->block = night->block;
    enum churn_status status = CHURN_OK;
    if (night->input != NULL)
        status = churn_update_input(update, night->input, night->again, &night->taken, &copy, &night->err);
    assert_int_equal(copy, -1);
    if (status != CHURN_OK || night->taken)
        return status;
    status = churn_ledger_new(&options, &rows, &night->err);
    if (status == CHURN_OK && night->input != NULL)
        status = fold(night, rows, &night->err);
    if (status == CHURN_OK && night->forget != NULL)
        status = forget(night, update, &night->err);
    if (status == CHURN_OK)
        status = replace(night, update, rows);
    churn_ledger_free(rows);
    return status;
}

static enum churn_status run(struct night *night)
{
    struct churn_update *update = NULL;
    night->taken = false;
    enum churn_status status = churn_update_new(night->ledger, false, &update, &night->err);
    if (status == CHURN_OK)
        status = take_in(night, update);
    churn_update_free(update);
    return status;
}

static void run_well(struct night *night)
{
    enum churn_status status = run(night);
    if (status != CHURN_OK)
        print_error("%s: %s\n", night->err.file, night->err.message);
    assert_int_equal(status, CHURN_OK);
}

static void refuse(struct night *night, enum churn_status status, const char *words)
{
    char *before = support_read(night->ledger, NULL);
    assert_int_equal(run(night), status);
    if (strstr(night->err.message, words) == NULL)
        fail_msg("\"%s\" is not in: %s", words, night->err.message);
    char *after = support_read(night->ledger, NULL);
    assert_int_equal(before == NULL, after == NULL);
    if (before != NULL)
        assert_string_equal(before, after);
    free(before);
    free(after);
}

/* A ledger of its own for a test, which is not there yet. */
static const char *fresh(const char *name)
{
    char list[200];
    const char *path = support_path(name);
    snprintf(list, sizeof list, "%s.inputs", name);
    unlink(path);
    unlink(support_path(list));
    return path;
}

static const char *list_of(const char *ledger)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s.inputs", ledger);
    return path;
}

static void expect(const char *path, const char *text)
{
    char *found = support_read(path, NULL);
    assert_non_null(found);
    assert_string_equal(found, text);
    free(found);
}

#define PLAIN "customer_id,first_date,last_date,rows,gross,refund_first_date,refund_last_date,refund_rows,refunds\n"
#define ROWS "customer_id,date,amount\n"

static void two_nights(void **state)
{
    (void)state;
    const char *ledger = fresh("two.csv");
    struct night night = { .ledger = ledger,
                           .input = support_text_file("two-a", ROWS "B,2024-01-02,10.00\nA,2024-01-01,1.50\n") };
    run_well(&night);
    expect(ledger, PLAIN "A,2024-01-01,2024-01-01,1,1.50,,,0,0.00\nB,2024-01-02,2024-01-02,1,10.00,,,0,0.00\n");
    assert_int_equal(night.counts.customers, 2);
    assert_int_equal(night.counts.added, 2);
    assert_int_equal(night.counts.changed, 0);
    night.input = support_text_file("two-b", ROWS "C,2024-02-01,3.00\nB,2024-02-02,-4.00\n");
    run_well(&night);
    expect(ledger, PLAIN "A,2024-01-01,2024-01-01,1,1.50,,,0,0.00\n"
                         "B,2024-01-02,2024-01-02,1,10.00,2024-02-02,2024-02-02,1,4.00\n"
                         "C,2024-02-01,2024-02-01,1,3.00,,,0,0.00\n");
    assert_int_equal(night.counts.customers, 3);
    assert_int_equal(night.counts.added, 1);
    assert_int_equal(night.counts.changed, 1);
}

static void an_input_counts_once(void **state)
{
    (void)state;
    const char *rows = ROWS "A,2024-01-01,1.50\n", *once = PLAIN "A,2024-01-01,2024-01-01,1,1.50,,,0,0.00\n";
    const char *ledger = fresh("once.csv");
    struct night night = { .ledger = ledger, .input = support_text_file("once-a", rows) };
    run_well(&night);
    assert_false(night.taken);
    char *list = support_read(list_of(ledger), NULL);
    run_well(&night);
    assert_true(night.taken);
    expect(ledger, once);
    night.input = support_text_file("once-b", rows); /* another name, the same bytes */
    run_well(&night);
    assert_true(night.taken);
    expect(ledger, once);
    expect(list_of(ledger), list);
    free(list);
    night.again = true;
    run_well(&night);
    assert_false(night.taken);
    expect(ledger, PLAIN "A,2024-01-01,2024-01-01,2,3.00,,,0,0.00\n");
}

/* Of cells, a zero byte behind each; appended to those before. */
static void sum_cells(struct sum_state *sums, const char *const *cells, char text[SUM_TEXT_SIZE + 1])
{
    struct sum sum;
    for (size_t i = 0; i < 6; i++)
        sum_update(sums, cells[i], strlen(cells[i]) + 1);
    sum_value(sums, &sum);
    hex_write(sum.byte, SUM_SIZE, text);
    text[SUM_TEXT_SIZE] = '\0';
}

static void the_list_in_full(void **state)
{
    (void)state;
    const char *ledger = fresh("list.csv");
    struct night night = { .ledger = ledger, .input = support_text_file("list-a", ROWS "A,2024-01-01,1.50\n") };
    char expected[2000], sums[2][SUM_TEXT_SIZE + 1];
    struct sum_state *sum;
    run_well(&night);
    assert_int_equal(sum_new(&sum, NULL), CHURN_OK);
    sum_cells(sum, (const char *const[]){ "", "", "", "0", "0", "" }, sums[0]);
    sum_cells(sum,
              (const char *const[]){ night.input, "42", "b876398fe7e84277cc8ae433866371ec9e44cd1a60a7030eee9071abe92c5614", "1",
                                     "139", "e8dffb1b8ebf052e1d417c9774f20bd5" },
              sums[1]);
    sum_free(sum);
    assert_string_equal(sums[0], "c0a34db80e3c4f893e9a30ece856492c"); /* as another program has it */
    /* as sha256sum(1) and xxh128sum(1) give them */
    snprintf(
        expected, sizeof expected,
        "input,bytes,sha256,customers,ledger_bytes,ledger_xxh128,list_xxh128\n,,,0,0,,%s\n"
        "%s,42,b876398fe7e84277cc8ae433866371ec9e44cd1a60a7030eee9071abe92c5614,1,139,e8dffb1b8ebf052e1d417c9774f20bd5,%s\n",
        sums[0], night.input, sums[1]);
    expect(list_of(ledger), expected);
}

/* A list as it was first made has no sums; the next run writes them. */
static void a_list_without_sums(void **state)
{
    (void)state;
    const char *ledger = fresh("before-sums.csv");
    struct night night = { .ledger = ledger, .input = support_text_file("before-a", ROWS "A,2024-01-01,1.50\n") };
    size_t length;
    run_well(&night);
    char *list = support_read(list_of(ledger), &length), *to = list;
    assert_non_null(list);
    for (char *line = list, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        const char *comma = end;
        while (*comma != ',')
            comma--;
        memmove(to, line, (size_t)(comma - line));
        to += comma - line;
        *to++ = '\n';
    }
    *to = '\0';
    FILE *file = fopen(list_of(ledger), "w");
    assert_non_null(file);
    assert_true(fputs(list, file) >= 0 && fclose(file) == 0);
    free(list);
    night.input = support_text_file("before-b", ROWS "A,2024-01-02,1.50\n");
    run_well(&night);
    assert_false(night.taken);
    list = support_read(list_of(ledger), &length);
    assert_non_null(strstr(list, ",list_xxh128\n"));
    free(list);
}

static void decimals_grow_in_every_row(void **state)
{
    (void)state;
    const char *ledger = fresh("decimals.csv");
    struct night night = { .ledger = ledger,
                           .input = support_text_file("decimals-a", ROWS "\"a,b\",2024-01-01,7\nB,2024-01-01,-2\n") };
    run_well(&night);
    expect(ledger, PLAIN "B,,,0,0,2024-01-01,2024-01-01,1,2\n\"a,b\",2024-01-01,2024-01-01,1,7,,,0,0\n");
    night.input = support_text_file("decimals-b", ROWS "C,2024-01-01,0.125\n");
    run_well(&night);
    expect(ledger, PLAIN "B,,,0,0.000,2024-01-01,2024-01-01,1,2.000\nC,2024-01-01,2024-01-01,1,0.125,,,0,0.000\n"
                         "\"a,b\",2024-01-01,2024-01-01,1,7.000,,,0,0.000\n");
    night.input = support_text_file("decimals-c", ROWS "C,2024-01-02,1\n");
    run_well(&night);
    expect(ledger, PLAIN "B,,,0,0.000,2024-01-01,2024-01-01,1,2.000\nC,2024-01-01,2024-01-02,2,1.125,,,0,0.000\n"
                         "\"a,b\",2024-01-01,2024-01-01,1,7.000,,,0,0.000\n");
}

/* One digit more in rows that could else be copied unread: none of them is quoted. */
static void one_decimal_more_in_plain_rows(void **state)
{
    (void)state;
    const char *ledger = fresh("one-more.csv");
    struct night night = { .ledger = ledger,
                           .input = support_text_file("one-more-a", ROWS "A,2024-01-01,7.25\nB,2024-01-01,-2.50\n") };
    run_well(&night);
    night.input = support_text_file("one-more-b", ROWS "C,2024-01-01,0.125\n");
    run_well(&night);
    expect(ledger, PLAIN "A,2024-01-01,2024-01-01,1,7.250,,,0,0.000\nB,,,0,0.000,2024-01-01,2024-01-01,1,2.500\n"
                         "C,2024-01-01,2024-01-01,1,0.125,,,0,0.000\n");
}

/* Random rows: ids that need quotes, refunds, orders, one to four decimals. */
#define ROW_COUNT 400
#define INPUTS_MAX 5

struct row {
    char text[100];
};

static void make_rows(struct row *rows)
{
    static const char *const before[] = { "", "id ", "", "q\"\"", "two\nlines ", "\xc3\xa9" };
    for (size_t i = 0; i < ROW_COUNT; i++) {
        char id[40];
        uint64_t random = support_random();
        snprintf(id, sizeof id, "%s%u%s", before[random % 6], (unsigned)(random / 6 % 40), random % 6 == 2 ? ",x" : "");
        snprintf(rows[i].text, sizeof rows[i].text, "\"%s\",20%02u-%02u-%02u,%s%u.%0*u,o%u\n", id,
                 (unsigned)(random >> 20) % 3 + 22, (unsigned)(random >> 24) % 12 + 1, (unsigned)(random >> 30) % 28 + 1,
                 (random >> 36) % 8 == 0 ? "-" : "", (unsigned)(random >> 40) % 1000, (int)((random >> 50) % 3 == 0) + 1,
                 (unsigned)(random >> 52) % 10, (unsigned)(random >> 56) % 60);
    }
}

static const char *write_rows(const char *name, const struct row *rows, const unsigned *part_of, unsigned part)
{
    static char text[ROW_COUNT * sizeof(struct row) + 100];
    size_t used = (size_t)snprintf(text, sizeof text, "customer_id,date,amount,order_id\n");
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (part_of == NULL || part_of[i] == part)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s", rows[i].text);
    return support_file(name, text, used);
}

static void any_split_leads_to_the_same_bytes(void **state)
{
    static const size_t blocks[] = { 0, 200, 1000, 4096 };
    static struct row rows[ROW_COUNT];
    (void)state;
    support_seed(2026);
    for (unsigned round = 0; round < 120; round++) {
        unsigned parts = 1 + (unsigned)(support_random() % INPUTS_MAX), part_of[ROW_COUNT];
        struct night all = {
            .ledger = fresh("all.csv"), .keep_orders = round & 1, .keep_days = round & 2, .keep_spend = round & 8
        };
        struct night night = all;
        make_rows(rows);
        all.input = write_rows("all-rows", rows, NULL, 0);
        run_well(&all);
        for (size_t i = 0; i < ROW_COUNT; i++) /* by chance, by customer in a way, or nearly all in one */
            part_of[i] = (unsigned)(round % 3 == 0   ? support_random()
                                    : round % 3 == 1 ? (size_t)rows[i].text[4]
                                                     : support_random() % 50 / 46) %
                         parts;
        night.ledger = fresh("split.csv");
        night.block = blocks[round % 4];
        for (unsigned part = 0; part < parts; part++) {
            night.input = write_rows("part-rows", rows, part_of, parts - 1 - part);
            night.again = true; /* parts may be equal by chance, when they are empty */
            run_well(&night);
        }
        char *expected = support_read(all.ledger, NULL);
        expect(night.ledger, expected);
        free(expected);
    }
}

static void forgotten_without_trace(void **state)
{
    (void)state;
    const char *ledger = fresh("forget.csv");
    struct night night = { .ledger = ledger,
                           .input = support_text_file("forget-a", ROWS "A,2024-01-01,1\nB,2024-01-01,2\nD,2024-01-01,4\n") };
    run_well(&night);
    night.forget = support_text_file("forget-ids", "name,customer_id\nx,B\nx,C\nx,E\nx,B\nx,Z\n");
    night.input = support_text_file("forget-b", ROWS "C,2024-01-02,9\nA,2024-01-02,9\n");
    run_well(&night);
    expect(ledger, PLAIN "A,2024-01-01,2024-01-02,2,10,,,0,0\nD,2024-01-01,2024-01-01,1,4,,,0,0\n");
    assert_int_equal(night.counts.customers, 2);
    assert_int_equal(night.counts.added, 0);
    assert_int_equal(night.counts.changed, 1);
    assert_int_equal(night.counts.forgotten, 2); /* B of the ledger, C of the night */
    assert_int_equal(night.counts.unknown, 2);
    night.forget = NULL;
    run_well(&night); /* both inputs are still known */
    assert_true(night.taken);
    night.input = support_text_file("forget-c", ROWS "B,2024-01-03,5\n"); /* a customer who comes again is new */
    run_well(&night);
    expect(ledger,
           PLAIN "A,2024-01-01,2024-01-02,2,10,,,0,0\nB,2024-01-03,2024-01-03,1,5,,,0,0\nD,2024-01-01,2024-01-01,1,4,,,0,0\n");
}

static void forgetting_alone(void **state)
{
    (void)state;
    const char *ledger = fresh("forget-alone.csv");
    struct night night = { .ledger = ledger, .input = support_text_file("alone-a", ROWS "A,2024-01-01,1\nB,2024-01-01,2\n") };
    run_well(&night);
    char *older = support_read(ledger, NULL);
    night.input = support_text_file("alone-a2", ROWS "A,2024-01-02,1\n");
    run_well(&night);
    char *before = support_read(ledger, NULL);
    night.input = NULL;
    night.forget = support_text_file("alone-ids", "customer_id\nA\n");
    run_well(&night);
    expect(ledger, PLAIN "B,2024-01-01,2024-01-01,1,2,,,0,0\n");
    char *after = support_read(ledger, NULL);
    night.forget = NULL;
    night.input = support_text_file("alone-b", ROWS "C,2024-01-01,3\n");
    support_text_file("forget-alone.csv", older);
    refuse(&night, CHURN_DATA, "list of inputs");
    support_text_file("forget-alone.csv", after);
    free(older);
    free(after);
    night.input = support_text_file("alone-b", ROWS "C,2024-01-01,3\n");
    run_well(&night);
    /* a backup from before must not bring A back unseen */
    support_text_file("forget-alone.csv", before);
    free(before);
    night.input = support_text_file("alone-c", ROWS "D,2024-01-01,3\n");
    refuse(&night, CHURN_DATA, "list of inputs");
}

static void every_stop_is_recovered_from(void **state)
{
    (void)state;
    const char *rows[] = { ROWS "A,2024-01-01,1.50\nB,2024-01-01,2.50\n", ROWS "A,2024-01-02,3.50\n",
                           ROWS "A,2024-01-03,1.00\nC,2024-01-02,1.00\n" };
    static char undisturbed[3][1000], undisturbed_list[3][2000];
    for (enum stop stop = TO_THE_END; stop <= BEFORE_THE_LEDGER; stop++) {
        const char *ledger = fresh("stop.csv");
        for (int i = 0; i < 3; i++) {
            struct night night = { .ledger = ledger,
                                   .input = support_text_file(i == 0   ? "stop-a"
                                                              : i == 1 ? "stop-b"
                                                                       : "stop-c",
                                                              rows[i]) };
            char *before = support_read(ledger, NULL);
            night.stop = stop;
            run_well(&night);
            if (stop != TO_THE_END) {
                char *after = support_read(ledger, NULL);
                assert_int_equal(before == NULL, after == NULL);
                if (before != NULL)
                    assert_string_equal(before, after);
                free(after);
                night.stop = TO_THE_END;
                run_well(&night);
                assert_false(night.taken);
            }
            free(before);
            char *found = support_read(ledger, NULL), *list = support_read(list_of(ledger), NULL);
            if (stop == TO_THE_END) {
                snprintf(undisturbed[i], sizeof undisturbed[i], "%s", found);
                snprintf(undisturbed_list[i], sizeof undisturbed_list[i], "%s", list);
            }
            assert_string_equal(found, undisturbed[i]);
            assert_string_equal(list, undisturbed_list[i]);
            free(found);
            free(list);
        }
    }
}

/* The lengths of two states may be equal: then only their sums tell them apart. */
static void states_of_one_length(void **state)
{
    (void)state;
    const char *ledger = fresh("length.csv");
    struct night night = { .ledger = ledger, .input = support_text_file("length-a", ROWS "A,2024-01-01,1\n") };
    run_well(&night);
    night.input = support_text_file("length-b", ROWS "A,2024-01-02,1\n");
    night.stop = BEFORE_THE_LEDGER;
    run_well(&night);
    expect(ledger, PLAIN "A,2024-01-01,2024-01-01,1,1,,,0,0\n");
    night.stop = TO_THE_END;
    run_well(&night);
    assert_false(night.taken);
    expect(ledger, PLAIN "A,2024-01-01,2024-01-02,2,2,,,0,0\n");
    run_well(&night);
    assert_true(night.taken);
}

static void a_restored_backup_knows_its_inputs(void **state)
{
    (void)state;
    const char *ledger = fresh("backup.csv");
    struct night night = { .ledger = ledger, .input = support_text_file("backup-a", ROWS "A,2024-01-01,1\n") };
    run_well(&night);
    char *backup = support_read(ledger, NULL);
    night.input = support_text_file("backup-b", ROWS "B,2024-01-02,1\n");
    run_well(&night);
    support_text_file("backup.csv", backup);
    free(backup);
    run_well(&night);
    assert_false(night.taken);
    expect(ledger, PLAIN "A,2024-01-01,2024-01-01,1,1,,,0,0\nB,2024-01-02,2024-01-02,1,1,,,0,0\n");
    night.input = support_path("backup-a");
    run_well(&night);
    assert_true(night.taken);
}

static void a_ledger_of_others_is_read_with_care(void **state)
{
    (void)state;
    const char *ledger = fresh("foreign.csv");
    /* other columns' order, CRLF, needless quotes, a column more */
    support_text_file(
        "foreign.csv",
        "gross,customer_id,first_date,last_date,rows,refund_first_date,refund_last_date,refund_rows,refunds,note\r\n"
        "5.5,\"A\",2024-01-01,2024-01-01,1,,,0,0,\"n\"\r\n");
    struct night night = { .ledger = ledger, .input = support_text_file("foreign-a", ROWS "B,2024-01-01,1\n") };
    run_well(&night);
    expect(ledger, PLAIN "A,2024-01-01,2024-01-01,1,5.5,,,0,0.0\nB,2024-01-01,2024-01-01,1,1.0,,,0,0.0\n");
    ledger = fresh("foreign-bad.csv");
    support_text_file("foreign-bad.csv", PLAIN "B,2024-01-01,2024-01-01,1,1,,,0,0\nA,2024-01-01,2024-01-01,1,1,,,0,0\n");
    night.ledger = ledger;
    refuse(&night, CHURN_DATA, "does not follow the id before it");
    assert_int_equal(night.err.line, 3);
    assert_int_equal(access(list_of(ledger), F_OK), -1);
}

/* Killed between list and ledger on the first night of a ledger of others: it is still theirs, and read so. */
static void a_stop_on_the_first_night_of_others(void **state)
{
    (void)state;
    const char *ledger = fresh("foreign-stop.csv");
    support_text_file("foreign-stop.csv", PLAIN "\"A\",2024-01-01,2024-01-01,1,5.50,,,0,0\n");
    struct night night = { .ledger = ledger,
                           .input = support_text_file("foreign-stop-a", ROWS "B,2024-01-01,1\n"),
                           .stop = BEFORE_THE_LEDGER };
    run_well(&night);
    night.stop = TO_THE_END;
    run_well(&night);
    assert_false(night.taken);
    expect(ledger, PLAIN "A,2024-01-01,2024-01-01,1,5.50,,,0,0.00\nB,2024-01-01,2024-01-01,1,1.00,,,0,0.00\n");
}

static void damage_is_refused(void **state)
{
    (void)state;
    const char *ledger = fresh("damage.csv");
    struct night night = { .ledger = ledger,
                           .input = support_text_file("damage-a", ROWS "A,2024-01-01,1\nB,2024-01-01,1\nC,2024-01-01,1\n") };
    run_well(&night);
    night.input = support_text_file("damage-b", ROWS "A,2024-01-01,1\n");
    char *good = support_read(ledger, NULL);
    size_t length = strlen(good);
    for (size_t at = 0; at < length; at++) { /* one byte is another, anywhere: of the same length, so the guess is wrong */
        char *bad = strdup(good);
        bad[at] = bad[at] == '7' ? '8' : '7';
        support_file("damage.csv", bad, length);
        refuse(&night, CHURN_DATA, "list of inputs");
        free(bad);
    }
    support_file("damage.csv", good, length - 1);
    refuse(&night, CHURN_DATA, "list of inputs");
    support_file("damage.csv", good, length);
    free(good);
    run_well(&night);
}

static void no_ledgers(void **state)
{
    (void)state;
    struct night night = { .ledger = fresh("empty.csv"), .input = support_text_file("none-a", ROWS "A,2024-01-01,1\n") };
    support_text_file("empty.csv", "");
    refuse(&night, CHURN_DATA, "is empty");
    night.ledger = support_file("packed.csv", "\x1f\x8b\x08\x00", 4);
    refuse(&night, CHURN_DATA, "is packed");
    night.ledger = support_text_file("transactions.csv", ROWS "A,2024-01-01,1\n");
    refuse(&night, CHURN_DATA, "first_date");
    night.ledger = support_path(".");
    assert_int_equal(run(&night), CHURN_DATA);
    assert_non_null(strstr(night.err.message, "no regular file"));
    night.ledger = support_path("no/such/folder.csv");
    assert_int_equal(run(&night), CHURN_IO);
}

static void a_ledger_that_is_gone(void **state)
{
    (void)state;
    const char *ledger = fresh("gone.csv");
    struct night night = { .ledger = ledger, .input = support_text_file("gone-a", ROWS "A,2024-01-01,1\n") };
    run_well(&night);
    unlink(ledger); /* after one run it may have been killed: begin anew */
    run_well(&night);
    assert_false(night.taken);
    night.input = support_text_file("gone-b", ROWS "B,2024-01-01,1\n");
    run_well(&night);
    unlink(ledger);
    refuse(&night, CHURN_DATA, "is not there, but its list of inputs is");
    unlink(list_of(ledger));
    run_well(&night);
    expect(ledger, PLAIN "B,2024-01-01,2024-01-01,1,1,,,0,0\n");
}

static void bad_lists(void **state)
{
    static const char *const lists[][2] = {
        { "", "empty input" },
        { "input,bytes,sha256\n", "customers" },
        { "input,bytes,sha256,customers,ledger_bytes,ledger_xxh128\n,,,0,0,00112233445566778899aabbccddeeff\n",
          "does not fit" },
        { "input,bytes,sha256,customers,ledger_bytes,ledger_xxh128\n,,,0,5,\n", "does not fit" },
        { "input,bytes,sha256,customers,ledger_bytes,ledger_xxh128\n,,,0,5,00112233445566778899AABBCCDDEEFF\n", "hexadecimal" },
        { "input,bytes,sha256,customers,ledger_bytes,ledger_xxh128\na,1,00,0,,\n", "64 hexadecimal" },
        { "input,bytes,sha256,customers,ledger_bytes,ledger_xxh128\na,-1,,0,,\n", "bytes" },
    };
    (void)state;
    struct night night = { .ledger = fresh("bad-list.csv"), .input = support_text_file("bad-a", ROWS "A,2024-01-01,1\n") };
    for (size_t i = 0; i < COUNT(lists); i++) {
        support_text_file("bad-list.csv.inputs", lists[i][0]);
        refuse(&night, CHURN_DATA, lists[i][1]);
        assert_non_null(strstr(night.err.file, "bad-list.csv.inputs"));
    }
}

/* A sum of the list that is none: the place is that of its cell. */
static void a_bad_sum_of_the_list(void **state)
{
    (void)state;
    struct night night = { .ledger = fresh("bad-sum.csv"), .input = support_text_file("bad-sum-a", ROWS "A,2024-01-01,1\n") };
    run_well(&night);
    char *list = support_read(list_of(night.ledger), NULL);
    char *sums = strrchr(list, ',');
    char *line = sums;
    while (line[-1] != '\n')
        line--;
    size_t column = (size_t)(sums - line) + 2;
    sums[1] = 'x';
    support_text_file("bad-sum.csv.inputs", list);
    free(list);
    night.input = support_text_file("bad-sum-b", ROWS "B,2024-01-01,1\n");
    refuse(&night, CHURN_DATA, "is not 32 hexadecimal digits");
    assert_int_equal(night.err.line, 3);
    assert_int_equal(night.err.column, column);
}

static size_t open_descriptors(void)
{
    size_t count = 0;
    for (int i = 0; i < 1024; i++)
        count += fcntl(i, F_GETFD) >= 0;
    return count;
}

static void no_descriptor_stays_open(void **state)
{
    (void)state;
    size_t before = open_descriptors();
    struct night night = { .ledger = fresh("descriptors.csv"),
                           .input = support_text_file("descriptors-a", ROWS "A,2024-01-01,1\n") };
    run_well(&night);
    night.input = support_text_file("descriptors-b", ROWS "B,2024-01-01,1\n");
    run_well(&night);
    run_well(&night);
    night.input = support_text_file("descriptors-c", ROWS "B,2024-01-41,1\n");
    assert_int_equal(run(&night), CHURN_DATA);
    assert_int_equal(open_descriptors(), before);
}

static void names_of_any_bytes(void **state)
{
    (void)state;
    const char *ledger = fresh("names.csv");
    struct night night = { .ledger = ledger, .input = support_text_file("a,\"\xff\n b", ROWS "A,2024-01-01,1\n") };
    run_well(&night);
    run_well(&night);
    assert_true(night.taken);
    night.input = support_text_file("names-b", ROWS "A,2024-01-02,1\n");
    run_well(&night);
}

static void one_run_at_a_time(void **state)
{
    (void)state;
    struct night night = { .ledger = fresh("lock.csv"), .input = support_text_file("lock-a", ROWS "A,2024-01-01,1\n") };
    struct churn_update *other;
    assert_int_equal(churn_update_new(night.ledger, false, &other, NULL), CHURN_OK);
    refuse(&night, CHURN_LOCKED, "another run");
    churn_update_free(other);
    run_well(&night);
}

static void a_link_is_followed(void **state)
{
    (void)state;
    struct night night = { .ledger = fresh("real.csv"), .input = support_text_file("link-a", ROWS "A,2024-01-01,1\n") };
    struct stat found;
    const char *link = support_path("link.csv");
    run_well(&night);
    assert_int_equal(symlink("real.csv", link), 0);
    night.ledger = link;
    run_well(&night);
    assert_true(night.taken); /* the list is the file's, not the name's */
    night.input = support_text_file("link-b", ROWS "A,2024-01-02,1\n");
    run_well(&night);
    assert_int_equal(lstat(link, &found), 0);
    assert_true(S_ISLNK(found.st_mode));
    expect(support_path("real.csv"), PLAIN "A,2024-01-01,2024-01-02,2,2,,,0,0\n");
    assert_int_equal(access(support_path("link.csv.inputs"), F_OK), -1);
}

static void the_mode_stays(void **state)
{
    (void)state;
    struct night night = { .ledger = fresh("mode.csv"), .input = support_text_file("mode-a", ROWS "A,2024-01-01,1\n") };
    struct stat found;
    run_well(&night);
    assert_int_equal(stat(night.ledger, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0600);
    assert_int_equal(chmod(night.ledger, 0640), 0);
    night.input = support_text_file("mode-b", ROWS "A,2024-01-02,1\n");
    run_well(&night);
    assert_int_equal(stat(night.ledger, &found), 0);
    assert_int_equal(found.st_mode & 0777, 0640);
}

/* Files and their digests must be the same bytes. */
static void an_input_that_changes_is_refused(void **state)
{
    (void)state;
    struct churn_update *update;
    struct churn_ledger_options options = CHURN_LEDGER_OPTIONS_INIT;
    struct night night = { .ledger = fresh("changing.csv"), .input = support_text_file("changing-a", ROWS "A,2024-01-01,1\n") };
    struct churn_ledger *rows;
    int copy;
    assert_int_equal(churn_update_new(night.ledger, false, &update, NULL), CHURN_OK);
    assert_int_equal(churn_update_input(update, night.input, false, &night.taken, &copy, NULL), CHURN_OK);
    assert_int_equal(churn_ledger_new(&options, &rows, NULL), CHURN_OK);
    assert_int_equal(fold(&night, rows, NULL), CHURN_OK);
    support_text_file("changing-a", ROWS "A,2024-01-01,1\nB,2024-01-01,1\n");
    assert_int_equal(replace(&night, update, rows), CHURN_DATA);
    assert_non_null(strstr(night.err.message, "changed while being read"));
    churn_ledger_free(rows);
    churn_update_free(update);
    assert_int_equal(access(night.ledger, F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_nights),
        cmocka_unit_test(an_input_counts_once),
        cmocka_unit_test(the_list_in_full),
        cmocka_unit_test(a_list_without_sums),
        cmocka_unit_test(decimals_grow_in_every_row),
        cmocka_unit_test(one_decimal_more_in_plain_rows),
        cmocka_unit_test(any_split_leads_to_the_same_bytes),
        cmocka_unit_test(forgotten_without_trace),
        cmocka_unit_test(forgetting_alone),
        cmocka_unit_test(every_stop_is_recovered_from),
        cmocka_unit_test(states_of_one_length),
        cmocka_unit_test(a_restored_backup_knows_its_inputs),
        cmocka_unit_test(a_ledger_of_others_is_read_with_care),
        cmocka_unit_test(a_stop_on_the_first_night_of_others),
        cmocka_unit_test(damage_is_refused),
        cmocka_unit_test(no_ledgers),
        cmocka_unit_test(a_ledger_that_is_gone),
        cmocka_unit_test(bad_lists),
        cmocka_unit_test(a_bad_sum_of_the_list),
        cmocka_unit_test(no_descriptor_stays_open),
        cmocka_unit_test(names_of_any_bytes),
        cmocka_unit_test(one_run_at_a_time),
        cmocka_unit_test(a_link_is_followed),
        cmocka_unit_test(the_mode_stays),
        cmocka_unit_test(an_input_that_changes_is_refused),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
