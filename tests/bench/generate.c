/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables for the bench, of any size, the same bytes everywhere: integers only, every row from its number and the seed.
 *
 *   generate transactions ROWS CUSTOMERS [OPTION]...   customer_id,date,amount,product_id,channel
 *   generate surveys ROWS CUSTOMERS [OPTION]...        customer_id,date,score,expected,channel
 *   generate customers CUSTOMERS [OPTION]...           customer_id,name,kind,region,owner,contract_end,do_not_contact,since
 *     --shape=plain|comma|quoted   comma: one row in a hundred has a quoted comma; quoted: every field is quoted
 *     --seed=N  --first=YEAR  --days=N   days from 1 January of YEAR; default 1, 2021, 1095
 *
 * How often a customer comes: where rows suffice everyone comes once, spread evenly over the file; the other rows are
 * Zipf-like: an octave of ranks by equal chance, then a rank within it, so the density falls as 1/rank behind the first 128.
 * Ranks are scattered over the ids by a multiplication, as real ones are. One amount in a hundred is negative.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_SIZE ((size_t)1 << 20)
#define ROW_MOST 256
#define FIRST_RANKS 128 /* as frequent as each other */
#define DAYS_MOST 20000

enum shape { PLAIN, COMMA, QUOTED };

struct plan {
    uint64_t rows, customers, seed, multiplier;
    unsigned octaves, first_year, days;
    enum shape shape;
};

static char buffer[BUFFER_SIZE + ROW_MOST];
static size_t used;
static char day_texts[DAYS_MOST][10];

static void give_up(const char *why)
{
    fprintf(stderr, "generate: %s\n", why);
    exit(2);
}

static void flush(void)
{
    for (size_t at = 0; at < used;) {
        ssize_t done = write(STDOUT_FILENO, buffer + at, used - at);
        if (done <= 0)
            exit(3);
        at += (size_t)done;
    }
    used = 0;
}

static void put(const char *text, size_t length)
{
    memcpy(buffer + used, text, length);
    used += length;
}

static void put_text(const char *text)
{
    put(text, strlen(text));
}

/* Right-aligned in zeros; width 0: as many digits as there are. */
static void put_number(uint64_t number, unsigned width)
{
    char digits[20];
    unsigned count = 0;
    do {
        digits[sizeof digits - ++count] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0 || count < width);
    put(digits + sizeof digits - count, count);
}

/* splitmix64 (Steele, Lea and Flood 2014): the number-th word of the stream of this seed. */
static uint64_t word(uint64_t seed, uint64_t number)
{
    uint64_t mixed = (seed * 0x2545F4914F6CDD1D + number) * 0x9E3779B97F4A7C15;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
}

/* 0 to most - 1; the high bits of a product, as Lemire (2019) does without his last correction: a bias of 1 in 2^32 is no harm
 * here. */
static uint64_t below(uint64_t random, uint64_t most)
{
    return (uint64_t)(((unsigned __int128)random * most) >> 64);
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    return b == 0 ? a : common_divisor(b, a % b);
}

static uint64_t scatter(const struct plan *plan, uint64_t rank)
{
    return (uint64_t)((unsigned __int128)rank * plan->multiplier % plan->customers);
}

static uint64_t zipf_rank(const struct plan *plan, uint64_t random)
{
    for (;;) {
        random = word(plan->seed + 7, random);
        uint64_t octave = below(random, plan->octaves);
        uint64_t width = octave == 0 ? FIRST_RANKS : (uint64_t)FIRST_RANKS << (octave - 1);
        uint64_t rank = (octave == 0 ? 0 : width) + below(random * 0xD1342543DE82EF95, width);
        if (rank < plan->customers)
            return rank;
    }
}

static uint64_t customer_of_row(const struct plan *plan, uint64_t row, uint64_t random)
{
    uint64_t visit = (uint64_t)((unsigned __int128)row * plan->customers / plan->rows);
    uint64_t next = (uint64_t)((unsigned __int128)(row + 1) * plan->customers / plan->rows);
    bool visits = plan->rows >= plan->customers && next > visit;
    return scatter(plan, visits ? visit : zipf_rank(plan, random));
}

