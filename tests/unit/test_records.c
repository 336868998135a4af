/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records: the same whatever the pieces the bytes come in, with their lines; marks; faults at their places; memory that stays
 * bounded. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include "table/records.h"

static const size_t STEPS[] = { 1, 2, 3, 7, 64, 1 << 20 };
static const struct dialect PLAIN = { ',', false, 1 << 20 };

struct transcript {
    size_t length;
    char text[8192];
};

static void note(struct transcript *transcript, const struct record *record)
{
    size_t room = sizeof transcript->text - transcript->length;
    int length = snprintf(transcript->text + transcript->length, room, "%llu%s[%.*s]", (unsigned long long)record->line,
                          record->ended ? "" : "~", (int)record->text.length, record->text.data);
    assert_true(length > 0 && (size_t)length < room);
    transcript->length += (size_t)length;
}

/* All records as LINE[TEXT] ("~": not ended), and then the fault as "!LINE:COLUMN message". */
static void transcribe(const char *data, size_t length, size_t step, const struct dialect *dialect,
                       struct transcript *transcript)
{
    struct records records;
    struct record record;
    struct churn_error err;
    transcript->length = 0;
    transcript->text[0] = '\0';
    enum churn_status status = records_init(&records, pieces_new(data, length, step), dialect, false, &err);
    while (status == CHURN_OK && (status = records_next(&records, &record, &err)) == CHURN_OK)
        note(transcript, &record);
    if (status != CHURN_END) {
        assert_int_equal(status, CHURN_DATA);
        assert_int_equal(err.status, CHURN_DATA);
        snprintf(transcript->text + transcript->length, sizeof transcript->text - transcript->length, "!%s",
                 place_and_message(&err));
    }
    records_clear(&records);
}

static void expect_records(const char *data, size_t length, const struct dialect *dialect, const char *expected)
{
    struct transcript transcript;
    for (size_t i = 0; i < COUNT(STEPS); i++) {
        transcribe(data, length, STEPS[i], dialect, &transcript);
        if (strcmp(transcript.text, expected) != 0)
            print_error("in pieces of %zu:\n", STEPS[i]);
        assert_string_equal(transcript.text, expected);
    }
}

#define EXPECT(literal, expected) expect_records(literal, sizeof(literal) - 1, &PLAIN, expected)

#define STRAY "quote inside an unquoted field; quote the field and double the quote, or use --quotes=lax"
#define AFTER "text after a closing quote; a quote inside a field must be doubled"
#define BARE_CR "CR without LF outside quotes; convert line ends, e.g. tr '\\r' '\\n'"

static void lines_and_line_ends(void **state)
{
    (void)state;
    EXPECT("", "");
    EXPECT("a", "1~[a]");
    EXPECT("a\n", "1[a]");
    EXPECT("a,b\nc,d\n", "1[a,b]2[c,d]");
    EXPECT("a,b\r\nc,d\r\n", "1[a,b]2[c,d]");
    EXPECT("a\r\nb\nc", "1[a]2[b]3~[c]");
    EXPECT("\n\na\n\n", "1[]2[]3[a]4[]");
    EXPECT("\r\na\r\n\r\n", "1[]2[a]3[]");
}

static void quoted_newlines_belong_to_the_record(void **state)
{
    (void)state;
    EXPECT("\"a\nb\",c\nd\n", "1[\"a\nb\",c]3[d]");
    EXPECT("\"a\r\nb\",c\r\nd\r\n", "1[\"a\r\nb\",c]3[d]");
    EXPECT("x,\"\n\n\n\"\ny\n", "1[x,\"\n\n\n\"]5[y]");
    EXPECT("\"a\rb\"\n", "1[\"a\rb\"]");
    EXPECT("\"a\"\"\n\"\"b\"\nc\n", "1[\"a\"\"\n\"\"b\"]3[c]");
    EXPECT("\"\n\",\"\n\"\n", "1[\"\n\",\"\n\"]");
    EXPECT("\"\"\n\"\"", "1[\"\"]2~[\"\"]");
    EXPECT("\"a\"\r\n\"b\"\r\n", "1[\"a\"]2[\"b\"]");
    EXPECT("\"\r\n\"\r\nb\r\n", "1[\"\r\n\"]3[b]");
}

