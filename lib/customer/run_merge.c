/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs to one run. The method: a heap of the readers by their next id (Knuth 1998, The Art of Computer Programming 3, 5.4.1),
 * 64 at a time, in as many rounds as it takes; what stands in one run only, as most does, is copied. The ids' first eight bytes
 * are compared as a number, the rest only where these are equal.
 */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "customer/runs.h"

#define WAYS 64
#define READ_SIZE ((size_t)128 << 10)

struct source {
    struct run_reader reader;
    uint64_t window; /* the id's first eight bytes as a number */
};

struct merging {
    struct source sources[WAYS];
    struct source *heap[WAYS]; /* the least id at 0 */
    size_t heaped;
    struct source *same[WAYS]; /* taken off the heap: they have the customer under way */
    size_t same_count;
    struct scratch scratch; /* what comes of it */
    struct runs *runs;
    struct run_customer customer;
    struct run_bytes bytes;
    size_t customers; /* written in this round's run */
};

static void look(struct source *source)
{
    struct churn_text id = run_record_id(source->reader.record);
    uint64_t window = 0;
    memcpy(&window, id.data, id.length < sizeof window ? id.length : sizeof window);
    source->window = be64toh(window);
}

static int compare(const struct source *a, const struct source *b)
{
    if (a->window != b->window)
        return a->window < b->window ? -1 : 1;
    return churn_text_compare(run_record_id(a->reader.record), run_record_id(b->reader.record));
}

static void push(struct merging *merging, struct source *source)
{
    size_t at = merging->heaped++;
    for (; at > 0 && compare(source, merging->heap[(at - 1) / 2]) < 0; at = (at - 1) / 2)
        merging->heap[at] = merging->heap[(at - 1) / 2];
    merging->heap[at] = source;
}

/* The top goes, and source (which may be the same one) is put where it belongs. */
static void sink(struct merging *merging, struct source *source)
{
    size_t at = 0, count = merging->heaped;
    for (size_t child; (child = 2 * at + 1) < count; at = child) {
        child += child + 1 < count && compare(merging->heap[child + 1], merging->heap[child]) < 0;
        if (compare(source, merging->heap[child]) <= 0)
            break;
        merging->heap[at] = merging->heap[child];
    }
    merging->heap[at] = source;
}

static struct source *pop(struct merging *merging)
{
    struct source *top = merging->heap[0];
    merging->heaped--;
    if (merging->heaped > 0)
        sink(merging, merging->heap[merging->heaped]);
    return top;
}

/* Every run of some way on, or away where it is at its end. */
static enum churn_status step(struct merging *merging, struct source *source, struct churn_error *err)
{
    enum churn_status status = run_reader_step(&source->reader, err);
    if (status == CHURN_OK && source->reader.record != NULL) {
        look(source);
        push(merging, source);
    }
    return status;
}

static enum churn_status write_record(struct merging *merging, const char *record, size_t length, struct churn_error *err)
{
    struct runs *runs = merging->runs;
    if (runs->places != NULL && merging->customers % RUNS_STRETCH == 0)
        runs->places[merging->customers / RUNS_STRETCH] = merging->scratch.size;
    merging->customers++;
    return scratch_write(&merging->scratch, record, length, err);
}

static enum churn_status unite(struct merging *merging, struct churn_error *err)
{
    bool sets = merging->runs->sets;
    enum churn_status status = run_record_get(merging->same[0]->reader.record, sets, &merging->customer, err);
    for (size_t i = 1; status == CHURN_OK && i < merging->same_count; i++)
        status = run_record_add(merging->same[i]->reader.record, sets, &merging->customer, err);
    merging->bytes.length = 0;
    if (status == CHURN_OK)
        status = run_record_put(&merging->bytes, &merging->customer, sets, err);
    return status == CHURN_OK ? write_record(merging, merging->bytes.data, merging->bytes.length, err) : status;
}