static void put_cells(const struct plan *plan, const char *const cells[], size_t count)
{
    const char *quote = plan->shape == QUOTED ? "\"" : "";
    for (size_t i = 0; i < count; i++) {
        put_text(i > 0 ? "," : "");
        put_text(quote);
        put_text(cells[i]);
        put_text(quote);
    }
    put_text("\n");
}

static void between(const struct plan *plan)
{
    if (plan->shape == QUOTED)
        put("\",\"", 3);
    else
        put(",", 1);
}

static void begin_row(const struct plan *plan, uint64_t customer)
{
    if (plan->shape == QUOTED)
        put("\"", 1);
    put("C", 1);
    put_number(customer, 8);
    between(plan);
}

static void end_row(const struct plan *plan)
{
    if (plan->shape == QUOTED)
        put("\"", 1);
    put("\n", 1);
    if (used >= BUFFER_SIZE)
        flush();
}

static void put_channel(uint64_t random)
{
    static const char *const CHANNELS[] = { "web", "store", "phone", "app", "partner" };
    put_text(CHANNELS[random % 5]);
}

static void put_day(const struct plan *plan, uint64_t random)
{
    put(day_texts[below(random, plan->days)], 10);
}

static void put_amount(uint64_t random)
{
    uint64_t cents = 99 + (random >> 40) % 4000 * (1 + (random >> 32) % 8) / 2;
    if (random % 100 == 0)
        put("-", 1);
    put_number(cents / 100, 0);
    put(".", 1);
    put_number(cents % 100, 2);
}

static void put_product(const struct plan *plan, uint64_t random)
{
    bool comma = plan->shape == COMMA && (random >> 20) % 100 == 0;
    put(comma ? "\"P" : "P", comma ? 2 : 1);
    put_number(random % 20000, 5);
    put(", large\"", comma ? 8 : 0);
}

static void write_transactions(const struct plan *plan)
{
    static const char *const HEADER[] = { "customer_id", "date", "amount", "product_id", "channel" };
    put_cells(plan, HEADER, 5);
    for (uint64_t row = 0; row < plan->rows; row++) {
        uint64_t first = word(plan->seed, 2 * row), second = word(plan->seed, 2 * row + 1);
        begin_row(plan, customer_of_row(plan, row, first));
        put_day(plan, first);
        between(plan);
        put_amount(second);
        between(plan);
        put_product(plan, second >> 8);
        between(plan);
        put_channel(first);
        end_row(plan);
    }
}

static void write_surveys(const struct plan *plan)
{
    static const char *const HEADER[] = { "customer_id", "date", "score", "expected", "channel" };
    put_cells(plan, HEADER, 5);
    for (uint64_t row = 0; row < plan->rows; row++) {
        uint64_t first = word(plan->seed, 2 * row), second = word(plan->seed, 2 * row + 1);
        begin_row(plan, customer_of_row(plan, row, first));
        put_day(plan, first);
        between(plan);
        put_number(1 + (below(second, 5) > (second >> 8) % 5 ? below(second, 5) : (second >> 8) % 5), 0);
        between(plan);
        if (second % 4 != 0)
            put_number(3 + (second >> 16) % 3, 0);
        between(plan);
        put_channel(first);
        end_row(plan);
    }
}

