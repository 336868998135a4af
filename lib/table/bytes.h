/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes of an input, whatever they come from: a file, unpacked gzip or zstd, another encoding. Each kind wraps the one below,
 * so that what reads them sees plain UTF-8 (or what the user calls bytes) and never asks which it is.
 */
#ifndef TABLE_BYTES_H
#define TABLE_BYTES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <churn/error.h>

struct bytes {
    /*
     * Up to size bytes into buffer; *got 0 with CHURN_OK is the verified end. Bytes that were good before a fault are given
     * first, the fault by the next call, so that the reader can say at which line it lies. err has no position.
     */
    enum churn_status (*read)(struct bytes *bytes, char *buffer, size_t size, size_t *got, struct churn_error *err);
    void (*free)(struct bytes *bytes); /* frees what it wraps as well */
};

/*
 * Open a path ("-": standard input), see by the first bytes whether it is packed, convert from encoding (NULL: none). most: of
 * bytes that a packed file may hold, or BYTES_BY_SIZE. *passed (or NULL) grows by what is read of the file as it lies there,
 * packed or not; any thread may look at it.
 */
enum churn_status bytes_open(const char *path, const char *encoding, uint64_t most, atomic_ullong *passed, struct bytes **bytes,
                             struct churn_error *err);

/* What a packed file may hold where nobody says: so many times its size, and this in any case. Tables are packed 5 to 50 fold.
 */
#define BYTES_BY_SIZE 0
#define BYTES_FOLD 200
#define BYTES_IN_ANY_CASE (UINT64_C(1) << 30)

/* The kinds; each takes over inner, also when it fails. */
enum churn_status bytes_gzip_new(struct bytes *inner, uint64_t most, struct bytes **bytes, struct churn_error *err);
enum churn_status bytes_zstd_new(struct bytes *inner, uint64_t most, struct bytes **bytes, struct churn_error *err);
enum churn_status bytes_iconv_new(struct bytes *inner, const char *encoding, struct bytes **bytes, struct churn_error *err);

/* A file with its first bytes for looking at: head receives up to 4 of them, which read gives again. */
struct bytes_head {
    unsigned char byte[4];
    size_t length;
};
enum churn_status bytes_file_new(const char *path, atomic_ullong *passed, struct bytes **bytes, struct bytes_head *head,
                                 struct churn_error *err);

/* What the packed kinds share: a block of input that is drawn from inner when it is used up. */
#define BYTES_BLOCK 65536
struct bytes_input {
    struct bytes *inner;
    uint64_t most, drawn, unpacked;
    size_t at;
    size_t length;
    char block[BYTES_BLOCK];
};
/* Draw a new block where the old one is used up; *end is set where there is no more. */
enum churn_status bytes_input_fill(struct bytes_input *input, bool *end, struct churn_error *err);
/* Has more come out of it than may? CHURN_DATA: a small file made to fill disks and hours. */
enum churn_status bytes_input_check(const struct bytes_input *input, struct churn_error *err);

#endif
