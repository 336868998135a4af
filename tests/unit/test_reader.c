/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader: which rows come, which are refused and where, what the end of the stream is, and that the counts always agree. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct faults faults;

struct transcript {
    size_t length;
    char text[16384];
    enum churn_status end;
    char message[FAULT_TEXT_SIZE]; /* of the end, where it is none of CHURN_OK and CHURN_END */
    struct churn_counts counts;
};

static void note(struct transcript *transcript, const struct churn_text *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t room = sizeof transcript->text - transcript->length;
        int length = snprintf(transcript->text + transcript->length, room, "%s%.*s", i > 0 ? "|" : "[", (int)cells[i].length,
                              cells[i].data);
        assert_true(length >= 0 && (size_t)length + 2 < room);
        transcript->length += (size_t)length;
    }
    transcript->text[transcript->length++] = ']';
    transcript->text[transcript->length] = '\0';
}

/* All rows as [CELL|CELL], how it ends, and the counts; after every row read = used + rejected. */
static void read_all(struct churn_reader *reader, struct transcript *transcript)
{
    struct churn_error err;
    const struct churn_text *cells;
    transcript->length = 0;
    transcript->text[0] = transcript->message[0] = '\0';
    while ((transcript->end = churn_reader_next(reader, &cells, &err)) == CHURN_OK) {
        transcript->counts = churn_reader_counts(reader);
        assert_int_equal(transcript->counts.read, transcript->counts.used + transcript->counts.rejected);
        note(transcript, cells, churn_reader_columns(reader));
    }
    if (transcript->end != CHURN_END)
        snprintf(transcript->message, sizeof transcript->message, "%s", place_and_message(&err));
    transcript->counts = churn_reader_counts(reader);
    assert_int_equal(transcript->counts.read, transcript->counts.used + transcript->counts.rejected);
}

static void read_text(const char *text, size_t length, const struct churn_reader_options *options,
                      struct transcript *transcript)
{
    struct churn_reader *reader;
    struct churn_error err;
    enum churn_status status = open_text(text, length, options, &faults, &reader, &err);
    if (status != CHURN_OK)
        print_error("%s\n", place_and_message(&err));
    assert_int_equal(status, CHURN_OK);
    read_all(reader, transcript);
    churn_reader_free(reader);
}

#define READ(literal, options, transcript) read_text(literal, sizeof(literal) - 1, options, transcript)
#define OPEN(literal, ...) open_text(literal, sizeof(literal) - 1, __VA_ARGS__)
#define EXPECT_REFUSED(literal, options, message) expect_refused_at_open(literal, sizeof(literal) - 1, options, message)

static const struct churn_reader_options STRICT = CHURN_READER_OPTIONS_INIT;

static void expect_rows(const char *text, const struct churn_reader_options *options, const char *rows)
{
    struct transcript transcript;
    read_text(text, strlen(text), options, &transcript);
    assert_string_equal(transcript.text, rows);
    assert_int_equal(transcript.end, CHURN_END);
    assert_int_equal(faults.count, 0);
}

static void expect_refused_at_open(const char *text, size_t length, const struct churn_reader_options *options,
                                   const char *message)
{
    struct churn_reader *reader;
    struct churn_error err;
    assert_int_equal(open_text(text, length, options, &faults, &reader, &err), CHURN_DATA);
    assert_null(reader);
    assert_string_equal(place_and_message(&err), message);
    assert_string_equal(err.file, support_path("input.csv"));
}

static void plain_rows(void **state)
{
    (void)state;
    expect_rows("a,b\n1,2\n3,4\n", &STRICT, "[1|2][3|4]");
    expect_rows("a,b\r\n1,2\r\n", &STRICT, "[1|2]");
    expect_rows("a,b\n,\n\"\",\n", &STRICT, "[|][|]");
    expect_rows("a\n\"x\"\"y\"\n\"\"\n", &STRICT, "[x\"y][]");
    expect_rows("a,b\n\"x,y\",\"1\n2\"\n", &STRICT, "[x,y|1\n2]");
    expect_rows("a,b\n x , y\t\n", &STRICT, "[ x | y\t]");
    expect_rows("\xef\xbb\xbf"
                "a,b\n1,2\n",
                &STRICT, "[1|2]");
    expect_rows("a,b\n", &STRICT, "");
    expect_rows("a,b", &STRICT, "");
}

