/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * However the bytes of a table arrive, what is seen of it is the same: through a pipe in two parts, cut at every place (at
 * `cuts` places drawn by chance where the table is long), in parts of 1 to 64 bytes, and in any number of threads with tiny
 * blocks. A part is written only when the one before has been read.
 *
 *   arrivals FILE...    prints "N runs, M bad"; status 1 where there are any
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lanes/lanes.h"

#define SHORT 4096 /* bytes up to which every place is cut */
#define CUTS 1000  /* of longer ones */

static unsigned long runs, bad;

/* A thread that writes a table in parts. */
struct sender {
    const char *data;
    size_t length;
    size_t first, part; /* bytes of the first part, and of all others */
    int ends[2];
    atomic_bool done; /* nobody reads any more */
    pthread_t thread;
};

static void wait_until_read(struct sender *sender)
{
    int waiting = 1;
    while (!atomic_load(&sender->done) && ioctl(sender->ends[1], FIONREAD, &waiting) == 0 && waiting > 0)
        sched_yield();
}

static void *send_parts(void *argument)
{
    struct sender *sender = argument;
    size_t at = 0, part = sender->first;
    while (at < sender->length && !atomic_load(&sender->done)) {
        size_t left = sender->length - at, wanted = part < left ? part : left;
        ssize_t put = write(sender->ends[1], sender->data + at, wanted);
        if (put < 0 && errno == EPIPE)
            break;
        if (put < 0)
            abort();
        at += (size_t)put;
        wait_until_read(sender);
        part = sender->part;
    }
    close(sender->ends[1]);
    return NULL;
}

static void judge(const struct lanes_case *input, const char *expected, char *got, const char *how, size_t one, size_t other)
{
    runs++;
    if (strcmp(expected, got) != 0 && bad++ < 5) {
        printf("differs, %s %zu %zu, a table of %zu bytes:\n--- expected\n%.1500s\n--- got\n%.1500s\n", how, one, other,
               input->length, expected, got);
    }
    free(got);
}

static void through_a_pipe(const struct lanes_case *input, const char *expected, size_t first, size_t part, unsigned jobs)
{
    struct sender sender = { .data = input->data, .length = input->length, .first = first, .part = part };
    struct lanes_way way = { .lane = CHURN_LANE_AUTO, .jobs = jobs };
    char name[64];
    const char *path = name;
    if (pipe(sender.ends) != 0 || pthread_create(&sender.thread, NULL, send_parts, &sender) != 0)
        abort();
    snprintf(name, sizeof name, "/dev/fd/%d", sender.ends[0]);
    char *got = lanes_outcome_from(input, &way, &path, 1);
    atomic_store(&sender.done, true);
    close(sender.ends[0]);
    pthread_join(sender.thread, NULL);
    judge(input, expected, got, "pipe, parts of", first, part);
}

static uint64_t draw(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void in_two(const struct lanes_case *input, const char *expected)
{
    uint64_t state = 20261123;
    size_t cuts = input->length <= SHORT ? input->length : CUTS;
    for (size_t i = 1; i < cuts; i++) {
        size_t cut = input->length <= SHORT ? i : 1 + draw(&state) % (input->length - 1);
        through_a_pipe(input, expected, cut, SIZE_MAX, (unsigned)(i % 3) + 1);
    }
}

static void in_small_parts(const struct lanes_case *input, const char *expected)
{
    for (size_t part = 1; part <= 64 && input->length <= SHORT; part++)
        through_a_pipe(input, expected, part, part, (unsigned)(part % 4) + 1);
}

static void in_threads(const struct lanes_case *input, const char *expected)
{
    static const unsigned jobs[] = { 1, 2, 3, 4, 7, 8, 16 };
    static const size_t blocks[] = { 1, 2, 3, 7, 16, 40, 64, 100, 256, 4096 };
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++)
        for (size_t j = 0; j < sizeof blocks / sizeof blocks[0]; j++) {
            struct lanes_way way = { .lane = CHURN_LANE_AUTO, .jobs = jobs[i], .block_size = blocks[j] };
            if (input->length > SHORT && blocks[j] < 64)
                continue;
            judge(input, expected, lanes_outcome(input, &way), "threads, blocks of", jobs[i], blocks[j]);
        }
}