static void faults_lie_at_their_place(void **state)
{
    (void)state;
    EXPECT("a,b\"c\n", "!1:4 " STRAY);
    EXPECT("a\nb\nc,\"d\"e\n", "1[a]2[b]!3:6 " AFTER);
    EXPECT("a,\"b\nc\"d\n", "!2:3 " AFTER);
    EXPECT("a\rb\n", "!1:2 " BARE_CR);
    EXPECT("x\na,b\r", "1[x]!2:4 " BARE_CR);
    EXPECT("\"a\"\rb\n", "!1:4 " BARE_CR);
    EXPECT("a\r\r\n", "!1:2 " BARE_CR);
    EXPECT("a,\"b\n", "!1:3 quote is never closed");
    EXPECT("x\n\na,\"b\nc\n\nd", "1[x]2[]!3:3 quote is never closed");
    EXPECT("\"a\"\"", "!1:1 quote is never closed");
    EXPECT("\"", "!1:1 quote is never closed");
    EXPECT("\"a\",\"b\nc\",\"d\n", "!2:4 quote is never closed");
}

static void lax_quotes_are_plain_inside_a_field(void **state)
{
    static const struct dialect lax = { ',', true, 1 << 20 };
    (void)state;
    expect_records("a,b\"c\"\nd\n", 9, &lax, "1[a,b\"c\"]2[d]");
    expect_records("a,b\"c\nd\n", 8, &lax, "1[a,b\"c]2[d]");
    expect_records("\"a\"b\n", 5, &lax, "!1:4 " AFTER);
    expect_records("a, \"b\nc\"\n", 9, &lax, "1[a, \"b]2[c\"]");
}

static void another_delimiter(void **state)
{
    static const struct dialect semicolon = { ';', false, 1 << 20 };
    (void)state;
    expect_records("a,\"b\";\"c\nd\"\n", 12, &semicolon, "!1:3 " STRAY);
    expect_records("a;\"c\nd\"\ne\n", 10, &semicolon, "1[a;\"c\nd\"]3[e]");
}

static void marks(void **state)
{
    (void)state;
    EXPECT("\xef\xbb\xbf"
           "a,b\nc\n",
           "1[a,b]2[c]");
    EXPECT("\xef\xbb\xbf", "");
    EXPECT("\xef\xbb", "1~[\xef\xbb]");
    EXPECT("\xef\xbb\xbf\"a\nb\"c", "!2:3 " AFTER);
    EXPECT("\xff\xfe"
           "a\0",
           "!1:1 UTF-16 (FF FE): convert, e.g. iconv -f UTF-16 -t UTF-8, or use --encoding=UTF-16");
    EXPECT("\xfe\xff\0a", "!1:1 UTF-16 (FE FF): convert, e.g. iconv -f UTF-16 -t UTF-8, or use --encoding=UTF-16");
    EXPECT("\xff\xfe", "!1:1 UTF-16 (FF FE): convert, e.g. iconv -f UTF-16 -t UTF-8, or use --encoding=UTF-16");
    EXPECT("\xff\xfe\0\0", "!1:1 UTF-32 (FF FE 00 00): convert, e.g. iconv -f UTF-32 -t UTF-8, or use --encoding=UTF-32");
    EXPECT("\0\0\xfe\xff", "!1:1 UTF-32 (00 00 FE FF): convert, e.g. iconv -f UTF-32 -t UTF-8, or use --encoding=UTF-32");
}

static void raw_bytes_keep_wide_marks(void **state)
{
    struct records records;
    struct record record;
    (void)state;
    assert_int_equal(records_init(&records, pieces_new("\xff\xfe,x\n", 5, 1), &PLAIN, true, NULL), CHURN_OK);
    assert_int_equal(records_next(&records, &record, NULL), CHURN_OK);
    assert_text(record.text, "\xff\xfe,x");
    assert_int_equal(records_next(&records, &record, NULL), CHURN_END);
    assert_int_equal(records_next(&records, &record, NULL), CHURN_END);
    records_clear(&records);
}

