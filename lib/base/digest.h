/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests of bytes that come in pieces. SHA-256 (FIPS 180-4) says whether two inputs are the same: nobody can make a second
 * file with the digest of a first. The sum is for our own files, gigabytes of them every night: XXH3 of 128 bits, ten times as
 * fast, safe against every accident and not against malice.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/error.h>
#include <churn/text.h>

#define DIGEST_SIZE 32
#define DIGEST_TEXT_SIZE 64 /* hexadecimal digits, no NUL */

struct digest {
    uint8_t byte[DIGEST_SIZE];
};

struct digest_state; /* opaque */

enum churn_status digest_new(struct digest_state **state, struct churn_error *err);
void digest_free(struct digest_state *state);
void digest_update(struct digest_state *state, const void *data, size_t length);
/* The digest of all bytes so far; the state begins anew. */
void digest_final(struct digest_state *state, struct digest *digest);
/* The same; more may follow. */
void digest_value(const struct digest_state *state, struct digest *digest);

/* The sum as the program xxh128sum prints it: big end first. */
#define SUM_SIZE 16
#define SUM_TEXT_SIZE 32

struct sum {
    uint64_t length; /* bytes that were summed */
    uint8_t byte[SUM_SIZE];
};

struct sum_state; /* opaque */

enum churn_status sum_new(struct sum_state **state, struct churn_error *err);
void sum_free(struct sum_state *state);
void sum_update(struct sum_state *state, const void *data, size_t length);
/* The sum of all bytes so far; more may follow. */
void sum_value(const struct sum_state *state, struct sum *sum);
bool sum_equal(const struct sum *a, const struct sum *b);

/* Bytes as lower-case hexadecimal digits, 2 * size of them, and back: false where text is anything else. */
void hex_write(const uint8_t *bytes, size_t size, char *text);
bool hex_read(struct churn_text text, uint8_t *bytes, size_t size);

#endif