static void the_header_is_kept(void **state)
{
    struct churn_reader *reader;
    (void)state;
    assert_int_equal(OPEN("\n\"a b\",,\"c\"\"\"\r\n1,2,3\r\n", &STRICT, NULL, &reader, NULL), CHURN_OK);
    assert_int_equal(churn_reader_columns(reader), 3);
    assert_text(churn_reader_column_name(reader, 0), "a b");
    assert_text(churn_reader_column_name(reader, 1), "");
    assert_text(churn_reader_column_name(reader, 2), "c\"");
    assert_text(churn_reader_column_name(reader, 3), "");
    assert_text(churn_reader_header_line(reader), "\"a b\",,\"c\"\"\"");
    assert_int_equal(churn_reader_counts(reader).blank, 1);
    assert_int_equal(churn_reader_counts(reader).read, 0);
    churn_reader_free(reader);
}

static void blank_lines_are_counted(void **state)
{
    struct transcript transcript;
    static const char text[] = "a,b\n\n1,2\n\r\n\n3,4\n\n";
    (void)state;
    read_text(text, sizeof text - 1, &STRICT, &transcript);
    assert_string_equal(transcript.text, "[1|2][3|4]");
    assert_int_equal(transcript.end, CHURN_END);
    assert_int_equal(transcript.counts.blank, 4);
    assert_int_equal(transcript.counts.read, 2);
    assert_int_equal(transcript.counts.used, 2);
    assert_int_equal(transcript.counts.uncut, 0);
}

static void empty_input(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct transcript transcript;
    (void)state;
    EXPECT_REFUSED("", &options, "1:1 empty input, no header; use --allow-empty if that may be");
    EXPECT_REFUSED("\n\r\n", &options, "1:1 empty input, no header; use --allow-empty if that may be");
    options.no_header = true;
    EXPECT_REFUSED("", &options, "1:1 empty input; use --allow-empty if that may be");
    options.no_header = false;
    options.allow_empty = true;
    READ("", &options, &transcript);
    assert_string_equal(transcript.text, "");
    assert_int_equal(transcript.end, CHURN_END);
    assert_int_equal(transcript.counts.read, 0);
}

static void no_header(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_reader *reader;
    struct transcript transcript;
    (void)state;
    options.no_header = true;
    assert_int_equal(OPEN("1,2\n3,4\n5\n", &options, &faults, &reader, NULL), CHURN_OK);
    assert_int_equal(churn_reader_columns(reader), 2);
    assert_text(churn_reader_column_name(reader, 0), "");
    assert_text(churn_reader_header_line(reader), "");
    read_all(reader, &transcript);
    assert_string_equal(transcript.text, "[1|2][3|4]");
    assert_int_equal(transcript.end, CHURN_DATA);
    assert_string_equal(faults.text[0], "3:2 1 field, the first row has 2");
    churn_reader_free(reader);
}

static void no_newline_at_the_end(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct transcript transcript;
    (void)state;
    READ("a,b\n1,2", &options, &transcript);
    assert_string_equal(transcript.text, "[1|2]");
    assert_int_equal(transcript.counts.uncut, 1);
    options.require_eol = true;
    READ("a,b\n1,2", &options, &transcript);
    assert_string_equal(transcript.text, "");
    assert_int_equal(transcript.end, CHURN_DATA);
    assert_string_equal(transcript.message, "2:4 no newline at end of file: it may be cut (--require-eol)");
    READ("a,b\n1,2\n", &options, &transcript);
    assert_int_equal(transcript.end, CHURN_END);
    assert_int_equal(transcript.counts.uncut, 0);
    EXPECT_REFUSED("a,b", &options, "1:4 no newline at end of file: it may be cut (--require-eol)");
}

