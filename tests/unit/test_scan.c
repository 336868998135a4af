/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state machine of RFC 4180: every state by every byte, every fault at its place, fields at their offsets. */
#include "support.h"

#include "table/scan.h"

static const struct dialect STRICT = { ',', false, 1 << 20 };
static const struct dialect LAX = { ',', true, 1 << 20 };

static struct scan scan_of(enum scan_state state)
{
    return (struct scan){ state, 0, 0, 0, 0 };
}

/* What one byte does to each state. */
static void every_state_by_every_byte(void **state)
{
    static const struct {
        enum scan_state from;
        char byte;
        enum scan_fault strict, lax;
        enum scan_state to; /* where there is no fault */
    } steps[] = {
        { SCAN_FIELD_START, 'x', SCAN_SOUND, SCAN_SOUND, SCAN_PLAIN },
        { SCAN_FIELD_START, ',', SCAN_SOUND, SCAN_SOUND, SCAN_FIELD_START },
        { SCAN_FIELD_START, '"', SCAN_SOUND, SCAN_SOUND, SCAN_QUOTED },
        { SCAN_FIELD_START, '\r', SCAN_BARE_CR, SCAN_BARE_CR, SCAN_FIELD_START },
        { SCAN_FIELD_START, '\0', SCAN_SOUND, SCAN_SOUND, SCAN_PLAIN },
        { SCAN_PLAIN, 'x', SCAN_SOUND, SCAN_SOUND, SCAN_PLAIN },
        { SCAN_PLAIN, ',', SCAN_SOUND, SCAN_SOUND, SCAN_FIELD_START },
        { SCAN_PLAIN, '"', SCAN_STRAY_QUOTE, SCAN_SOUND, SCAN_PLAIN },
        { SCAN_PLAIN, '\r', SCAN_BARE_CR, SCAN_BARE_CR, SCAN_PLAIN },
        { SCAN_QUOTED, 'x', SCAN_SOUND, SCAN_SOUND, SCAN_QUOTED },
        { SCAN_QUOTED, ',', SCAN_SOUND, SCAN_SOUND, SCAN_QUOTED },
        { SCAN_QUOTED, '"', SCAN_SOUND, SCAN_SOUND, SCAN_QUOTE_SEEN },
        { SCAN_QUOTED, '\r', SCAN_SOUND, SCAN_SOUND, SCAN_QUOTED },
        { SCAN_QUOTED, '\n', SCAN_SOUND, SCAN_SOUND, SCAN_QUOTED },
        { SCAN_QUOTE_SEEN, 'x', SCAN_AFTER_QUOTE, SCAN_AFTER_QUOTE, SCAN_PLAIN },
        { SCAN_QUOTE_SEEN, ' ', SCAN_AFTER_QUOTE, SCAN_AFTER_QUOTE, SCAN_PLAIN },
        { SCAN_QUOTE_SEEN, ',', SCAN_SOUND, SCAN_SOUND, SCAN_FIELD_START },
        { SCAN_QUOTE_SEEN, '"', SCAN_SOUND, SCAN_SOUND, SCAN_QUOTED },
        { SCAN_QUOTE_SEEN, '\r', SCAN_BARE_CR, SCAN_BARE_CR, SCAN_PLAIN },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct scan strict = scan_of(steps[i].from), lax = scan_of(steps[i].from);
        assert_int_equal(scan_to(&strict, &steps[i].byte, 1, false, &STRICT), steps[i].strict);
        assert_int_equal(scan_to(&lax, &steps[i].byte, 1, false, &LAX), steps[i].lax);
        if (steps[i].strict == SCAN_SOUND)
            assert_int_equal(strict.state, steps[i].to);
        if (steps[i].lax == SCAN_SOUND)
            assert_int_equal(lax.state, steps[i].to);
    }
}