/* A seam at every place of an input that has everything: two pieces, cut at each byte in turn. */
static void every_seam(void **state)
{
    static const char input[] = "id,note\r\n1,\"a\r\nb\"\"c\"\r\n\r\n2,\"\"\r\n\"3\n\",x\n4,\"\n\n\"\r\n5,plain";
    struct transcript whole, seam;
    (void)state;
    transcribe(input, sizeof input - 1, sizeof input, &PLAIN, &whole);
    assert_string_equal(whole.text, "1[id,note]2[1,\"a\r\nb\"\"c\"]4[]5[2,\"\"]6[\"3\n\",x]8[4,\"\n\n\"]11~[5,plain]");
    for (size_t step = 1; step < sizeof input; step++) {
        transcribe(input, sizeof input - 1, step, &PLAIN, &seam);
        assert_string_equal(seam.text, whole.text);
    }
}

/* Random rows of quotes, line ends and letters give the same records in any pieces, faults included. */
static void random_input_in_random_pieces(void **state)
{
    static const char alphabet[] = "ab,\"\"\n\r";
    struct transcript whole, parts;
    (void)state;
    support_seed(1);
    for (int round = 0; round < 3000; round++) {
        char input[40];
        size_t length = support_random() % sizeof input;
        for (size_t i = 0; i < length; i++)
            input[i] = alphabet[support_random() % (sizeof alphabet - 1)];
        transcribe(input, length, sizeof input, &PLAIN, &whole);
        transcribe(input, length, 1 + support_random() % 5, &PLAIN, &parts);
        assert_string_equal(parts.text, whole.text);
    }
}

/* A quoted field far over the limit is refused at its quote, in pieces of any size. */
static void long_quoted_field(void **state)
{
    static const struct dialect narrow = { ',', false, 10 };
    (void)state;
    static const char input[] = "a,b\nc,\"0123456789012345678901234567890123456789\"\n";
    expect_records(input, sizeof input - 1, &narrow, "1[a,b]!2:3 field over 10 bytes; close its quote, or raise --max-field");
}

static void the_limit_is_named_in_mebibytes(void **state)
{
    struct churn_error err;
    struct records records;
    struct record record;
    char *input = malloc(3 << 20);
    (void)state;
    assert_non_null(input);
    memset(input, 'x', 3 << 20);
    input[0] = '"';
    assert_int_equal(records_init(&records, pieces_new(input, 3 << 20, 65536), &PLAIN, false, &err), CHURN_OK);
    assert_int_equal(records_next(&records, &record, &err), CHURN_DATA);
    assert_string_equal(place_and_message(&err), "1:1 field over 1 MiB; close its quote, or raise --max-field");
    records_clear(&records);
    free(input);
}

/* Bytes without end: 'x' for ever, or fields for ever. */
struct endless {
    struct bytes bytes;
    const char *pattern;
    size_t given;
};

static enum churn_status endless_read(struct bytes *bytes, char *buffer, size_t size, size_t *got, struct churn_error *err)
{
    struct endless *endless = (struct endless *)bytes;
    size_t period = strlen(endless->pattern);
    (void)err;
    for (size_t i = 0; i < size; i++)
        buffer[i] = endless->pattern[(endless->given + i) % period];
    endless->given += size;
    *got = size;
    return CHURN_OK;
}

static void endless_free(struct bytes *bytes)
{
    (void)bytes;
}

static void expect_bounded(const char *pattern, size_t most, const char *expected)
{
    static const struct dialect narrow = { ',', false, 4096 };
    struct endless endless = { { endless_read, endless_free }, pattern, 0 };
    struct records records;
    struct record record;
    struct churn_error err;
    assert_int_equal(records_init(&records, &endless.bytes, &narrow, false, &err), CHURN_OK);
    assert_int_equal(records_next(&records, &record, &err), CHURN_DATA);
    assert_string_equal(place_and_message(&err), expected);
    assert_true(endless.given <= most);
    assert_true(records.capacity <= 2 * most);
    records_clear(&records);
}

static void memory_is_bounded(void **state)
{
    (void)state;
    expect_bounded("x", 1 << 20, "1:1 field over 4096 bytes; close its quote, or raise --max-field");
    expect_bounded("\"", 1 << 20, "1:1 field over 4096 bytes; close its quote, or raise --max-field");
    expect_bounded("x,", 1 << 20, "1:1 row over 64 times --max-field");
    expect_bounded("\"\n\",", 1 << 20, "1:1 row over 64 times --max-field");
}