static void trim(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_reader *reader;
    struct transcript transcript;
    (void)state;
    options.trim = true;
    assert_int_equal(OPEN(" a\t,\" b \"\n\t1 , x y \n  ,\" \"\n", &options, &faults, &reader, NULL), CHURN_OK);
    assert_text(churn_reader_column_name(reader, 0), "a");
    assert_text(churn_reader_column_name(reader, 1), "b");
    read_all(reader, &transcript);
    assert_string_equal(transcript.text, "[1|x y][|]");
    churn_reader_free(reader);
}

static void delimiters(void **state)
{
    static const char marks[] = { ';', '\t', '|', ' ', ':' };
    (void)state;
    for (size_t i = 0; i < sizeof marks; i++) {
        struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
        struct transcript transcript;
        char text[] = "a_b_c\n1,5_\"2_3\"_\n";
        options.delimiter = marks[i];
        for (char *at = text; *at != '\0'; at++)
            *at = *at == '_' ? marks[i] : *at;
        char expected[] = "[1,5|2_3|]";
        *strchr(expected, '_') = marks[i];
        read_text(text, strlen(text), &options, &transcript);
        assert_string_equal(transcript.text, expected);
    }
}

/* Rows of the wrong width: the extra field's first byte, or one past the last. */
static void rows_of_the_wrong_width(void **state)
{
    static const char text[] = "a,b,c\n1,2\n1,2,3,4\n\"x\ny\",2\n1,\"2\n\",3,\"4\"\n1\n1,2,3\n,,,,\n";
    struct transcript transcript;
    (void)state;
    read_text(text, sizeof text - 1, &STRICT, &transcript);
    assert_string_equal(transcript.text, "[1|2|3]");
    assert_int_equal(transcript.end, CHURN_DATA);
    assert_string_equal(transcript.message, "0:0 6 rows refused, nothing written");
    assert_int_equal(faults.count, 6);
    assert_string_equal(faults.text[0], "2:4 2 fields, header has 3");
    assert_string_equal(faults.text[1], "3:7 4 fields, header has 3");
    assert_string_equal(faults.text[2], "5:5 2 fields, header has 3");
    assert_string_equal(faults.text[3], "7:5 4 fields, header has 3");
    assert_string_equal(faults.text[4], "8:2 1 field, header has 3");
    assert_string_equal(faults.text[5], "10:4 5 fields, header has 3");
    assert_string_equal(faults.row[2], "\"x\ny\",2");
    assert_string_equal(faults.file[0], support_path("input.csv"));
    assert_int_equal(transcript.counts.read, 7);
    assert_int_equal(transcript.counts.rejected, 6);
}

static const char TABLE[] = "id,\"na,me\",note\n1,\"a\nb\",x\n22,c,\"\"\"y\"\n\"3\",,z\n4,d,\n";

static uint64_t line_of(const char *text, size_t offset, uint64_t *column)
{
    uint64_t line = 1;
    *column = 1;
    for (size_t i = 0; i < offset; i++) {
        ++*column;
        if (text[i] == '\n') {
            line++;
            *column = 1;
        }
    }
    return line;
}

static size_t column_of(const char *text, size_t offset)
{
    size_t column = 0;
    bool quoted = false;
    for (size_t i = 0; i < offset; i++) {
        quoted ^= text[i] == '"';
        if (!quoted && text[i] == ',')
            column++;
        if (!quoted && text[i] == '\n')
            column = 0;
    }
    return column;
}

/* Put one bad byte before every byte of a cell in turn: it is found in its very place. Quotes are left whole by not going next
 * to them. */
