/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packed and converted bytes: the same as the plain ones, or refused; never a part that looks like the whole. */
#include "support.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define ROOM 400000

struct result {
    enum churn_status status;
    size_t length;
    char data[ROOM];
    struct churn_error err;
};

static struct result result;

/* Read to the end, or to the fault, step bytes a call. */
static void drain(struct bytes *bytes, size_t step)
{
    size_t got = 1;
    result.length = 0;
    while ((result.status = bytes->read(bytes, result.data + result.length, step, &got, &result.err)) == CHURN_OK && got > 0) {
        result.length += got;
        assert_true(got <= step && result.length + step <= ROOM);
    }
}

static void open_and_drain(const char *path, const char *encoding, size_t step)
{
    struct bytes *bytes = NULL;
    result.length = 0;
    result.status = bytes_open(path, encoding, BYTES_BY_SIZE, NULL, &bytes, &result.err);
    if (result.status == CHURN_OK)
        drain(bytes, step);
    if (bytes != NULL)
        bytes->free(bytes);
}

static void expect_bytes(const void *expected, size_t length)
{
    if (result.status != CHURN_OK)
        print_error("%s\n", result.err.message);
    assert_int_equal(result.status, CHURN_OK);
    assert_int_equal(result.length, length);
    assert_memory_equal(result.data, expected, length);
}

static void expect_refused(enum churn_status status, const char *message)
{
    assert_int_equal(result.status, status);
    assert_int_equal(result.err.status, status);
    assert_string_equal(result.err.message, message);
}

struct packer {
    const char *name;
    size_t (*pack)(const char *data, size_t length, unsigned char *packed, size_t room);
    const char *cut;
    size_t magic; /* bytes without which it would not be known as packed */
};

static size_t pack_gzip(const char *data, size_t length, unsigned char *packed, size_t room)
{
    z_stream stream = {
        .next_in = (Bytef *)(uintptr_t)data, .avail_in = (uInt)length, .next_out = packed, .avail_out = (uInt)room
    };
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t size = room - stream.avail_out;
    deflateEnd(&stream);
    return size;
}

static size_t pack_zstd(const char *data, size_t length, unsigned char *packed, size_t room)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    size_t size = ZSTD_compress2(context, packed, room, data, length);
    assert_false(ZSTD_isError(size));
    ZSTD_freeCCtx(context);
    return size;
}

static const struct packer PACKERS[] = {
    { "gzip", pack_gzip, "gzip: unexpected end; the file is cut", 2 },
    { "zstd", pack_zstd, "zstd: unexpected end; the file is cut", 4 },
};

static const char SMALL[] = "customer_id,date,amount\nA,2024-01-01,1.50\nB,2024-01-02,2.50\nA,2024-01-03,3.50\n";
#define SMALL_LENGTH (sizeof SMALL - 1)

static unsigned char packed[ROOM];

static void plain_files(void **state)
{
    (void)state;
    for (size_t length = 0; length < 8; length++)
        for (size_t step = 1; step < 6; step++) {
            open_and_drain(support_file("plain", SMALL, length), NULL, step);
            expect_bytes(SMALL, length);
        }
    open_and_drain(support_file("plain", "\x1f", 1), NULL, 10);
    expect_bytes("\x1f", 1);
    open_and_drain(support_file("plain", "\x28\xb5\x2f", 3), NULL, 10);
    expect_bytes("\x28\xb5\x2f", 3);
}

static void files_that_are_not_there(void **state)
{
    (void)state;
    open_and_drain(support_path("missing"), NULL, 10);
    expect_refused(CHURN_IO, "cannot open: No such file or directory");
    open_and_drain("/", NULL, 10);
    expect_refused(CHURN_IO, "read error: Is a directory");
}

static void packed_files_in_any_steps(void **state)
{
    static const size_t steps[] = { 1, 2, 3, 7, 64, 100000 };
    (void)state;
    for (size_t i = 0; i < COUNT(PACKERS); i++)
        for (size_t j = 0; j < COUNT(steps); j++) {
            size_t size = PACKERS[i].pack(SMALL, SMALL_LENGTH, packed, sizeof packed);
            open_and_drain(support_file("packed", packed, size), NULL, steps[j]);
            expect_bytes(SMALL, SMALL_LENGTH);
        }
}

