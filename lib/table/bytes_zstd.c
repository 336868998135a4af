/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zstandard (RFC 8878) through libzstd, verified whole: check sums where the frames carry them, every frame ended, nothing
 * behind the last. */
#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "table/bytes.h"

struct bytes_zstd {
    struct bytes bytes;
    ZSTD_DStream *stream;
    size_t wanted; /* 0: the frame has ended */
    struct bytes_input input;
};

static enum churn_status inflate_block(struct bytes_zstd *zstd, ZSTD_outBuffer *out, struct churn_error *err)
{
    ZSTD_inBuffer in = { zstd->input.block, zstd->input.length, zstd->input.at };
    size_t code = ZSTD_decompressStream(zstd->stream, out, &in);
    if (ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    if (ZSTD_isError(code))
        return churn_error_set(err, CHURN_DATA, "zstd: %s; the file is damaged", ZSTD_getErrorName(code));
    zstd->input.at = in.pos;
    zstd->wanted = code;
    return CHURN_OK;
}

/* What the stream still holds comes out without further input: a call with none does no harm at a frame's end. */
static enum churn_status zstd_read(struct bytes *bytes, char *buffer, size_t size, size_t *got, struct churn_error *err)
{
    struct bytes_zstd *zstd = (struct bytes_zstd *)bytes;
    ZSTD_outBuffer out = { buffer, size, 0 };
    enum churn_status status = bytes_input_check(&zstd->input, err);
    while (status == CHURN_OK && out.pos == 0) {
        bool end;
        status = bytes_input_fill(&zstd->input, &end, err);
        if (status == CHURN_OK && end && zstd->wanted == 0)
            break;
        size_t before = zstd->wanted;
        if (status == CHURN_OK)
            status = inflate_block(zstd, &out, err);
        if (status == CHURN_OK && end && out.pos == 0 && zstd->wanted == before)
            status = churn_error_set(err, CHURN_DATA, "zstd: unexpected end; the file is cut");
    }
    *got = status == CHURN_OK ? out.pos : 0;
    zstd->input.unpacked += *got;
    return status;
}

static void zstd_free(struct bytes *bytes)
{
    struct bytes_zstd *zstd = (struct bytes_zstd *)bytes;
    ZSTD_freeDStream(zstd->stream);
    zstd->input.inner->free(zstd->input.inner);
    free(zstd);
}

enum churn_status bytes_zstd_new(struct bytes *inner, uint64_t most, struct bytes **bytes, struct churn_error *err)
{
    *bytes = inner;
    struct bytes_zstd *zstd = calloc(1, sizeof *zstd);
    if (zstd == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    zstd->bytes = (struct bytes){ zstd_read, zstd_free };
    zstd->input.inner = inner;
    zstd->input.most = most;
    *bytes = &zstd->bytes;
    zstd->stream = ZSTD_createDStream();
    if (zstd->stream == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    return CHURN_OK;
}
