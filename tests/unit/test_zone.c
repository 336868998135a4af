/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time zones: known changes of the clock, years past the table, rules of every form, and files that are damaged. The zones need
 * the system's tzdata; the expected instants are from the zones' laws, worked out by hand or by Python's zoneinfo.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/zone_internal.h"

static struct churn_zone *zone_of(const char *name)
{
    struct churn_zone *zone = NULL;
    struct churn_error err = { .message = "" };
    if (churn_zone_new(name, &zone, &err) != CHURN_OK)
        fail_msg("%s", err.message);
    return zone;
}

static int64_t instant_of(int year, int month, int day, int hour, int minute)
{
    return (int64_t)churn_day_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60;
}

/* The offset just before and at an instant. */
static void assert_change(const struct churn_zone *zone, int64_t instant, int before, int after)
{
    assert_int_equal(churn_zone_offset(zone, instant - 1), before);
    assert_int_equal(churn_zone_offset(zone, instant), after);
}

static void keeps_fixed_offsets(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int32_t offset;
    } zones[] = { { "UTC", 0 },         { "+00:00", 0 },     { "+02:00", 7200 },
                  { "-03:30", -12600 }, { "+14:00", 50400 }, { "-12:00", -43200 } };
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        struct churn_zone *zone = zone_of(zones[i].name);
        assert_int_equal(churn_zone_offset(zone, 0), zones[i].offset);
        assert_int_equal(churn_zone_offset(zone, INT64_MIN), zones[i].offset);
        assert_int_equal(churn_zone_offset(zone, INT64_MAX), zones[i].offset);
        churn_zone_free(zone);
    }
    churn_zone_free(NULL);
}

static void assert_no_zone(const char *name, enum churn_status status, const char *message)
{
    struct churn_zone *zone = (struct churn_zone *)&name;
    struct churn_error err = { .message = "" };
    assert_int_equal(churn_zone_new(name, &zone, &err), status);
    assert_string_equal(err.message, message);
    assert_ptr_equal(zone, &name);
    assert_int_equal(churn_zone_new(name, &zone, NULL), status);
}

static void refuses_names_of_no_zone(void **state)
{
    (void)state;
    static const char *const names[] = { "",
                                         "Europe/Berln",
                                         "Europe",
                                         "/usr/share/zoneinfo/Europe/Berlin",
                                         "../zoneinfo/Europe/Berlin",
                                         "Europe/../Europe/Berlin",
                                         "./UTC",
                                         "Europe//Berlin",
                                         "Europe/Berlin/",
                                         "Europe/Berlin/x",
                                         "+2",
                                         "+02",
                                         "+0200",
                                         "+02:0",
                                         "+24:00",
                                         "+02:60",
                                         "02:00",
                                         "+02:00x",
                                         "utc+2",
                                         "Z",
                                         " UTC",
                                         "Europe/Berlin " };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char message[256];
        snprintf(message, sizeof message, "--tz=%s is no time zone; use a name such as Europe/Berlin, UTC or +02:00", names[i]);
        assert_no_zone(names[i], CHURN_USAGE, message);
    }
    assert_no_zone("\x1b[31m", CHURN_USAGE, "--tz=\\x1b[31m is no time zone; use a name such as Europe/Berlin, UTC or +02:00");
    char *long_name = malloc(5001);
    struct churn_zone *zone;
    memset(long_name, 'A', 5000);
    long_name[5000] = '\0';
    assert_int_equal(churn_zone_new(long_name, &zone, NULL), CHURN_USAGE);
    long_name[200] = '\0';
    assert_int_equal(churn_zone_new(long_name, &zone, NULL), CHURN_USAGE);
    free(long_name);
}

static void follows_berlin(void **state)
{
    (void)state;
    struct churn_zone *zone = zone_of("Europe/Berlin");
    assert_change(zone, instant_of(2024, 3, 31, 1, 0), 3600, 7200);
    assert_change(zone, instant_of(2024, 10, 27, 1, 0), 7200, 3600);
    assert_change(zone, instant_of(1945, 5, 24, 0, 0), 7200, 10800); /* midsummer time */
    assert_int_equal(churn_zone_offset(zone, instant_of(1800, 1, 1, 0, 0)), 3208);
    /* 2150-03-29 and 2150-10-25 are the last Sundays */
    assert_change(zone, instant_of(2150, 3, 29, 1, 0), 3600, 7200);
    assert_change(zone, instant_of(2150, 10, 25, 1, 0), 7200, 3600);
    assert_change(zone, instant_of(2037, 10, 25, 1, 0), 7200, 3600);
    assert_change(zone, instant_of(2038, 3, 28, 1, 0), 3600, 7200);
    churn_zone_free(zone);
}