/* The bytes below come one by one as well. */
static void packed_bytes_in_pieces(void **state)
{
    static enum churn_status (*const opens[])(struct bytes *, uint64_t, struct bytes **,
                                              struct churn_error *) = { bytes_gzip_new, bytes_zstd_new };
    (void)state;
    for (size_t i = 0; i < COUNT(PACKERS); i++)
        for (size_t step = 1; step < 12; step++) {
            struct bytes *bytes;
            size_t size = PACKERS[i].pack(SMALL, SMALL_LENGTH, packed, sizeof packed);
            assert_int_equal(opens[i](pieces_new((const char *)packed, size, step), BYTES_BY_SIZE, &bytes, NULL), CHURN_OK);
            drain(bytes, 5);
            expect_bytes(SMALL, SMALL_LENGTH);
            bytes->free(bytes);
        }
}

static void members_one_after_the_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(PACKERS); i++) {
        size_t size = PACKERS[i].pack(SMALL, 30, packed, sizeof packed);
        size += PACKERS[i].pack("", 0, packed + size, sizeof packed - size);
        size += PACKERS[i].pack(SMALL + 30, SMALL_LENGTH - 30, packed + size, sizeof packed - size);
        open_and_drain(support_file("packed", packed, size), NULL, 11);
        expect_bytes(SMALL, SMALL_LENGTH);
    }
}

static void an_empty_packed_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(PACKERS); i++) {
        open_and_drain(support_file("packed", packed, PACKERS[i].pack("", 0, packed, sizeof packed)), NULL, 11);
        expect_bytes("", 0);
    }
}

/* Cut at every byte, of the first member and of the second. Where a member ends, the file is whole. */
static void truncated_at_every_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(PACKERS); i++) {
        size_t first = PACKERS[i].pack(SMALL, 30, packed, sizeof packed);
        size_t size = first + PACKERS[i].pack(SMALL + 30, SMALL_LENGTH - 30, packed + first, sizeof packed - first);
        for (size_t cut = PACKERS[i].magic; cut < size; cut++) {
            open_and_drain(support_file("packed", packed, cut), NULL, 1000);
            if (cut == first)
                expect_bytes(SMALL, 30);
            else
                expect_refused(CHURN_DATA, PACKERS[i].cut);
        }
    }
}

static void garbage_behind(void **state)
{
    static const char *const garbage[] = { "x", "xy", "\n", "garbage", "\x1f", "\x1fx", "\x28\xb5", "\x1f\x8bgarbage" };
    (void)state;
    for (size_t i = 0; i < COUNT(PACKERS); i++)
        for (size_t j = 0; j < COUNT(garbage); j++) {
            size_t size = PACKERS[i].pack(SMALL, SMALL_LENGTH, packed, sizeof packed);
            memcpy(packed + size, garbage[j], strlen(garbage[j]));
            open_and_drain(support_file("packed", packed, size + strlen(garbage[j])), NULL, 1000);
            assert_int_equal(result.status, CHURN_DATA);
            assert_int_equal(result.length, SMALL_LENGTH);
        }
    size_t size = pack_gzip(SMALL, SMALL_LENGTH, packed, sizeof packed);
    memcpy(packed + size, "garbage", 7);
    open_and_drain(support_file("packed", packed, size + 7), NULL, 1000);
    expect_refused(CHURN_DATA, "gzip: bytes that are no gzip behind the last member; the file is damaged");
    packed[size] = '\0';
    open_and_drain(support_file("packed", packed, size + 1), NULL, 1000);
    assert_int_equal(result.status, CHURN_DATA);
}

/* One bit wrong: refused, or it lay where it says nothing (the time stamp of gzip's header). */
static void flipped_bits(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(PACKERS); i++) {
        size_t refused = 0, size = PACKERS[i].pack(SMALL, SMALL_LENGTH, packed, sizeof packed);
        for (size_t at = PACKERS[i].magic; at < size; at++)
            for (unsigned bit = 0; bit < 8; bit++) {
                packed[at] ^= (unsigned char)(1u << bit);
                open_and_drain(support_file("packed", packed, size), NULL, 1000);
                packed[at] ^= (unsigned char)(1u << bit);
                refused += result.status == CHURN_DATA;
                if (result.status != CHURN_DATA)
                    expect_bytes(SMALL, SMALL_LENGTH);
            }
        assert_true(refused + 7 * 8 >= (size - PACKERS[i].magic) * 8);
    }
}

