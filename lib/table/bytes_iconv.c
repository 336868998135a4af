/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Other encodings to UTF-8 through iconv. Nothing is replaced or dropped: a byte sequence that the encoding does not know ends
 * the reading, after all that was good before it.
 */
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "table/bytes.h"

#define ICONV_ROOM 65536    /* what a converter needs */
#define LONGEST_SEQUENCE 16 /* bytes of one character in any encoding, with its shifts, or of what becomes of it */

struct bytes_iconv {
    struct bytes bytes;
    iconv_t converter;
    bool open;
    bool fault; /* an impossible sequence stands at the head of the rest */
    bool ended;
    size_t rest; /* bytes at the head of block that wait for more */
    struct bytes *inner;
    /* Characters whole, of which a buffer that was too small for one took the first bytes. */
    size_t held_at, held_end;
    char held[LONGEST_SEQUENCE];
    char block[BYTES_BLOCK];
};

static enum churn_status draw(struct bytes_iconv *conversion, struct churn_error *err)
{
    size_t got = 0;
    if (conversion->ended)
        return CHURN_OK;
    enum churn_status status = conversion->inner->read(conversion->inner, conversion->block + conversion->rest,
                                                       sizeof conversion->block - conversion->rest, &got, err);
    conversion->rest += got;
    conversion->ended = status == CHURN_OK && got == 0;
    return status;
}

/* Convert what is there; the bytes that could not be converted yet move to the head of the block. */
static void convert(struct bytes_iconv *conversion, char **out, size_t *room)
{
    char *in = conversion->block;
    size_t left = conversion->rest;
    size_t code = iconv(conversion->converter, &in, &left, out, room);
    conversion->fault = code == (size_t)-1 && (errno == EILSEQ || (errno == EINVAL && conversion->ended));
    memmove(conversion->block, in, left);
    conversion->rest = left;
}

/* At least one character, unless it is the end, into a buffer that has room for one. */
static enum churn_status read_whole(struct bytes_iconv *conversion, char *buffer, size_t size, size_t *got,
                                    struct churn_error *err)
{
    char *out = buffer;
    size_t room = size;
    *got = 0;
    while (room == size && !conversion->fault) {
        if (conversion->rest < LONGEST_SEQUENCE) {
            enum churn_status status = draw(conversion, err);
            if (status != CHURN_OK)
                return status;
        }
        if (conversion->rest > 0)
            convert(conversion, &out, &room);
        else if (conversion->ended) {
            iconv(conversion->converter, NULL, NULL, &out, &room);
            break;
        }
    }
    *got = size - room;
    if (*got == 0 && conversion->fault)
        return churn_error_set(err, CHURN_DATA, "bytes that --encoding does not know, or that end inside a character");
    return CHURN_OK;
}

static enum churn_status iconv_read(struct bytes *bytes, char *buffer, size_t size, size_t *got, struct churn_error *err)
{
    struct bytes_iconv *conversion = (struct bytes_iconv *)bytes;
    if (conversion->held_at == conversion->held_end && size >= LONGEST_SEQUENCE)
        return read_whole(conversion, buffer, size, got, err);
    *got = 0;
    if (conversion->held_at == conversion->held_end) {
        conversion->held_at = conversion->held_end = 0;
        enum churn_status status =
            read_whole(conversion, conversion->held, sizeof conversion->held, &conversion->held_end, err);
        if (status != CHURN_OK)
            return status;
    }
    size_t held = conversion->held_end - conversion->held_at;
    *got = held < size ? held : size;
    memcpy(buffer, conversion->held + conversion->held_at, *got);
    conversion->held_at += *got;
    return CHURN_OK;
}

static void iconv_free(struct bytes *bytes)
{
    struct bytes_iconv *conversion = (struct bytes_iconv *)bytes;
    if (conversion->open)
        iconv_close(conversion->converter);
    conversion->inner->free(conversion->inner);
    free(conversion);
}

/*
 * Where there is no memory to load a converter the C library says that there is none of that name: so a second attempt, and a
 * look whether there is memory at all. errno tells.
 */
static iconv_t open_converter(const char *encoding)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1)
        converter = iconv_open("UTF-8", encoding);
    if (converter != (iconv_t)-1)
        return converter;
    void *room = malloc(ICONV_ROOM);
    if (room == NULL)
        errno = ENOMEM;
    free(room);
    return converter;
}

enum churn_status bytes_iconv_new(struct bytes *inner, const char *encoding, struct bytes **bytes, struct churn_error *err)
{
    *bytes = inner;
    struct bytes_iconv *conversion = calloc(1, sizeof *conversion);
    if (conversion == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    conversion->bytes = (struct bytes){ iconv_read, iconv_free };
    conversion->inner = inner;
    *bytes = &conversion->bytes;
    bool named =
        encoding[0] != '\0' && strchr(encoding, '/') == NULL; /* "" is the locale's; a suffix such as //IGNORE loses bytes */
    if (named)
        conversion->converter = open_converter(encoding);
    conversion->open = named && conversion->converter != (iconv_t)-1;
    if (named && !conversion->open && errno == ENOMEM)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    if (!conversion->open)
        return churn_error_set(err, CHURN_USAGE, "no encoding %s; `iconv -l` lists them", encoding);
    return CHURN_OK;
}
