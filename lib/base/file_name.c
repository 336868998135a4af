/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names of files made from data. Escaping is that of URIs (RFC 3986, 2.1), so that the name can be read and read back; letters
 * beyond ASCII stay, since people look for their own names. Never a slash, a dot in front, a dash in front (an option to every
 * command), a control or an invisible character; nor what is a device to Windows, whatever stands behind its point.
 */
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include <churn/writer.h>

#include "base/digest.h"
#include "base/utf8.h"

#define PLAIN_MAX 150 /* bytes of an escaped name that is not cut */
#define CUT_MAX 100
#define CUT_DIGITS 32 /* of the digest: 128 bits */

static bool is_ascii_plain(unsigned char byte, bool first)
{
    bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
    return letter || (!first && (byte == '-' || byte == '.'));
}

/* Letters of Latin, Greek, Cyrillic, kana, CJK and Hangul: scripts written from the left without marks of their own. */
static bool is_letter(uint32_t code)
{
    static const uint32_t ranges[][2] = {
        { 0xc0, 0xd6 },     { 0xd8, 0xf6 },     { 0xf8, 0x24f },    { 0x386, 0x3ff },   { 0x400, 0x481 },   { 0x48a, 0x52f },
        { 0x1e00, 0x1eff }, { 0x3041, 0x3096 }, { 0x30a1, 0x30fa }, { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff }, { 0xac00, 0xd7a3 },
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (code >= ranges[i][0] && code <= ranges[i][1])
            return true;
    return false;
}

/* CON, PRN, AUX, NUL, COM0 to COM9, LPT0 to LPT9, in any case (Microsoft, "Naming Files, Paths, and Namespaces"). */
static bool is_device(struct churn_text text)
{
    static const char *const devices[] = { "con", "prn", "aux", "nul", "com", "lpt" };
    const char *point = text.length > 0 ? memchr(text.data, '.', text.length) : NULL;
    size_t length = point != NULL ? (size_t)(point - text.data) : text.length;
    bool digit = length == 4 && text.data[3] >= '0' && text.data[3] <= '9';
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
        if (length == (i < 4 ? 3 : 4) && (i < 4 || digit) && strncasecmp(text.data, devices[i], 3) == 0)
            return true;
    return false;
}

/* The next character as it stands in a name, into piece; returns the bytes of text it stands for. */
static size_t write_next(struct churn_text text, size_t at, char *piece, size_t *size)
{
    static const char hex[] = "0123456789ABCDEF";
    uint32_t code;
    unsigned char byte = (unsigned char)text.data[at];
    size_t bytes = byte < 0x80 ? 0 : utf8_decode(text.data + at, text.length - at, &code);
    if (bytes > 0 && is_letter(code)) {
        memcpy(piece, text.data + at, bytes);
        *size = bytes;
        return bytes;
    }
    *size = 1;
    piece[0] = byte == ' ' ? '_' : (char)byte;
    if ((is_ascii_plain(byte, at == 0) && !(at == 0 && is_device(text))) || byte == ' ')
        return 1;
    piece[0] = '%';
    piece[1] = hex[byte >> 4];
    piece[2] = hex[byte & 15];
    *size = 3;
    return 1;
}

static enum churn_status write_digest(struct churn_text text, char *name, struct churn_error *err)
{
    struct digest_state *state;
    struct digest digest;
    char digits[DIGEST_TEXT_SIZE];
    enum churn_status status = digest_new(&state, err);
    if (status != CHURN_OK)
        return status;
    digest_update(state, text.data, text.length);
    digest_final(state, &digest);
    digest_free(state);
    hex_write(digest.byte, DIGEST_SIZE, digits);
    name[0] = '~';
    memcpy(name + 1, digits, CUT_DIGITS);
    name[1 + CUT_DIGITS] = '\0';
    return CHURN_OK;
}

enum churn_status churn_file_name(struct churn_text text, char name[CHURN_FILE_NAME_SIZE], struct churn_error *err)
{
    char piece[4];
    size_t used = 0, cut = 0, size;
    for (size_t at = 0; at < text.length;) {
        at += write_next(text, at, piece, &size);
        if (used + size > PLAIN_MAX)
            return write_digest(text, name + cut, err);
        memcpy(name + used, piece, size);
        used += size;
        cut = used <= CUT_MAX ? used : cut;
    }
    name[used] = '\0';
    if (used == 0)
        memcpy(name, CHURN_FILE_NAME_EMPTY, sizeof CHURN_FILE_NAME_EMPTY);
    return CHURN_OK;
}