static void follows_new_york(void **state)
{
    (void)state;
    struct churn_zone *zone = zone_of("America/New_York");
    assert_change(zone, instant_of(2024, 3, 10, 7, 0), -18000, -14400);
    assert_change(zone, instant_of(2024, 11, 3, 6, 0), -14400, -18000);
    assert_change(zone, instant_of(2006, 4, 2, 7, 0), -18000, -14400); /* the older rule */
    assert_change(zone, instant_of(2150, 3, 8, 7, 0), -18000, -14400);
    assert_change(zone, instant_of(2150, 11, 1, 6, 0), -14400, -18000);
    churn_zone_free(zone);
}

static void follows_the_southern_half(void **state)
{
    (void)state;
    struct churn_zone *zone = zone_of("Australia/Sydney");
    assert_change(zone, instant_of(2024, 4, 6, 16, 0), 39600, 36000);
    assert_change(zone, instant_of(2024, 10, 5, 16, 0), 36000, 39600);
    assert_int_equal(churn_zone_offset(zone, instant_of(2024, 12, 31, 23, 59)), 39600);
    assert_int_equal(churn_zone_offset(zone, instant_of(2025, 1, 1, 0, 0)), 39600);
    assert_change(zone, instant_of(2150, 4, 4, 16, 0), 39600, 36000);
    assert_change(zone, instant_of(2150, 10, 3, 16, 0), 36000, 39600);
    assert_int_equal(churn_zone_offset(zone, instant_of(2150, 12, 31, 23, 59)), 39600);
    assert_int_equal(churn_zone_offset(zone, instant_of(2151, 1, 1, 0, 0)), 39600);
    churn_zone_free(zone);
}

static void follows_zones_without_summer(void **state)
{
    (void)state;
    struct churn_zone *zone = zone_of("Asia/Kolkata");
    assert_int_equal(churn_zone_offset(zone, instant_of(2024, 7, 1, 0, 0)), 19800);
    assert_int_equal(churn_zone_offset(zone, instant_of(2150, 1, 1, 0, 0)), 19800);
    assert_int_equal(churn_zone_offset(zone, INT64_MAX), 19800);
    churn_zone_free(zone);
    zone = zone_of("Etc/GMT+5");
    assert_int_equal(churn_zone_offset(zone, INT64_MIN), -18000);
    assert_int_equal(churn_zone_offset(zone, 0), -18000);
    churn_zone_free(zone);
}

static void assert_day(const char *text, const struct churn_zone *zone, const char *expected)
{
    struct churn_date_rules rules = { NULL, zone, INT32_MIN + 1, INT32_MAX };
    char written[CHURN_DAY_TEXT_SIZE];
    churn_day day = CHURN_DAY_NONE;
    assert_int_equal(churn_date_parse((struct churn_text){ text, strlen(text) }, &rules, &day, NULL), CHURN_OK);
    churn_day_write(day, written);
    assert_string_equal(written, expected);
}

static void gives_stamps_their_day(void **state)
{
    (void)state;
    struct churn_zone *berlin = zone_of("Europe/Berlin"), *new_york = zone_of("America/New_York"),
                      *kolkata = zone_of("Asia/Kolkata");
    assert_day("2024-03-30T22:59:59Z", berlin, "2024-03-30"); /* winter: UTC+1 */
    assert_day("2024-03-30T23:00:00Z", berlin, "2024-03-31");
    assert_day("2024-03-31T21:59:59Z", berlin, "2024-03-31"); /* summer: UTC+2 */
    assert_day("2024-03-31T22:00:00Z", berlin, "2024-04-01");
    assert_day("2024-10-26T22:00:00Z", berlin, "2024-10-27");
    assert_day("2024-10-27T22:30:00Z", berlin, "2024-10-27");
    assert_day("2024-10-27T23:00:00Z", berlin, "2024-10-28");
    assert_day("2024-07-01T00:30:00+09:00", berlin, "2024-06-30");
    assert_day("2150-06-30T22:00:00Z", berlin, "2150-07-01");
    assert_day("2150-12-31T22:59:00Z", berlin, "2150-12-31");
    assert_day("2024-01-01T04:59:59Z", new_york, "2023-12-31");
    assert_day("2024-01-01T05:00:00Z", new_york, "2024-01-01");
    assert_day("2024-07-01T03:59:59Z", new_york, "2024-06-30");
    assert_day("2024-07-01T04:00:00Z", new_york, "2024-07-01");
    assert_day("2024-01-01T18:29:59Z", kolkata, "2024-01-01");
    assert_day("2024-01-01T18:30:00Z", kolkata, "2024-01-02");
    assert_day("2024-01-01T18:30:00", kolkata, "2024-01-01");
    churn_zone_free(berlin);
    churn_zone_free(new_york);
    churn_zone_free(kolkata);
}