/* Room for the places of one more customer, where they are kept: in the last round. */
static enum churn_status make_room(struct merging *merging, struct churn_error *err)
{
    struct runs *runs = merging->runs;
    size_t place = merging->customers / RUNS_STRETCH;
    if (runs->places == NULL || merging->customers % RUNS_STRETCH != 0 || (place & (place - 1)) != 0)
        return CHURN_OK;
    uint64_t *larger = reallocarray(runs->places, 2 * place + 1, sizeof *larger);
    if (larger == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    runs->places = larger;
    return CHURN_OK;
}

static enum churn_status merge_customer(struct merging *merging, struct churn_error *err)
{
    merging->same[0] = pop(merging);
    merging->same_count = 1;
    while (merging->heaped > 0 && compare(merging->same[0], merging->heap[0]) == 0)
        merging->same[merging->same_count++] = pop(merging);
    enum churn_status status = make_room(merging, err);
    const char *record = merging->same[0]->reader.record;
    if (status == CHURN_OK)
        status = merging->same_count > 1 ? unite(merging, err) : write_record(merging, record, run_record_size(record), err);
    for (size_t i = 0; status == CHURN_OK && i < merging->same_count; i++)
        status = step(merging, merging->same[i], err);
    return status;
}

/* Up to 64 runs from the first on into one that lies in the other file. */
static enum churn_status merge_some(struct merging *merging, const struct run *list, size_t count, struct run *made,
                                    struct churn_error *err)
{
    enum churn_status status = CHURN_OK;
    size_t opened = 0;
    made->begin = merging->scratch.size;
    merging->heaped = merging->customers = 0;
    for (; status == CHURN_OK && opened < count; opened++) {
        struct source *source = &merging->sources[opened];
        status =
            run_reader_init(&source->reader, &merging->runs->scratch, list[opened].begin, list[opened].end, READ_SIZE, err);
        if (status == CHURN_OK && source->reader.record != NULL) {
            look(source);
            push(merging, source);
        }
    }
    while (status == CHURN_OK && merging->heaped > 0)
        status = merge_customer(merging, err);
    for (size_t i = 0; i < opened; i++)
        run_reader_clear(&merging->sources[i].reader);
    made->end = merging->scratch.size;
    return status;
}

/* One round: every 64 runs become one. The file of the old ones is given back. */
static enum churn_status merge_round(struct merging *merging, struct churn_error *err)
{
    struct runs *runs = merging->runs;
    size_t made = 0;
    enum churn_status status = scratch_open(&merging->scratch, runs->beside, err);
    for (size_t from = 0; status == CHURN_OK && from < runs->count; from += WAYS) {
        size_t count = runs->count - from < WAYS ? runs->count - from : WAYS;
        status = merge_some(merging, runs->list + from, count, &runs->list[made++], err);
    }
    if (status == CHURN_OK)
        status = scratch_flush(&merging->scratch, err);
    if (status != CHURN_OK) {
        scratch_close(&merging->scratch);
        return status;
    }
    scratch_close(&runs->scratch);
    runs->scratch = merging->scratch;
    runs->count = made;
    return CHURN_OK;
}

enum churn_status runs_merge(struct runs *runs, struct churn_error *err)
{
    if (runs->merged || runs->count == 0)
        return CHURN_OK;
    struct merging *merging = calloc(1, sizeof *merging);
    enum churn_status status = CHURN_OK;
    if (merging == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    merging->runs = runs;
    free(runs->places);
    runs->places = NULL;
    while (status == CHURN_OK && !runs->merged) {
        bool last = runs->count <= WAYS;
        if (last && (runs->places = malloc(sizeof *runs->places)) == NULL)
            status = churn_error_set(err, CHURN_MEMORY, "out of memory");
        if (status == CHURN_OK)
            status = merge_round(merging, err);
        runs->merged = status == CHURN_OK && last;
    }
    runs->customers = merging->customers;
    run_customer_clear(&merging->customer);
    free(merging->bytes.data);
    free(merging);
    return status;
}