/* More than a block of input, and far more output than input. */
static void large_packed_files(void **state)
{
    char *data = malloc(ROOM);
    (void)state;
    assert_non_null(data);
    support_seed(5);
    for (size_t i = 0; i < COUNT(PACKERS); i++)
        for (int noise = 0; noise < 2; noise++) {
            size_t length = ROOM - 70000;
            for (size_t j = 0; j < length; j++)
                data[j] = (char)(noise ? support_random() % 251 : 'x');
            size_t size = PACKERS[i].pack(data, length, packed, sizeof packed);
            open_and_drain(support_file("packed", packed, size), NULL, 65536);
            expect_bytes(data, length);
            open_and_drain(support_file("packed", packed, size - 1), NULL, 65536);
            expect_refused(CHURN_DATA, PACKERS[i].cut);
        }
    free(data);
}

/* What was good is given before the fault. */
static void good_bytes_come_first(void **state)
{
    (void)state;
    size_t size = pack_gzip(SMALL, SMALL_LENGTH, packed, sizeof packed);
    packed[size - 5] ^= 1; /* the check sum */
    open_and_drain(support_file("packed", packed, size), NULL, 10);
    expect_refused(CHURN_DATA, "gzip: incorrect data check; the file is damaged");
    assert_true(result.length > SMALL_LENGTH - 20);
    packed[size - 5] ^= 1;
    packed[size - 1] ^= 1; /* the length */
    open_and_drain(support_file("packed", packed, size), NULL, 10);
    expect_refused(CHURN_DATA, "gzip: incorrect length check; the file is damaged");
}

/* What was unpacked before it became too much is given first. */
static void more_than_may_be_unpacked(void **state)
{
    static enum churn_status (*const opens[])(struct bytes *, uint64_t, struct bytes **,
                                              struct churn_error *) = { bytes_gzip_new, bytes_zstd_new };
    (void)state;
    for (size_t i = 0; i < COUNT(opens); i++)
        for (size_t less = 0; less < 2; less++) {
            struct bytes *bytes;
            char refusal[100];
            size_t size = PACKERS[i].pack(SMALL, SMALL_LENGTH, packed, sizeof packed);
            snprintf(refusal, sizeof refusal, "packed, and holds more than %zu bytes; --max-unpacked=SIZE if it may",
                     (size_t)SMALL_LENGTH - 1);
            assert_int_equal(opens[i](pieces_new((const char *)packed, size, size), SMALL_LENGTH - less, &bytes, NULL),
                             CHURN_OK);
            drain(bytes, 1000);
            if (less == 0)
                expect_bytes(SMALL, SMALL_LENGTH);
            else
                expect_refused(CHURN_DATA, refusal);
            bytes->free(bytes);
        }
}

/* A packed file that is small: 1 GiB may come out of it; one that is large: 200 times as much. */
static void how_much_may_be_unpacked(void **state)
{
    struct churn_error err;
    struct bytes_input input = { .most = BYTES_BY_SIZE, .drawn = 1000, .unpacked = BYTES_IN_ANY_CASE };
    (void)state;
    assert_int_equal(bytes_input_check(&input, &err), CHURN_OK);
    input.unpacked++;
    assert_int_equal(bytes_input_check(&input, &err), CHURN_DATA);
    input.drawn = BYTES_IN_ANY_CASE;
    assert_int_equal(bytes_input_check(&input, &err), CHURN_OK);
    input.unpacked = BYTES_FOLD * BYTES_IN_ANY_CASE;
    assert_int_equal(bytes_input_check(&input, &err), CHURN_OK);
    input.unpacked++;
    assert_int_equal(bytes_input_check(&input, &err), CHURN_DATA);
    input.most = input.unpacked;
    assert_int_equal(bytes_input_check(&input, &err), CHURN_OK);
}

static void faults_from_below(void **state)
{
    struct bytes *bytes;
    (void)state;
    size_t size = pack_gzip(SMALL, SMALL_LENGTH, packed, sizeof packed);
    assert_int_equal(bytes_gzip_new(pieces_failing((char *)packed, size / 2, 7, CHURN_IO), BYTES_BY_SIZE, &bytes, NULL),
                     CHURN_OK);
    drain(bytes, 1000);
    expect_refused(CHURN_IO, "the bytes fail here");
    bytes->free(bytes);
    size = pack_zstd(SMALL, SMALL_LENGTH, packed, sizeof packed);
    assert_int_equal(bytes_zstd_new(pieces_failing((char *)packed, size / 2, 7, CHURN_IO), BYTES_BY_SIZE, &bytes, NULL),
                     CHURN_OK);
    drain(bytes, 1000);
    expect_refused(CHURN_IO, "the bytes fail here");
    bytes->free(bytes);
    assert_int_equal(bytes_iconv_new(pieces_failing("abc", 3, 1, CHURN_IO), "ISO-8859-1", &bytes, NULL), CHURN_OK);
    drain(bytes, 1000);
    expect_refused(CHURN_IO, "the bytes fail here");
    bytes->free(bytes);
}