static bool parse_rule(const char *text, struct zone_rule *rule)
{
    size_t length = strlen(text);
    char *copy = malloc(length);
    memcpy(copy, text, length);
    bool good = zone_rule_parse(copy, length, rule);
    free(copy);
    return good;
}

static void assert_rule_change(const char *text, int64_t instant, int before, int after)
{
    struct zone_rule rule;
    assert_true(parse_rule(text, &rule));
    assert_int_equal(zone_rule_offset(&rule, instant - 1), before);
    assert_int_equal(zone_rule_offset(&rule, instant), after);
}

static void reads_rules_of_every_form(void **state)
{
    (void)state;
    assert_rule_change("CET-1CEST,M3.5.0,M10.5.0/3", instant_of(2024, 3, 31, 1, 0), 3600, 7200);
    assert_rule_change("IST-1GMT0,M10.5.0,M3.5.0/1", instant_of(2024, 10, 27, 1, 0), 3600, 0); /* negative summer */
    assert_rule_change("IST-1GMT0,M10.5.0,M3.5.0/1", instant_of(2024, 3, 31, 1, 0), 0, 3600);
    assert_rule_change("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", instant_of(2024, 3, 31, 1, 0), -7200, -3600);
    assert_rule_change("IST-2IDT,M3.4.4/26,M10.5.0", instant_of(2024, 3, 29, 0, 0), 7200, 10800);
    assert_rule_change("EET-2EEST,M3.4.4/50,M10.4.4/50", instant_of(2024, 3, 30, 0, 0), 7200, 10800);
    assert_rule_change("<+1245>-12:45<+1345>,M9.5.0/2:45,M4.1.0/3:45", instant_of(2024, 9, 28, 14, 0), 45900, 49500);
    assert_rule_change("AAA0BBB,J60/0,J300/0", instant_of(2024, 3, 1, 0, 0), 0, 3600);
    assert_rule_change("AAA0BBB,J60/0,J300/0", instant_of(2023, 3, 1, 0, 0), 0, 3600);
    assert_rule_change("AAA0BBB,J59/0,J300/0", instant_of(2024, 2, 28, 0, 0), 0, 3600);
    assert_rule_change("AAA0BBB,59/0,300/0", instant_of(2024, 2, 29, 0, 0), 0, 3600);
    assert_rule_change("AAA0BBB,59/0,300/0", instant_of(2023, 3, 1, 0, 0), 0, 3600);
    assert_rule_change("AAA+1:02:03BBB-1,M1.1.1,M2.1.1", instant_of(2024, 1, 1, 3, 2) + 3, -3723, 3600);
    assert_rule_change("AAA0BBB,M6.2.3/0,M12.5.6/0", instant_of(2024, 12, 27, 23, 0), 3600, 0);
}

/* Rules whose change falls in another year than its day, and summer all year (RFC 8536, section 3.3.1). */
static void follows_rules_around_new_year(void **state)
{
    (void)state;
    struct zone_rule rule;
    assert_true(parse_rule("EST5EDT,0/0,J365/25", &rule));
    for (int year = 2020; year < 2030; year++)
        for (int hour = -30; hour < 30; hour++)
            assert_int_equal(zone_rule_offset(&rule, instant_of(year, 1, 1, 0, 0) + hour * 3600), -14400);
    assert_rule_change("AAA0BBB,M1.1.1/-167,M7.1.1/0", instant_of(2024, 12, 30, 1, 0), 0, 3600); /* of 2025-01-06 */
    assert_rule_change("AAA0BBB,M7.1.1/0,M12.5.6/167", instant_of(2025, 1, 3, 22, 0), 3600, 0);  /* of 2024-12-28 */
}

static void repeats_rules_for_ever(void **state)
{
    (void)state;
    struct zone_rule rule;
    const int64_t cycle = (int64_t)146097 * 86400;
    assert_true(parse_rule("CET-1CEST,M3.5.0,M10.5.0/3", &rule));
    for (int64_t at = -cycle; at < cycle; at += 7 * 86400 + 3600)
        assert_int_equal(zone_rule_offset(&rule, at), zone_rule_offset(&rule, at + 5 * cycle));
    zone_rule_offset(&rule, INT64_MAX);
    zone_rule_offset(&rule, INT64_MIN);
}