static void faults_at_their_place(void **state)
{
    static const struct {
        const char *record;
        enum scan_fault fault;
        size_t at;
    } cases[] = { { "a\"", SCAN_STRAY_QUOTE, 1 },    { "a,bc\"d", SCAN_STRAY_QUOTE, 4 },
                  { "\"a\"b", SCAN_AFTER_QUOTE, 3 }, { "a,\"b\" ,c", SCAN_AFTER_QUOTE, 5 },
                  { "ab\rc", SCAN_BARE_CR, 2 },      { "\"a\"\rb", SCAN_BARE_CR, 3 },
                  { "\r", SCAN_SOUND, 0 },           { "a,\"b\"\r", SCAN_SOUND, 0 },
                  { "a\r\r", SCAN_BARE_CR, 1 },      { "", SCAN_SOUND, 0 },
                  { "\"\"\"\"", SCAN_SOUND, 0 },     { "\"\"\"\"x", SCAN_AFTER_QUOTE, 4 } };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct scan scan = scan_of(SCAN_FIELD_START);
        size_t length = strlen(cases[i].record);
        assert_int_equal(scan_to(&scan, cases[i].record, length, true, &STRICT), cases[i].fault);
        assert_int_equal(scan.fault_at, cases[i].at);
        if (cases[i].fault == SCAN_SOUND)
            assert_int_equal(scan.offset, length);
    }
}

/* A CR that ends what is known belongs to the line end only where the line is known to end. */
static void a_cr_at_the_end(void **state)
{
    struct scan open = scan_of(SCAN_FIELD_START), ended = scan_of(SCAN_FIELD_START);
    (void)state;
    assert_int_equal(scan_to(&open, "a\r", 2, false, &STRICT), SCAN_BARE_CR);
    assert_int_equal(scan_to(&ended, "a\r", 2, true, &STRICT), SCAN_SOUND);
}

static void fields_are_counted(void **state)
{
    static const char record[] = "a,\"b,\nc\",,\"\"\"\"";
    struct scan scan = scan_of(SCAN_FIELD_START);
    (void)state;
    assert_int_equal(scan_to(&scan, record, sizeof record - 1, true, &STRICT), SCAN_SOUND);
    assert_int_equal(scan.field, 3);
    assert_int_equal(scan.field_start, 10);
    assert_int_equal(scan.state, SCAN_QUOTE_SEEN);
}

/* In two steps as in one. */
static void goes_on_where_it_stopped(void **state)
{
    static const char record[] = "a,\"b\"\"\n\",c\"";
    (void)state;
    for (size_t cut = 0; cut < sizeof record; cut++) {
        struct scan scan = scan_of(SCAN_FIELD_START);
        enum scan_fault fault = scan_to(&scan, record, cut, false, &STRICT);
        if (fault == SCAN_SOUND)
            fault = scan_to(&scan, record, sizeof record - 1, false, &STRICT);
        assert_int_equal(fault, SCAN_STRAY_QUOTE);
        assert_int_equal(scan.fault_at, sizeof record - 2);
    }
}

/* The scan bounds memory only: a field may have twice the limit and some, for its quotes; then it is refused at its first byte.
 */
static void long_fields(void **state)
{
    static const char plain[] = "a,bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    static const char doubled[] = "a,\"\"\"\"\"\"\"\"\"\"\"";
    static const struct dialect narrow = { ',', false, 4 };
    struct scan scan = scan_of(SCAN_FIELD_START), sound = scan_of(SCAN_FIELD_START);
    (void)state;
    assert_int_equal(scan_to(&scan, plain, sizeof plain - 1, true, &narrow), SCAN_LONG_FIELD);
    assert_int_equal(scan.fault_at, 2);
    assert_true(scan.offset < 20);
    assert_int_equal(scan_to(&sound, doubled, 12, true, &narrow), SCAN_SOUND);
}

static void offsets_of_fields(void **state)
{
    static const char record[] = "a,\"b,\nc\",,\"\"\"\"";
    static const size_t offsets[] = { 0, 2, 9, 10, sizeof record - 1, sizeof record - 1 };
    static const struct dialect semicolon = { ';', false, 1 << 20 };
    (void)state;
    for (size_t i = 0; i < COUNT(offsets); i++)
        assert_int_equal(scan_field_offset(record, sizeof record - 1, i, &STRICT), offsets[i]);
    assert_int_equal(scan_field_offset("a,", 2, 1, &STRICT), 2);
    assert_int_equal(scan_field_offset("", 0, 0, &STRICT), 0);
    assert_int_equal(scan_field_offset("", 0, 1, &STRICT), 0);
    assert_int_equal(scan_field_offset("a,b;c", 5, 1, &semicolon), 4);
    assert_int_equal(scan_field_offset("a\"b,c", 5, 1, &LAX), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_by_every_byte), cmocka_unit_test(faults_at_their_place),
        cmocka_unit_test(a_cr_at_the_end),           cmocka_unit_test(fields_are_counted),
        cmocka_unit_test(goes_on_where_it_stopped),  cmocka_unit_test(long_fields),
        cmocka_unit_test(offsets_of_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
