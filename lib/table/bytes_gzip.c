/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gzip (RFC 1952) through zlib, verified whole: check sum and length of every member, and nothing behind the last. A file that
 * was cut in transport is refused; most readers take its first part for all there is.
 */
#include <stdlib.h>
#include <zlib.h>

#include "table/bytes.h"

struct bytes_gzip {
    struct bytes bytes;
    z_stream stream;
    bool started; /* inflateInit2 was done */
    bool between; /* a member has ended and no other has begun */
    struct bytes_input input;
};

static enum churn_status explain(struct bytes_gzip *gzip, int code, struct churn_error *err)
{
    if (code == Z_MEM_ERROR)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    const char *why = gzip->stream.msg != NULL ? gzip->stream.msg : "not readable";
    if (gzip->between)
        why = "bytes that are no gzip behind the last member";
    return churn_error_set(err, CHURN_DATA, "gzip: %s; the file is damaged", why);
}

static enum churn_status inflate_block(struct bytes_gzip *gzip, struct churn_error *err)
{
    gzip->stream.next_in = (Bytef *)gzip->input.block + gzip->input.at;
    gzip->stream.avail_in = (uInt)(gzip->input.length - gzip->input.at);
    int code = inflate(&gzip->stream, Z_NO_FLUSH);
    gzip->input.at = gzip->input.length - gzip->stream.avail_in;
    if (code == Z_STREAM_END) {
        gzip->between = true;
        inflateReset(&gzip->stream);
        return CHURN_OK;
    }
    if (code != Z_OK && code != Z_BUF_ERROR)
        return explain(gzip, code, err);
    if (gzip->stream.total_in > 2) /* past the magic bytes: another member has really begun */
        gzip->between = false;
    return CHURN_OK;
}

static enum churn_status gzip_read(struct bytes *bytes, char *buffer, size_t size, size_t *got, struct churn_error *err)
{
    struct bytes_gzip *gzip = (struct bytes_gzip *)bytes;
    enum churn_status status = bytes_input_check(&gzip->input, err);
    gzip->stream.next_out = (Bytef *)buffer;
    gzip->stream.avail_out = (uInt)size;
    while (status == CHURN_OK && gzip->stream.avail_out == size) {
        bool end;
        status = bytes_input_fill(&gzip->input, &end, err);
        if (status == CHURN_OK && end && !(gzip->between && gzip->stream.total_in == 0))
            return churn_error_set(err, CHURN_DATA, "gzip: unexpected end; the file is cut");
        if (status == CHURN_OK && !end)
            status = inflate_block(gzip, err);
        if (status == CHURN_OK && end)
            break;
    }
    *got = status == CHURN_OK ? size - gzip->stream.avail_out : 0;
    gzip->input.unpacked += *got;
    return status;
}

static void gzip_free(struct bytes *bytes)
{
    struct bytes_gzip *gzip = (struct bytes_gzip *)bytes;
    if (gzip->started)
        inflateEnd(&gzip->stream);
    gzip->input.inner->free(gzip->input.inner);
    free(gzip);
}

enum churn_status bytes_gzip_new(struct bytes *inner, uint64_t most, struct bytes **bytes, struct churn_error *err)
{
    *bytes = inner;
    struct bytes_gzip *gzip = calloc(1, sizeof *gzip);
    if (gzip == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    gzip->bytes = (struct bytes){ gzip_read, gzip_free };
    gzip->input.inner = inner;
    gzip->input.most = most;
    *bytes = &gzip->bytes;
    int code = inflateInit2(&gzip->stream, 15 + 16); /* the largest window, and gzip's own wrapping only */
    if (code != Z_OK)
        return explain(gzip, code, err);
    gzip->started = true;
    return CHURN_OK;
}