static void refuses_rules_that_are_none(void **state)
{
    (void)state;
    static const char *const rules[] = { "",
                                         "C",
                                         "CE-1",
                                         "CET",
                                         "CET-",
                                         "CET-1x",
                                         "CET25",
                                         "CET-1CEST",
                                         "CET-1CEST,",
                                         "CET-1CEST,M3.5.0",
                                         "CET-1CEST,M3.5.0,",
                                         "CET-1CEST,M3.5.0,M10.5.0/3x",
                                         "CET-1CEST,M0.5.0,M10.5.0",
                                         "CET-1CEST,M13.5.0,M10.5.0",
                                         "CET-1CEST,M3.0.0,M10.5.0",
                                         "CET-1CEST,M3.6.0,M10.5.0",
                                         "CET-1CEST,M3.5.7,M10.5.0",
                                         "CET-1CEST,M3.5,M10.5.0",
                                         "CET-1CEST,J0,J300",
                                         "CET-1CEST,J366,J300",
                                         "CET-1CEST,366,300",
                                         "CET-1CEST,0/168,300",
                                         "CET-1:60",
                                         "CET-1:00:60",
                                         "<CET-1",
                                         "CET-1<CEST,0,1",
                                         "CET-99999999999999999999",
                                         "CET-1CEST,99999999999999999999,1",
                                         "CET-1CE,0,1",
                                         "CET--1",
                                         "CET-1CEST-,0,1",
                                         ":Europe/Berlin",
                                         "CET-1CEST,M3.5.0/,M10.5.0" };
    struct zone_rule rule;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        assert_false(parse_rule(rules[i], &rule));
}

/* A TZif file made by hand: +1 h from 1000 on, +2 h from 2000 on, then the footer's rule. */
struct sample {
    unsigned char bytes[512];
    size_t size;
};

static void put(struct sample *sample, uint64_t value, size_t width)
{
    for (size_t i = 0; i < width; i++)
        sample->bytes[sample->size++] = (unsigned char)(value >> (8 * (width - 1 - i)));
}

static void put_header(struct sample *sample, const uint32_t counts[6])
{
    memcpy(sample->bytes + sample->size, "TZif2", 5);
    memset(sample->bytes + sample->size + 5, 0, 15);
    sample->size += 20;
    for (size_t i = 0; i < 6; i++)
        put(sample, counts[i], 4);
}

#define FIRST_TIME 97 /* after two headers and the old block of 9 bytes */
#define FIRST_INDEX (FIRST_TIME + 16)
#define FIRST_TYPE (FIRST_INDEX + 2)

static struct sample make_sample(const char *footer)
{
    struct sample sample = { .size = 0 };
    put_header(&sample, (const uint32_t[6]){ 1, 1, 0, 0, 1, 1 });
    put(&sample, 0, 8);
    put(&sample, 0, 1);
    put_header(&sample, (const uint32_t[6]){ 0, 0, 0, 2, 3, 4 });
    assert_int_equal(sample.size, FIRST_TIME);
    put(&sample, 1000, 8);
    put(&sample, 2000, 8);
    put(&sample, 0x0102, 2);
    for (uint64_t type = 0; type < 3; type++) {
        put(&sample, type * 3600, 4);
        put(&sample, 0, 2);
    }
    put(&sample, 0x41424300, 4);
    memcpy(sample.bytes + sample.size, footer, strlen(footer));
    sample.size += strlen(footer);
    return sample;
}

static enum churn_status load(const struct sample *sample, size_t size, struct churn_zone **zone, struct churn_error *err)
{
    unsigned char *copy = malloc(size);
    if (size > 0)
        memcpy(copy, sample->bytes, size);
    enum churn_status status = zone_new_from_bytes("Test/Zone", copy, size, zone, err);
    free(copy);
    return status;
}

static void reads_tables_and_footers(void **state)
{
    (void)state;
    struct churn_zone *zone;
    struct sample sample = make_sample("\nABC-5\n");
    assert_int_equal(load(&sample, sample.size, &zone, NULL), CHURN_OK);
    assert_int_equal(churn_zone_offset(zone, INT64_MIN), 0);
    assert_change(zone, 1000, 0, 3600);
    assert_change(zone, 2000, 3600, 18000);
    churn_zone_free(zone);
    sample = make_sample("\n\n");
    assert_int_equal(load(&sample, sample.size, &zone, NULL), CHURN_OK);
    assert_change(zone, 2000, 3600, 7200);
    assert_int_equal(churn_zone_offset(zone, INT64_MAX), 7200);
    churn_zone_free(zone);
}