static void write_customers(const struct plan *plan)
{
    static const char *const HEADER[] = { "customer_id", "name",         "kind",           "region",
                                          "owner",       "contract_end", "do_not_contact", "since" };
    static const char *const KINDS[] = { "retail", "business" }, *const REGIONS[] = { "North", "East", "South", "West" };
    put_cells(plan, HEADER, 8);
    for (uint64_t row = 0; row < plan->customers; row++) {
        uint64_t random = word(plan->seed + 1, row);
        begin_row(plan, scatter(plan, row));
        put_text("Customer ");
        put_number(random % 100000, 0);
        between(plan);
        put_text(KINDS[random % 8 == 0]);
        between(plan);
        put_text(REGIONS[(random >> 8) % 4]);
        between(plan);
        put_text("Owner ");
        put_number((random >> 16) % 40, 2);
        between(plan);
        if (random % 8 == 0)
            put_day(plan, random * 5);
        between(plan);
        put((random >> 24) % 50 == 0 ? "1" : "0", 1);
        between(plan);
        put_day(plan, random * 3);
        end_row(plan);
    }
}

static bool is_leap(unsigned year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static void make_days(unsigned year)
{
    static const unsigned LENGTHS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    unsigned month = 0, day = 1;
    for (unsigned i = 0; i < DAYS_MOST; i++) {
        char text[40];
        snprintf(text, sizeof text, "%04u-%02u-%02u", year, month + 1, day);
        memcpy(day_texts[i], text, 10);
        if (++day <= LENGTHS[month] + (month == 1 && is_leap(year)))
            continue;
        day = 1;
        month = (month + 1) % 12;
        year += month == 0;
    }
}

static uint64_t number(const char *text, uint64_t least, uint64_t most)
{
    char *end;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || value < least || value > most)
        give_up("a number is missing, or out of its bounds");
    return value;
}

static const char *value_of(const char *argument, const char *name)
{
    size_t length = strlen(name);
    return strncmp(argument, name, length) == 0 ? argument + length : NULL;
}

static enum shape shape_of(const char *text)
{
    static const char *const SHAPES[] = { "plain", "comma", "quoted" };
    for (unsigned i = 0; i < 3; i++)
        if (strcmp(text, SHAPES[i]) == 0)
            return (enum shape)i;
    give_up("--shape is plain, comma or quoted");
    return PLAIN;
}

static void take_option(struct plan *plan, const char *argument)
{
    const char *value;
    if ((value = value_of(argument, "--shape=")) != NULL)
        plan->shape = shape_of(value);
    else if ((value = value_of(argument, "--seed=")) != NULL)
        plan->seed = number(value, 0, UINT32_MAX);
    else if ((value = value_of(argument, "--first=")) != NULL)
        plan->first_year = (unsigned)number(value, 1900, 2100);
    else if ((value = value_of(argument, "--days=")) != NULL)
        plan->days = (unsigned)number(value, 1, DAYS_MOST);
    else
        give_up("no such option");
}

static void complete(struct plan *plan)
{
    plan->multiplier = 0x9E3779B97F4A7C15 % plan->customers;
    while (common_divisor(plan->multiplier, plan->customers) != 1)
        plan->multiplier++;
    plan->octaves = 1;
    for (uint64_t ranks = FIRST_RANKS; ranks < plan->customers; ranks *= 2)
        plan->octaves++;
    make_days(plan->first_year);
}

int main(int argc, char **argv)
{
    struct plan plan = { .seed = 1, .first_year = 2021, .days = 1095 };
    bool of_customers = argc > 1 && strcmp(argv[1], "customers") == 0;
    int options = of_customers ? 3 : 4;
    if (argc < options)
        give_up("usage: generate transactions|surveys ROWS CUSTOMERS [OPTION]..., generate customers CUSTOMERS [OPTION]...");
    plan.rows = of_customers ? 0 : number(argv[2], 1, (uint64_t)1 << 40);
    plan.customers = number(argv[options - 1], 1, 99999999);
    for (int i = options; i < argc; i++)
        take_option(&plan, argv[i]);
    complete(&plan);
    if (of_customers)
        write_customers(&plan);
    else if (strcmp(argv[1], "transactions") == 0)
        write_transactions(&plan);
    else if (strcmp(argv[1], "surveys") == 0)
        write_surveys(&plan);
    else
        give_up("transactions, surveys or customers");
    flush();
    return 0;
}