struct conversion {
    const char *encoding;
    const char *data;
    size_t length;
    const char *expected;
};

static const struct conversion CONVERSIONS[] = {
    { "ISO-8859-1", "caf\xe9 \xff", 6, "caf\xc3\xa9 \xc3\xbf" },
    { "GB18030", "\xc4\xe3\xba\xc3,\x81\x30\x84\x36", 9, "\xe4\xbd\xa0\xe5\xa5\xbd,\xc2\xa5" },
    { "UTF-16",
      "\xff\xfe"
      "a\0\x3d\xd8\x00\xde",
      8, "a\xf0\x9f\x98\x80" },
    { "UTF-16", "\xfe\xff\0a\0\n", 6, "a\n" },
    { "UTF-16LE", "a\0\n\0", 4, "a\n" },
    { "UTF-32",
      "\xff\xfe\0\0"
      "a\0\0\0",
      8, "a" },
    { "UTF-8", "a\xc3\xa9", 3, "a\xc3\xa9" },
    { "SHIFT_JIS", "\x83\x65\x83\x58\x83\x67", 6, "\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88" },
    { "ISO-2022-JP", "\x1b$B%F\x1b(B!", 9, "\xe3\x83\x86!" },
    { "ISO-8859-1", "", 0, "" },
};

static void encodings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(CONVERSIONS); i++)
        for (size_t step = 1; step < 9; step++) {
            struct bytes *bytes;
            struct bytes *inner = pieces_new(CONVERSIONS[i].data, CONVERSIONS[i].length, step);
            assert_int_equal(bytes_iconv_new(inner, CONVERSIONS[i].encoding, &bytes, NULL), CHURN_OK);
            drain(bytes, 64);
            expect_bytes(CONVERSIONS[i].expected, strlen(CONVERSIONS[i].expected));
            bytes->free(bytes);
        }
}

/* Into buffers that have no room for one character, too. */
static void encodings_into_small_buffers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(CONVERSIONS); i++)
        for (size_t step = 1; step < 20; step++) {
            struct bytes *bytes;
            struct bytes *inner = pieces_new(CONVERSIONS[i].data, CONVERSIONS[i].length, 3);
            assert_int_equal(bytes_iconv_new(inner, CONVERSIONS[i].encoding, &bytes, NULL), CHURN_OK);
            drain(bytes, step);
            expect_bytes(CONVERSIONS[i].expected, strlen(CONVERSIONS[i].expected));
            bytes->free(bytes);
        }
}