static void bad_bytes_everywhere(void **state)
{
    static const struct {
        char byte;
        const char *why;
    } bad[] = { { '\0', "a NUL byte" }, { '\xff', "not UTF-8; use --encoding, such as --encoding=ISO-8859-1" } };
    static const char *const names[] = { "id", "na,me", "note" };
    size_t places = 0;
    (void)state;
    for (size_t at = 16; at < sizeof TABLE - 1; at++)
        for (size_t i = 0; i < COUNT(bad); i++) {
            char text[sizeof TABLE + 1], expected[FAULT_TEXT_SIZE];
            uint64_t line, column;
            struct transcript transcript;
            if (TABLE[at] == '"' || TABLE[at - 1] == '"')
                continue;
            memcpy(text, TABLE, at);
            text[at] = bad[i].byte;
            memcpy(text + at + 1, TABLE + at, sizeof TABLE - at);
            line = line_of(TABLE, at, &column);
            read_text(text, sizeof TABLE, &STRICT, &transcript);
            snprintf(expected, sizeof expected, "%llu:%llu %s: %s", (unsigned long long)line, (unsigned long long)column,
                     names[column_of(TABLE, at)], bad[i].why);
            assert_int_equal(faults.count, 1);
            assert_string_equal(faults.text[0], expected);
            assert_int_equal(transcript.end, CHURN_DATA);
            assert_int_equal(transcript.counts.read, 4);
            assert_int_equal(transcript.counts.rejected, 1);
            places++;
        }
    assert_int_equal(places, 38);
}

static void any_bytes_lifts_utf8_but_not_nul(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct transcript transcript;
    (void)state;
    options.any_bytes = true;
    READ("a,\xe9\n\xff,1\nx\0y,2\n", &options, &transcript);
    assert_string_equal(transcript.text, "[\xff|1]");
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.text[0], "3:2 a: a NUL byte");
}

static void bad_headers(void **state)
{
    struct churn_reader_options narrow = CHURN_READER_OPTIONS_INIT;
    (void)state;
    EXPECT_REFUSED("a,b\0c\n1,2\n", &STRICT, "1:3 header: a NUL byte");
    EXPECT_REFUSED("a,\"b\xff\"\n1,2\n", &STRICT, "1:3 header: not UTF-8; use --encoding, such as --encoding=ISO-8859-1");
    EXPECT_REFUSED("a,b\"\n", &STRICT,
                   "1:4 quote inside an unquoted field; quote the field and double the quote, or use --quotes=lax");
    EXPECT_REFUSED("\xff\xfe"
                   "a\0",
                   &STRICT, "1:1 UTF-16 (FF FE): convert, e.g. iconv -f UTF-16 -t UTF-8, or use --encoding=UTF-16");
    narrow.max_field = 3;
    EXPECT_REFUSED("abc,abcd\n1,2\n", &narrow, "1:5 field over 3 bytes; close its quote, or raise --max-field");
}

/* Take each delimiter of the data away, and double each: every time that row and no other is refused. */
static void one_delimiter_more_or_less(void **state)
{
    static const char table[] = "a,b,c\n1,2,3\n4,5,6\n7,8,9\n";
    (void)state;
    for (size_t at = 6; at < sizeof table - 1; at++)
        for (size_t more = 0; more < 2; more++) {
            char text[sizeof table + 1], expected[FAULT_TEXT_SIZE];
            struct transcript transcript;
            uint64_t column, line = line_of(table, at, &column);
            if (table[at] != ',')
                continue;
            memcpy(text, table, at + more);
            memcpy(text + at + more, table + at + 1 - more, sizeof table - at - 1 + more);
            if (more)
                text[at + 1] = ',';
            read_text(text, strlen(text), &STRICT, &transcript);
            snprintf(expected, sizeof expected, "%llu:%s fields, header has 3", (unsigned long long)line, more ? "6 4" : "5 2");
            assert_int_equal(faults.count, 1);
            assert_string_equal(faults.text[0], expected);
            assert_int_equal(transcript.counts.used, 2);
            assert_int_equal(transcript.end, CHURN_DATA);
        }
}