static void assert_damaged(const struct sample *sample, size_t size, const char *message)
{
    struct churn_zone *zone = NULL;
    struct churn_error err = { .message = "" };
    assert_int_equal(load(sample, size, &zone, &err), CHURN_DATA);
    assert_null(zone);
    if (message != NULL)
        assert_string_equal(err.message, message);
}

static void refuses_damaged_files(void **state)
{
    (void)state;
    static const char no_header[] = "the file of --tz=Test/Zone is damaged (no header of TZif version 2); install tzdata anew";
    static const char senseless[] =
        "the file of --tz=Test/Zone is damaged (a change of the clock that makes no sense); install tzdata anew";
    static const struct {
        size_t at;
        unsigned char byte;
        const char *message;
    } damages[] = {
        { 0, 'X', no_header },
        { 4, 0, no_header },
        { 36, 0xff, no_header }, /* types of the old block: far more than there are bytes */
        { 53, 'X', no_header },
        { 53 + 20 + 12, 0x7f, no_header },
        { 53 + 20 + 15, 200, "the file of --tz=Test/Zone is damaged (no header of TZif version 2); install tzdata anew" },
        { 53 + 20 + 15, 20, "the file of --tz=Test/Zone is damaged (cut short); install tzdata anew" },
        { 53 + 20 + 19, 0, "the file of --tz=Test/Zone is damaged (cut short); install tzdata anew" },
        { 53 + 20 + 11, 1, "--tz=Test/Zone counts leap seconds; use the zone without right/" },
        { FIRST_TIME + 15, 0, senseless }, /* 2000 becomes 1792, still behind 1000: see below */
        { FIRST_INDEX, 3, senseless },
        { FIRST_TYPE, 0x80, senseless },
        { FIRST_TYPE + 6, 0x7f, senseless },
    };
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct sample sample = make_sample("\nABC-5\n");
        sample.bytes[damages[i].at] = damages[i].byte;
        if (damages[i].at == FIRST_TIME + 15)
            memcpy(sample.bytes + FIRST_TIME + 8, sample.bytes + FIRST_TIME, 8); /* the same instant twice */
        assert_damaged(&sample, sample.size, damages[i].message);
    }
    static const char *const footers[] = { "", "\n", "\nABC-5", "ABC-5\n", "\nnonsense!\n" };
    for (size_t i = 0; i < sizeof footers / sizeof *footers; i++) {
        struct sample sample = make_sample(footers[i]);
        assert_damaged(&sample, sample.size,
                       "the file of --tz=Test/Zone is damaged (no rule for later years); install tzdata anew");
    }
}

/* Under the sanitizers: whatever the bytes are, the answer is a zone or a refusal. */
static void survives_any_cut_and_any_byte(void **state)
{
    (void)state;
    struct sample good = make_sample("\nCET-1CEST,M3.5.0,M10.5.0/3\n");
    for (size_t size = 0; size < good.size; size++)
        assert_damaged(&good, size, NULL);
    for (size_t at = 0; at < good.size; at++)
        for (unsigned byte = 0; byte < 256; byte++) {
            struct sample sample = good;
            struct churn_zone *zone = NULL;
            sample.bytes[at] = (unsigned char)byte;
            if (load(&sample, sample.size, &zone, NULL) == CHURN_OK) {
                churn_zone_offset(zone, 1500);
                churn_zone_offset(zone, INT64_MAX);
                churn_zone_offset(zone, INT64_MIN);
            }
            churn_zone_free(zone);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_fixed_offsets),
        cmocka_unit_test(refuses_names_of_no_zone),
        cmocka_unit_test(follows_berlin),
        cmocka_unit_test(follows_new_york),
        cmocka_unit_test(follows_the_southern_half),
        cmocka_unit_test(follows_zones_without_summer),
        cmocka_unit_test(gives_stamps_their_day),
        cmocka_unit_test(reads_rules_of_every_form),
        cmocka_unit_test(follows_rules_around_new_year),
        cmocka_unit_test(repeats_rules_for_ever),
        cmocka_unit_test(refuses_rules_that_are_none),
        cmocka_unit_test(reads_tables_and_footers),
        cmocka_unit_test(refuses_damaged_files),
        cmocka_unit_test(survives_any_cut_and_any_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
