/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV out: quotes only where they are needed, the formula guard, numbers, and writes that fail. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct churn_text text_of(const char *text)
{
    return (struct churn_text){ text, strlen(text) };
}

static void expect_written(struct output *output, const char *expected)
{
    char *actual = output_end(output, NULL);
    assert_string_equal(actual, expected);
    free(actual);
}

static void quotes_only_where_needed(void **state)
{
    static const struct {
        const char *text, *cell;
    } cases[] = {
        { "plain", "plain" },
        { "", "" },
        { "a,b", "\"a,b\"" },
        { "a;b", "a;b" },
        { "say \"x\"", "\"say \"\"x\"\"\"" },
        { "\"", "\"\"\"\"" },
        { "\"\"", "\"\"\"\"\"\"" },
        { "a\nb", "\"a\nb\"" },
        { "a\rb", "\"a\rb\"" },
        { " a", "\" a\"" },
        { "a ", "\"a \"" },
        { " ", "\" \"" },
        { "a b", "a b" },
        { "=1+2", "=1+2" },
        { "-C003", "-C003" },
        { "\xc3\xa9", "\xc3\xa9" },
        { "'x", "'x" },
        { "#1", "#1" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct output output;
        char expected[100];
        output_begin(&output, "out.csv", NULL);
        churn_writer_name(output.writer, "x");
        churn_writer_text(output.writer, text_of(cases[i].text));
        churn_writer_name(output.writer, cases[i].text);
        assert_int_equal(churn_writer_row(output.writer, NULL), CHURN_OK);
        snprintf(expected, sizeof expected, "x,%s,%s\n", cases[i].cell, cases[i].cell);
        expect_written(&output, expected);
    }
}

static void bytes_with_nul(void **state)
{
    struct output output;
    size_t length;
    (void)state;
    output_begin(&output, "out.csv", NULL);
    churn_writer_text(output.writer, (struct churn_text){ "a\0\"b", 4 });
    churn_writer_text(output.writer, (struct churn_text){ NULL, 0 });
    assert_int_equal(churn_writer_row(output.writer, NULL), CHURN_OK);
    char *actual = output_end(&output, &length);
    assert_int_equal(length, 9);
    assert_memory_equal(actual, "\"a\0\"\"b\",\n", 9);
    free(actual);
}

static void another_delimiter(void **state)
{
    struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
    struct output output;
    (void)state;
    options.delimiter = ';';
    output_begin(&output, "out.csv", &options);
    churn_writer_name(output.writer, "a,b");
    churn_writer_name(output.writer, "c;d");
    churn_writer_null(output.writer);
    churn_writer_row(output.writer, NULL);
    expect_written(&output, "a,b;\"c;d\";\n");
}

static void one_empty_cell_is_no_blank_line(void **state)
{
    struct output output;
    (void)state;
    output_begin(&output, "out.csv", NULL);
    churn_writer_null(output.writer);
    churn_writer_row(output.writer, NULL);
    churn_writer_text(output.writer, TEXT(""));
    churn_writer_row(output.writer, NULL);
    churn_writer_day(output.writer, CHURN_DAY_NONE);
    churn_writer_row(output.writer, NULL);
    churn_writer_null(output.writer);
    churn_writer_null(output.writer);
    churn_writer_row(output.writer, NULL);
    churn_writer_name(output.writer, "x");
    churn_writer_row(output.writer, NULL);
    expect_written(&output, "\"\"\n\"\"\n\"\"\n,\nx\n");
}

static void numbers(void **state)
{
    struct output output;
    (void)state;
    output_begin(&output, "out.csv", NULL);
    churn_writer_integer(output.writer, 0);
    churn_writer_integer(output.writer, -7);
    churn_writer_integer(output.writer, INT64_MAX);
    churn_writer_integer(output.writer, INT64_MIN);
    churn_writer_row(output.writer, NULL);
    churn_writer_day(output.writer, 0);
    churn_writer_day(output.writer, churn_day_from_civil(2024, 2, 29));
    churn_writer_amount(output.writer, -CHURN_AMOUNT_UNIT / 2, 2);
    churn_writer_amount(output.writer, CHURN_AMOUNT_UNIT / 8, 0);
    churn_writer_amount(output.writer, 5 * CHURN_AMOUNT_UNIT, 0);
    churn_writer_row(output.writer, NULL);
    expect_written(&output, "0,-7,9223372036854775807,-9223372036854775808\n1970-01-01,2024-02-29,-0.50,0.125,5\n");
}

/* For people: mark, CRLF, an apostrophe before text that would run. Numbers stay numbers; the apostrophe is inside the quotes.
 */
static void excel(void **state)
{
    struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
    struct output output;
    (void)state;
    options.excel = true;
    output_begin(&output, "out.csv", &options);
    churn_writer_name(output.writer, "id");
    churn_writer_name(output.writer, "=name");
    churn_writer_row(output.writer, NULL);
    churn_writer_text(output.writer, TEXT("=1+2"));
    churn_writer_text(output.writer, TEXT("+1"));
    churn_writer_text(output.writer, TEXT("-1"));
    churn_writer_text(output.writer, TEXT("@SUM(A1)"));
    churn_writer_text(output.writer, TEXT("\t=1"));
    churn_writer_text(output.writer, TEXT("\r=1"));
    churn_writer_text(output.writer, TEXT("=\"a,b\""));
    churn_writer_text(output.writer, TEXT("a=1"));
    churn_writer_text(output.writer, TEXT(""));
    churn_writer_integer(output.writer, -1);
    churn_writer_amount(output.writer, -CHURN_AMOUNT_UNIT, 0);
    churn_writer_row(output.writer, NULL);
    expect_written(&output, "\xef\xbb\xbfid,=name\r\n"
                            "'=1+2,'+1,'-1,'@SUM(A1),'\t=1,\"'\r=1\",\"'=\"\"a,b\"\"\",a=1,,-1,-1\r\n");
}

static void nothing_is_written_of_nothing(void **state)
{
    struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
    struct output output;
    (void)state;
    options.excel = true;
    output_begin(&output, "out.csv", &options);
    expect_written(&output, "");
}

/* Whatever is written comes back from the reader: cells of all lengths around the buffer's. */
static void what_is_written_is_read(void **state)
{
    static const char *const pieces[] = { "a", ",", "\"", "\n", "\r\n", " ", "\xc3\xa9", "=" };
    char cells[3000][3][12];
    struct output output;
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_reader *reader;
    const struct churn_text *row;
    (void)state;
    support_seed(2);
    output_begin(&output, "round.csv", NULL);
    for (size_t j = 0; j < 3; j++)
        churn_writer_name(output.writer, "c");
    churn_writer_row(output.writer, NULL);
    for (size_t i = 0; i < 3000; i++) {
        for (size_t j = 0; j < 3; j++) {
            cells[i][j][0] = '\0';
            for (uint64_t k = support_random() % 5; k > 0; k--)
                strcat(cells[i][j], pieces[support_random() % COUNT(pieces)]);
            churn_writer_text(output.writer, text_of(cells[i][j]));
        }
        assert_int_equal(churn_writer_row(output.writer, NULL), CHURN_OK);
    }
    free(output_end(&output, NULL));
    options.paths = &output.path;
    options.path_count = 1;
    assert_int_equal(churn_reader_new(&options, &reader, NULL), CHURN_OK);
    for (size_t i = 0; i < 3000; i++) {
        assert_int_equal(churn_reader_next(reader, &row, NULL), CHURN_OK);
        for (size_t j = 0; j < 3; j++)
            assert_text(row[j], cells[i][j]);
    }
    assert_int_equal(churn_reader_next(reader, &row, NULL), CHURN_END);
    churn_reader_free(reader);
}

static void a_cell_longer_than_the_buffer(void **state)
{
    struct output output;
    size_t size = 200000, length;
    char *cell = malloc(size);
    (void)state;
    assert_non_null(cell);
    memset(cell, '"', size);
    output_begin(&output, "out.csv", NULL);
    churn_writer_text(output.writer, (struct churn_text){ cell, size });
    assert_int_equal(churn_writer_row(output.writer, NULL), CHURN_OK);
    char *actual = output_end(&output, &length);
    assert_int_equal(length, 2 * size + 3);
    for (size_t i = 0; i < length - 1; i++)
        assert_int_equal(actual[i], '"');
    free(actual);
    free(cell);
}

/* The disk is full: the failure sticks, from the flush on or from the first full buffer. */
/* As cells and then the row's end, wherever the buffer is full. */
static void the_last_cells_of_a_row(void **state)
{
    struct churn_writer_options options = CHURN_WRITER_OPTIONS_INIT;
    (void)state;
    for (int excel = 0; excel < 2; excel++) {
        struct output output, other;
        options.excel = excel == 1;
        output_begin(&output, "out.csv", &options);
        output_begin(&other, "other.csv", &options);
        for (unsigned i = 0; i < 9000; i++) {
            struct churn_text cells = { "5,5,5,555,15,champions,and,some,more", 4 + i % 33 };
            for (unsigned cell = 0; cell < i % 3; cell++) {
                churn_writer_integer(output.writer, i);
                churn_writer_integer(other.writer, i);
            }
            assert_int_equal(churn_writer_last_cells(output.writer, cells, NULL), CHURN_OK);
            churn_writer_cells(other.writer, cells);
            assert_int_equal(churn_writer_row(other.writer, NULL), CHURN_OK);
        }
        char *expected = output_end(&other, NULL);
        expect_written(&output, expected);
        free(expected);
    }
}

static void failed_writes_stick(void **state)
{
    static const struct churn_writer_options usual = CHURN_WRITER_OPTIONS_INIT;
    (void)state;
    for (int large = 0; large < 2; large++) {
        struct churn_file *file;
        struct churn_writer *writer;
        struct churn_error err;
        enum churn_status status = CHURN_OK;
        assert_int_equal(churn_file_new("/dev/full", &file, NULL), CHURN_OK);
        assert_int_equal(churn_writer_new(file, &usual, &writer, NULL), CHURN_OK);
        for (int i = 0; i < (large ? 20000 : 1); i++) {
            churn_writer_name(writer, "some text");
            status = churn_writer_row(writer, &err);
        }
        assert_int_equal(status, large ? CHURN_IO : CHURN_OK);
        for (int i = 0; i < 2; i++) {
            assert_int_equal(churn_writer_flush(writer, &err), CHURN_IO);
            assert_string_equal(err.message, "write error: No space left on device");
            assert_string_equal(err.file, "/dev/full");
            churn_writer_name(writer, "x");
            assert_int_equal(churn_writer_row(writer, NULL), CHURN_IO);
        }
        churn_writer_free(writer);
        churn_file_free(file);
    }
}

/* Rows that know their number; some of them fail. */
struct numbered {
    size_t fails_from; /* this row and all behind it, each by its own message */
    useconds_t slow;   /* the first row takes so many microseconds: the other threads wait, or are far ahead */
};

static enum churn_status make_numbered(void *context, size_t from, size_t to, struct churn_writer *writer,
                                       struct churn_error *err)
{
    const struct numbered *numbered = context;
    enum churn_status status = CHURN_OK;
    if (from == 0 && numbered->slow > 0)
        usleep(numbered->slow);
    for (size_t i = from; status == CHURN_OK && i < to; i++) {
        if (i >= numbered->fails_from)
            return churn_error_set(err, CHURN_NUMERIC, "row %zu", i);
        churn_writer_integer(writer, (int64_t)i);
        churn_writer_text(writer, text_of("a,b"));
        status = churn_writer_row(writer, err);
    }
    return status;
}

#define NUMBERED 10000

static void rows_of_several_threads(void **state)
{
    static char expected[NUMBERED * 20];
    size_t length = 0;
    (void)state;
    for (size_t i = 0; i < NUMBERED; i++)
        length += (size_t)snprintf(expected + length, sizeof expected - length, "%zu,\"a,b\"\n", i);
    for (unsigned jobs = 1; jobs < 9; jobs++) {
        struct numbered numbered = { SIZE_MAX, jobs % 2 * 20000 };
        struct output output;
        output_begin(&output, "out.csv", NULL);
        assert_int_equal(churn_writer_rows(output.writer, NUMBERED, jobs, make_numbered, &numbered, NULL), CHURN_OK);
        expect_written(&output, expected);
    }
}

/* Whichever thread is first to fail, the first row that does is told of. */
static void the_first_of_several_failures(void **state)
{
    (void)state;
    for (unsigned jobs = 1; jobs < 9; jobs++)
        for (size_t from = 0; from < NUMBERED; from += 1777) {
            struct numbered numbered = { from, jobs == 3 ? 20000 : 0 };
            struct output output;
            struct churn_error err;
            char message[40];
            snprintf(message, sizeof message, "row %zu", from);
            output_begin(&output, "out.csv", NULL);
            assert_int_equal(churn_writer_rows(output.writer, NUMBERED, jobs, make_numbered, &numbered, &err), CHURN_NUMERIC);
            assert_string_equal(err.message, message);
            free(output_end(&output, NULL));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_only_where_needed),
        cmocka_unit_test(rows_of_several_threads),
        cmocka_unit_test(the_first_of_several_failures),
        cmocka_unit_test(bytes_with_nul),
        cmocka_unit_test(another_delimiter),
        cmocka_unit_test(one_empty_cell_is_no_blank_line),
        cmocka_unit_test(numbers),
        cmocka_unit_test(excel),
        cmocka_unit_test(nothing_is_written_of_nothing),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(a_cell_longer_than_the_buffer),
        cmocka_unit_test(the_last_cells_of_a_row),
        cmocka_unit_test(failed_writes_stick),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