static void arrive(const char *data, size_t length, const char *date)
{
    struct lanes_way careful = { .lane = CHURN_LANE_CAREFUL, .jobs = 1 };
    struct lanes_case input = { .data = data, .length = length };
    unsigned char choices[16];
    memset(choices, 1, sizeof choices);
    lanes_choose(choices, &input);
    input.roles.id = "customer_id";
    input.roles.date = date;
    input.roles.amount = "amount";
    input.roles.order = "";
    input.reader.max_rejects = UINT64_MAX;
    input.reader.max_field = 1 << 20;
    char *expected = lanes_outcome(&input, &careful);
    /* Its name is in what is said of a file as a whole. */
    in_two(&input, expected);
    in_small_parts(&input, expected);
    in_threads(&input, expected);
    free(expected);
}

static char *read_file(const char *path, size_t *length)
{
    struct stat about;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &about) != 0)
        return NULL;
    char *data = malloc((size_t)about.st_size + 1);
    ssize_t got = data != NULL ? read(file, data, (size_t)about.st_size) : -1;
    close(file);
    *length = got > 0 ? (size_t)got : 0;
    return data;
}

static const char *const TABLES[] = {
    "customer_id,date,amount\nA,2024-01-01,1.50\nB,2024-02-29,-2\nA,2024-03-01,3\n",
    "customer_id,date,amount,note\r\nA,2024-01-01,1.50,\"two\r\nlines, \"\"and\"\" a "
    "comma\"\r\n\r\n\"B\",2024-02-29,\"2\",\"\"\r\n",
    "\xef\xbb\xbf"
    "customer_id,date,amount\nZo\xc3\xab,2024-01-01,1\n\xe6\x97\xa5,2024-01-01,12345678901234.5\n",
    "customer_id,date,amount\nA,2024-01-01,1\nB,2024-01-01\nC,2024-01-01,1,2\n,2024-01-01,1\nD,2024-13-01,1\nE,2024-01-01,x\n",
    "customer_id,date,amount\nA,2024-01-01,1\nB,2024-01-01,\"2\nC,2024-01-01,3\n",
    "customer_id,date,amount\nA,2024-01-01,1\nB,2024-01-01,\"2\"3\nC,2024-01-01,3\n",
    "customer_id,date,amount\nA,2024-01-01,1\nB\xff,2024-01-01,2\nC,2024-01-01,3",
    "customer_id,date,amount\nA,2024-01-01,1\rB,2024-01-01,2\n",
    "customer_id,date,amount\n\n\nA,2024-01-01,1\n\n",
    "customer_id,date,amount\nA,2024-01-01T23:59:59,1\nB,2024-01-02 00:00,2\n",
    "\"customer_id\",\"date\",\"amount\"\n\"A\",\"2024-01-01\",\"1\"\n\"A, \"\"B\"\"\",\"2024-01-01\",\"1\"\n",
};

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < sizeof TABLES / sizeof TABLES[0]; i++)
        arrive(TABLES[i], strlen(TABLES[i]), "date");
    for (int i = 1; i < argc; i++) {
        size_t length = 0;
        char *data = read_file(argv[i], &length);
        if (data == NULL)
            return 2;
        char *line_end = memchr(data, '\n', length);
        bool ordered = line_end != NULL && memmem(data, (size_t)(line_end - data), "order_date", 10) != NULL;
        if (length > 0)
            arrive(data, length, ordered ? "order_date" : "date");
        free(data);
    }
    printf("%lu runs, %lu bad\n", runs, bad);
    return bad > 0;
}