/* Longer than 64 times the limit: the same answer however the bytes arrive. */
static void a_wide_row_in_any_pieces(void **state)
{
    static const struct dialect narrow = { ',', false, 4 };
    struct transcript whole, parts;
    char input[1001];
    (void)state;
    for (size_t i = 0; i < 1000; i++)
        input[i] = i % 4 == 3 ? ',' : 'x';
    input[1000] = '\n';
    transcribe(input, sizeof input, sizeof input, &narrow, &whole);
    transcribe(input, sizeof input, 1, &narrow, &parts);
    assert_string_equal(parts.text, whole.text);
}

/* Records longer than a block, so that the buffer moves and grows. */
static void records_over_several_blocks(void **state)
{
    size_t each = 300000, rows = 7, length = rows * each;
    char *input = malloc(length);
    struct records records;
    struct record record;
    (void)state;
    assert_non_null(input);
    for (size_t i = 0; i < length; i++)
        input[i] = (char)(i % each == each - 1 ? '\n' : 'a' + (int)(i / each));
    assert_int_equal(records_init(&records, pieces_new(input, length, 100001), &PLAIN, false, NULL), CHURN_OK);
    for (size_t i = 0; i < rows; i++) {
        assert_int_equal(records_next(&records, &record, NULL), CHURN_OK);
        assert_int_equal(record.line, i + 1);
        assert_int_equal(record.text.length, each - 1);
        assert_memory_equal(record.text.data, input + i * each, each - 1);
    }
    assert_int_equal(records_next(&records, &record, NULL), CHURN_END);
    records_clear(&records);
    free(input);
}

/* What was whole before a fault of the source comes first; the fault is then at the line reached, or nowhere for the machine's.
 */
static void the_source_fails(void **state)
{
    static const struct {
        enum churn_status status;
        const char *place;
    } cases[] = { { CHURN_DATA, "3:1 the bytes fail here" }, { CHURN_IO, "0:0 the bytes fail here" } };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct records records;
        struct record record;
        struct churn_error err;
        struct bytes *bytes = pieces_failing("a\nb\nc", 5, 2, cases[i].status);
        assert_int_equal(records_init(&records, bytes, &PLAIN, false, &err), CHURN_OK);
        assert_int_equal(records_next(&records, &record, &err), CHURN_OK);
        assert_int_equal(records_next(&records, &record, &err), CHURN_OK);
        assert_text(record.text, "b");
        assert_int_equal(records_next(&records, &record, &err), cases[i].status);
        assert_string_equal(place_and_message(&err), cases[i].place);
        records_clear(&records);
    }
}

static void place_of_an_offset(void **state)
{
    static const struct {
        size_t offset;
        uint64_t line, column;
    } cases[] = { { 0, 7, 1 }, { 2, 7, 3 }, { 3, 7, 4 }, { 4, 8, 1 }, { 5, 9, 1 }, { 8, 9, 4 } };
    struct record record = { TEXT("a,\"\n\nb\",c"), 7, true };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct churn_error err;
        record_place(&record, cases[i].offset, &err);
        assert_int_equal(err.line, cases[i].line);
        assert_int_equal(err.column, cases[i].column);
    }
    record_place(&record, 0, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_and_line_ends),
        cmocka_unit_test(quoted_newlines_belong_to_the_record),
        cmocka_unit_test(faults_lie_at_their_place),
        cmocka_unit_test(lax_quotes_are_plain_inside_a_field),
        cmocka_unit_test(another_delimiter),
        cmocka_unit_test(marks),
        cmocka_unit_test(raw_bytes_keep_wide_marks),
        cmocka_unit_test(every_seam),
        cmocka_unit_test(random_input_in_random_pieces),
        cmocka_unit_test(long_quoted_field),
        cmocka_unit_test(the_limit_is_named_in_mebibytes),
        cmocka_unit_test(memory_is_bounded),
        cmocka_unit_test(a_wide_row_in_any_pieces),
        cmocka_unit_test(records_over_several_blocks),
        cmocka_unit_test(the_source_fails),
        cmocka_unit_test(place_of_an_offset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