static void skip_ends_well(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct transcript transcript;
    (void)state;
    options.skip = true;
    options.max_rejects = 2;
    READ("a,b\n1\n2,2\n3\n4,4\n", &options, &transcript);
    assert_string_equal(transcript.text, "[2|2][4|4]");
    assert_int_equal(transcript.end, CHURN_END);
    assert_int_equal(faults.count, 2);
    assert_int_equal(transcript.counts.read, 4);
    assert_int_equal(transcript.counts.rejected, 2);
    options.max_rejects = 1;
    READ("a,b\n1\n2,2\n3\n4,4\n", &options, &transcript);
    assert_string_equal(transcript.text, "[2|2]");
    assert_int_equal(transcript.end, CHURN_DATA);
    assert_string_equal(transcript.message, "0:0 more than 1 rows rejected (--max-rejects)");
    options.max_rejects = 0;
    READ("a,b\n1\n", &options, &transcript);
    assert_int_equal(transcript.end, CHURN_DATA);
}

static void the_consumer_rejects(void **state)
{
    struct churn_reader *reader;
    struct churn_error err;
    const struct churn_text *cells;
    (void)state;
    assert_int_equal(OPEN("id,\"v\x01\"\n1,\"x\ty\"\n2,\n", &STRICT, &faults, &reader, &err), CHURN_OK);
    assert_int_equal(churn_reader_next(reader, &cells, &err), CHURN_OK);
    churn_error_set(&err, CHURN_DATA, "is wrong");
    assert_int_equal(churn_reader_reject(reader, 1, false, &err, &err), CHURN_OK);
    assert_int_equal(churn_reader_next(reader, &cells, &err), CHURN_OK);
    churn_error_set(&err, CHURN_DATA, "is wrong");
    assert_int_equal(churn_reader_reject(reader, 0, true, &err, &err), CHURN_OK);
    assert_int_equal(churn_reader_next(reader, &cells, &err), CHURN_DATA);
    assert_string_equal(place_and_message(&err), "0:0 2 rows refused, nothing written");
    assert_int_equal(faults.count, 2);
    assert_string_equal(faults.text[0], "2:3 v\\x01: \"x\\x09y\" is wrong");
    assert_string_equal(faults.text[1], "3:1 id: is wrong");
    assert_int_equal(churn_reader_counts(reader).used, 0);
    assert_int_equal(churn_reader_counts(reader).rejected, 2);
    churn_reader_free(reader);
}

static enum churn_status stop(void *context, const struct churn_error *fault, struct churn_text row, struct churn_error *err)
{
    (void)context;
    (void)fault;
    (void)row;
    return churn_error_set(err, CHURN_IO, "the sink is full");
}

static void the_sink_stops_the_reading(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct churn_reader *reader;
    struct churn_error err;
    const struct churn_text *cells;
    (void)state;
    options.on_fault = stop;
    assert_int_equal(OPEN("a,b\n1\n2,2\n", &options, NULL, &reader, &err), CHURN_OK);
    assert_int_equal(churn_reader_next(reader, &cells, &err), CHURN_IO);
    assert_string_equal(err.message, "the sink is full");
    churn_reader_free(reader);
}

static void no_sink_is_needed(void **state)
{
    struct churn_reader *reader;
    struct churn_error err;
    const struct churn_text *cells;
    (void)state;
    assert_int_equal(OPEN("a,b\n1\n", &STRICT, NULL, &reader, &err), CHURN_OK);
    assert_int_equal(churn_reader_next(reader, &cells, &err), CHURN_DATA);
    assert_string_equal(err.message, "1 row refused, nothing written");
    churn_reader_free(reader);
}

static void fatal_faults_come_at_once(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct transcript transcript;
    (void)state;
    options.skip = true;
    READ("a,b\n1,2\n3,\"4\n5,6\n", &options, &transcript);
    assert_string_equal(transcript.text, "[1|2]");
    assert_int_equal(transcript.end, CHURN_DATA);
    assert_string_equal(transcript.message, "3:3 quote is never closed");
    assert_int_equal(faults.count, 0);
}

