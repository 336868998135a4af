/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which kinds of bytes to put on top of each other: the first bytes say whether a file is packed, the user says its encoding.
 */
#include "table/bytes.h"

#include <string.h>

static const unsigned char GZIP_MAGIC[2] = { 0x1f, 0x8b };
static const unsigned char ZSTD_MAGIC[4] = { 0x28, 0xb5, 0x2f, 0xfd };

static bool begins_with(const struct bytes_head *head, const unsigned char *magic, size_t length)
{
    return head->length >= length && memcmp(head->byte, magic, length) == 0;
}

enum churn_status bytes_open(const char *path, const char *encoding, uint64_t most, atomic_ullong *passed, struct bytes **bytes,
                             struct churn_error *err)
{
    struct bytes_head head;
    enum churn_status status = bytes_file_new(path, passed, bytes, &head, err);
    if (status == CHURN_OK && begins_with(&head, GZIP_MAGIC, sizeof GZIP_MAGIC))
        status = bytes_gzip_new(*bytes, most, bytes, err);
    else if (status == CHURN_OK && begins_with(&head, ZSTD_MAGIC, sizeof ZSTD_MAGIC))
        status = bytes_zstd_new(*bytes, most, bytes, err);
    if (status == CHURN_OK && encoding != NULL)
        status = bytes_iconv_new(*bytes, encoding, bytes, err);
    return status;
}

enum churn_status bytes_input_fill(struct bytes_input *input, bool *end, struct churn_error *err)
{
    *end = false;
    if (input->at < input->length)
        return CHURN_OK;
    input->at = 0;
    input->length = 0;
    enum churn_status status = input->inner->read(input->inner, input->block, sizeof input->block, &input->length, err);
    *end = status == CHURN_OK && input->length == 0;
    input->drawn += input->length;
    return status;
}

enum churn_status bytes_input_check(const struct bytes_input *input, struct churn_error *err)
{
    uint64_t fold = input->drawn * BYTES_FOLD;
    uint64_t by_size = fold > BYTES_IN_ANY_CASE ? fold : BYTES_IN_ANY_CASE;
    uint64_t most = input->most != BYTES_BY_SIZE ? input->most : by_size;
    if (input->unpacked <= most)
        return CHURN_OK;
    return churn_error_set(err, CHURN_DATA, "packed, and holds more than %llu bytes; --max-unpacked=SIZE if it may",
                           (unsigned long long)most);
}