static void impossible_sequences(void **state)
{
    static const struct {
        struct conversion conversion;
    } cases[] = {
        { { "UTF-8",
            "ab\xff"
            "c",
            4, "ab" } },
        { { "UTF-8", "ab\xc3", 3, "ab" } },
        { { "UTF-8", "ab\xed\xa0\x80", 5, "ab" } },
        { { "GB18030", "ab\xc4", 3, "ab" } },
        { { "GB18030", "\x81\x30\x84", 3, "" } },
        { { "UTF-16",
            "\xff\xfe"
            "a\0b",
            5, "a" } },
        { { "UTF-16LE", "a\0\x3d\xd8", 4, "a" } },
        { { "US-ASCII",
            "ab\x80"
            "cd",
            5, "ab" } },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        for (size_t step = 1; step < 6; step++) {
            const struct conversion *conversion = &cases[i].conversion;
            struct bytes *bytes;
            struct bytes *inner = pieces_new(conversion->data, conversion->length, step);
            assert_int_equal(bytes_iconv_new(inner, conversion->encoding, &bytes, NULL), CHURN_OK);
            drain(bytes, 12 * step);
            expect_refused(CHURN_DATA, "bytes that --encoding does not know, or that end inside a character");
            assert_int_equal(result.length, strlen(conversion->expected));
            assert_memory_equal(result.data, conversion->expected, result.length);
            bytes->free(bytes);
        }
}

static void encodings_that_are_refused(void **state)
{
    static const char *const names[] = { "no-such-encoding", "UTF-8//IGNORE", "ISO-8859-1//TRANSLIT", "UTF-8/", "/",
                                         "UTF-8,IGNORE" };
    (void)state;
    for (size_t i = 0; i < COUNT(names); i++) {
        char expected[100];
        open_and_drain(support_text_file("plain", "a\n"), names[i], 10);
        snprintf(expected, sizeof expected, "no encoding %s; `iconv -l` lists them", names[i]);
        expect_refused(CHURN_USAGE, expected);
    }
}

/* To iconv it is the locale's encoding; nothing here may depend on the locale. */
static void the_empty_encoding_is_refused(void **state)
{
    (void)state;
    open_and_drain(support_text_file("plain", "a\n"), "", 10);
    assert_int_equal(result.status, CHURN_USAGE);
}

/* Packed and in another encoding, over several blocks with characters on the seams. */
static void packed_and_encoded(void **state)
{
    size_t length = 131001;
    char *data = malloc(length), *expected = malloc(2 * length);
    (void)state;
    assert_true(data != NULL && expected != NULL);
    for (size_t i = 0; i < length; i++) {
        data[i] = '\xe9';
        memcpy(expected + 2 * i, "\xc3\xa9", 2);
    }
    size_t size = pack_gzip(data, length, packed, sizeof packed);
    open_and_drain(support_file("packed", packed, size), "ISO-8859-1", 4097);
    expect_bytes(expected, 2 * length);
    free(data);
    free(expected);
}

static void append(const char *path, const char *text)
{
    FILE *file = fopen(path, "ab");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* Grown, cut or touched while it is read: refused at the end. */
static void a_file_that_changes(void **state)
{
    (void)state;
    for (int way = 0; way < 3; way++) {
        struct bytes *bytes;
        const char *path = support_file("changing", SMALL, SMALL_LENGTH);
        assert_int_equal(bytes_open(path, NULL, BYTES_BY_SIZE, NULL, &bytes, NULL), CHURN_OK);
        size_t got;
        assert_int_equal(bytes->read(bytes, result.data, 10, &got, NULL), CHURN_OK);
        usleep(20000); /* the clock of the file system is coarse */
        if (way == 0)
            append(path, "more\n");
        else if (way == 1)
            assert_int_equal(truncate(path, 20), 0);
        else
            support_file("changing", SMALL, SMALL_LENGTH);
        drain(bytes, 16);
        expect_refused(CHURN_DATA, "changed while being read; read it when it is complete");
        bytes->free(bytes);
    }
}

static void a_packed_file_that_changes(void **state)
{
    struct bytes *bytes;
    (void)state;
    size_t size = pack_gzip(SMALL, SMALL_LENGTH, packed, sizeof packed);
    const char *path = support_file("changing.gz", packed, size);
    assert_int_equal(bytes_open(path, NULL, BYTES_BY_SIZE, NULL, &bytes, NULL), CHURN_OK);
    usleep(20000);
    support_file("changing.gz", packed, size);
    drain(bytes, 16);
    expect_refused(CHURN_DATA, "changed while being read; read it when it is complete");
    bytes->free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_files),
        cmocka_unit_test(files_that_are_not_there),
        cmocka_unit_test(packed_files_in_any_steps),
        cmocka_unit_test(packed_bytes_in_pieces),
        cmocka_unit_test(members_one_after_the_other),
        cmocka_unit_test(an_empty_packed_file),
        cmocka_unit_test(truncated_at_every_byte),
        cmocka_unit_test(garbage_behind),
        cmocka_unit_test(flipped_bits),
        cmocka_unit_test(large_packed_files),
        cmocka_unit_test(good_bytes_come_first),
        cmocka_unit_test(more_than_may_be_unpacked),
        cmocka_unit_test(how_much_may_be_unpacked),
        cmocka_unit_test(faults_from_below),
        cmocka_unit_test(encodings),
        cmocka_unit_test(encodings_into_small_buffers),
        cmocka_unit_test(impossible_sequences),
        cmocka_unit_test(encodings_that_are_refused),
        cmocka_unit_test(the_empty_encoding_is_refused),
        cmocka_unit_test(packed_and_encoded),
        cmocka_unit_test(a_file_that_changes),
        cmocka_unit_test(a_packed_file_that_changes),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