/* Exactly the limit passes, one more does not; doubled quotes count once. */
static void the_field_limit(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    struct transcript transcript;
    (void)state;
    options.max_field = 4;
    READ("a,b\n1234,\"12\"\"4\"\n", &options, &transcript);
    assert_string_equal(transcript.text, "[1234|12\"4]");
    assert_int_equal(transcript.end, CHURN_END);
    READ("a,b\n1,12345\n", &options, &transcript);
    assert_int_equal(transcript.end, CHURN_DATA);
    assert_string_equal(transcript.message, "2:3 field over 4 bytes; close its quote, or raise --max-field");
    READ("a,b\n\"1234\",\"12345\"\n", &options, &transcript);
    assert_int_equal(transcript.end, CHURN_DATA);
    assert_string_equal(transcript.message, "2:8 field over 4 bytes; close its quote, or raise --max-field");
    READ("a,b\n\"\"\"\"\"\"\"\"\"\"\"\",2\n", &options, &transcript);
    assert_int_equal(transcript.end, CHURN_DATA);
    assert_string_equal(transcript.message, "2:1 field over 4 bytes; close its quote, or raise --max-field");
}

static void open_files(const char *const *paths, size_t count, struct churn_reader_options options,
                       struct transcript *transcript)
{
    struct churn_reader *reader;
    struct churn_error err;
    options.paths = paths;
    options.path_count = count;
    options.on_fault = faults_take;
    options.on_fault_context = &faults;
    faults.count = 0;
    transcript->text[0] = '\0';
    transcript->end = churn_reader_new(&options, &reader, &err);
    if (transcript->end == CHURN_OK)
        read_all(reader, transcript);
    else
        snprintf(transcript->message, sizeof transcript->message, "%s", place_and_message(&err));
    churn_reader_free(reader);
}

static void several_files_are_one_stream(void **state)
{
    const char *paths[3];
    struct transcript transcript;
    (void)state;
    paths[0] = support_text_file("one.csv", "a,b\n1,2\n");
    paths[1] = support_text_file("two.csv", "\xef\xbb\xbf\"a\",b\r\n3,4\r\n5\n");
    paths[2] = support_text_file("three.csv", "\na,b\n\n6,7");
    open_files(paths, 3, STRICT, &transcript);
    assert_string_equal(transcript.text, "[1|2][3|4][6|7]");
    assert_int_equal(transcript.end, CHURN_DATA);
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.text[0], "3:2 1 field, header has 2");
    assert_string_equal(faults.file[0], paths[1]);
    assert_int_equal(transcript.counts.read, 4);
    assert_int_equal(transcript.counts.blank, 2);
    assert_int_equal(transcript.counts.uncut, 1);
}

static void headers_must_agree(void **state)
{
    static const struct {
        const char *second;
        const char *place;
    } cases[] = { { "a,c\n", "1:3" }, { "b,a\n", "1:1" },  { "a\n", "1:2" },        { "a,b,c\n", "1:5" },
                  { "a,B\n", "1:3" }, { "a, b\n", "1:3" }, { "\na,\"c\"\n", "2:3" } };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char expected[FAULT_TEXT_SIZE];
        struct transcript transcript;
        const char *paths[] = { support_text_file("one.csv", "a,b\n1,2\n"), support_text_file("two.csv", cases[i].second) };
        open_files(paths, 2, STRICT, &transcript);
        assert_int_equal(transcript.end, CHURN_DATA);
        snprintf(expected, sizeof expected, "%s header differs from that of %s; files read as one must have the same columns",
                 cases[i].place, paths[0]);
        assert_string_equal(transcript.message, expected);
        assert_string_equal(transcript.text, "[1|2]");
    }
}

static void trimmed_headers_agree(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    const char *paths[] = { support_text_file("one.csv", "a ,b\n1,2\n"), support_text_file("two.csv", " a,b\n3,4\n") };
    struct transcript transcript;
    (void)state;
    options.trim = true;
    open_files(paths, 2, options, &transcript);
    assert_string_equal(transcript.text, "[1|2][3|4]");
    assert_int_equal(transcript.end, CHURN_END);
}

static void files_without_header(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    const char *paths[] = { support_text_file("one.csv", "1,2\n"), support_text_file("two.csv", "3,4\n5,6\n"),
                            support_text_file("three.csv", "7\n8,9\n") };
    struct transcript transcript;
    (void)state;
    options.no_header = true;
    open_files(paths, 3, options, &transcript);
    assert_string_equal(transcript.text, "[1|2][3|4][5|6][8|9]");
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.text[0], "1:2 1 field, the first row has 2");
    assert_string_equal(faults.file[0], paths[2]);
}

static void empty_files_among_others(void **state)
{
    struct churn_reader_options options = CHURN_READER_OPTIONS_INIT;
    const char *paths[] = { support_text_file("empty.csv", ""), support_text_file("one.csv", "a,b\n1,2\n"),
                            support_text_file("empty.csv", ""), support_text_file("two.csv", "a,b\n3,4\n") };
    struct transcript transcript;
    (void)state;
    open_files(paths + 1, 3, options, &transcript);
    assert_int_equal(transcript.end, CHURN_DATA);
    assert_string_equal(transcript.message, "1:1 empty input, no header; use --allow-empty if that may be");
    options.allow_empty = true;
    open_files(paths, 4, options, &transcript);
    assert_string_equal(transcript.text, "[1|2][3|4]");
    assert_int_equal(transcript.end, CHURN_END);
}

static void files_that_cannot_be_read(void **state)
{
    const char *paths[] = { support_text_file("one.csv", "a,b\n1,2\n"), support_path("missing.csv") };
    struct transcript transcript;
    (void)state;
    open_files(paths + 1, 1, STRICT, &transcript);
    assert_int_equal(transcript.end, CHURN_IO);
    assert_string_equal(transcript.message, "0:0 cannot open: No such file or directory");
    open_files(paths, 2, STRICT, &transcript);
    assert_string_equal(transcript.text, "[1|2]");
    assert_int_equal(transcript.end, CHURN_IO);
    paths[0] = "/";
    open_files(paths, 1, STRICT, &transcript);
    assert_int_equal(transcript.end, CHURN_IO);
    assert_string_equal(transcript.message, "0:0 read error: Is a directory");
}

static void standard_input_has_a_name(void **state)
{
    struct churn_reader *reader;
    struct churn_error err;
    const struct churn_text *cells;
    int saved = dup(STDIN_FILENO), ends[2];
    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "a,b\n1,\"\n", 8), 8);
    close(ends[1]);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    assert_int_equal(churn_reader_new(&STRICT, &reader, &err), CHURN_OK);
    assert_int_equal(churn_reader_next(reader, &cells, &err), CHURN_DATA);
    assert_string_equal(place_and_message(&err), "2:3 quote is never closed");
    assert_string_equal(err.file, "<stdin>");
    churn_reader_free(reader);
    assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
    close(saved);
}

static void places_of_cells(void **state)
{
    static const uint64_t expected[][2] = { { 2, 1 }, { 2, 3 }, { 4, 3 }, { 4, 5 } };
    struct churn_reader *reader;
    struct churn_error err;
    const struct churn_text *cells;
    (void)state;
    assert_int_equal(OPEN("a,b,c\n1,\"\n\n\",4 \n", &STRICT, NULL, &reader, &err), CHURN_OK);
    assert_int_equal(churn_reader_next(reader, &cells, &err), CHURN_OK);
    for (size_t i = 0; i < COUNT(expected); i++) {
        churn_reader_place(reader, i, &err);
        assert_int_equal(err.line, expected[i][0]);
        assert_int_equal(err.column, expected[i][1]);
    }
    churn_reader_free(reader);
}

/* 3,000 columns and rows longer than a block. */
static void a_wide_table(void **state)
{
    size_t columns = 3000, length = 0;
    char *text = malloc(2 * columns * 8);
    struct transcript transcript;
    struct churn_reader *reader;
    const struct churn_text *cells;
    (void)state;
    assert_non_null(text);
    for (int row = 0; row < 2; row++)
        for (size_t i = 0; i < columns; i++)
            length += (size_t)sprintf(text + length, "%c%zu%c", row == 0 ? 'c' : 'v', i, i + 1 < columns ? ',' : '\n');
    assert_int_equal(open_text(text, length, &STRICT, &faults, &reader, NULL), CHURN_OK);
    assert_int_equal(churn_reader_columns(reader), columns);
    assert_text(churn_reader_column_name(reader, 2999), "c2999");
    assert_int_equal(churn_reader_next(reader, &cells, NULL), CHURN_OK);
    assert_text(cells[2999], "v2999");
    read_all(reader, &transcript);
    assert_int_equal(transcript.end, CHURN_END);
    churn_reader_free(reader);
    free(text);
}

/* A row read by the careful reader is known at once; bytes come by blocks, and at the end all of all files have passed. */
static void progress_grows_to_the_end(void **unused)
{
    (void)unused;
    const char *paths[2] = { support_text_file("first.csv", "a,b\n1,2\n3\n\n"),
                             support_text_file("second.csv", "a,b\n5,6\n7,8") };
    struct churn_reader_options options = STRICT;
    const struct churn_text *cells;
    struct churn_reader *reader;
    options.paths = paths;
    options.path_count = 2;
    assert_int_equal(churn_reader_new(&options, &reader, NULL), CHURN_OK);
    struct churn_progress progress = churn_reader_progress(reader);
    assert_int_equal(progress.rows, 0);
    assert_in_range(progress.bytes, strlen("a,b\n"), strlen("a,b\n1,2\n3\n\n"));
    assert_int_equal(churn_reader_next(reader, &cells, NULL), CHURN_OK);
    assert_int_equal(churn_reader_progress(reader).rows, 1);
    assert_int_equal(churn_reader_next(reader, &cells, NULL), CHURN_OK);
    assert_int_equal(churn_reader_progress(reader).rows, 3); /* the refused row was read too */
    assert_int_equal(churn_reader_next(reader, &cells, NULL), CHURN_OK);
    assert_int_equal(churn_reader_next(reader, &cells, NULL), CHURN_DATA);
    progress = churn_reader_progress(reader);
    assert_int_equal(progress.rows, churn_reader_counts(reader).read);
    assert_int_equal(progress.bytes, strlen("a,b\n1,2\n3\n\n") + strlen("a,b\n5,6\n7,8"));
    churn_reader_free(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_rows),
        cmocka_unit_test(the_header_is_kept),
        cmocka_unit_test(blank_lines_are_counted),
        cmocka_unit_test(empty_input),
        cmocka_unit_test(no_header),
        cmocka_unit_test(no_newline_at_the_end),
        cmocka_unit_test(trim),
        cmocka_unit_test(delimiters),
        cmocka_unit_test(rows_of_the_wrong_width),
        cmocka_unit_test(bad_bytes_everywhere),
        cmocka_unit_test(any_bytes_lifts_utf8_but_not_nul),
        cmocka_unit_test(bad_headers),
        cmocka_unit_test(one_delimiter_more_or_less),
        cmocka_unit_test(skip_ends_well),
        cmocka_unit_test(the_consumer_rejects),
        cmocka_unit_test(the_sink_stops_the_reading),
        cmocka_unit_test(no_sink_is_needed),
        cmocka_unit_test(fatal_faults_come_at_once),
        cmocka_unit_test(the_field_limit),
        cmocka_unit_test(several_files_are_one_stream),
        cmocka_unit_test(headers_must_agree),
        cmocka_unit_test(trimmed_headers_agree),
        cmocka_unit_test(files_without_header),
        cmocka_unit_test(empty_files_among_others),
        cmocka_unit_test(files_that_cannot_be_read),
        cmocka_unit_test(standard_input_has_a_name),
        cmocka_unit_test(places_of_cells),
        cmocka_unit_test(a_wide_table),
        cmocka_unit_test(progress_grows_to_the_end),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
