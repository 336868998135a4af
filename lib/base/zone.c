/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Time zones from the system's TZif files, RFC 8536, version 2 or later. The C library has one zone for the whole process, set
 * by the environment; this reads one file into two arrays and changes nothing else.
 *
 * The file has two blocks, 32-bit times for old readers and 64-bit times, each behind a header with its counts, and a line of
 * text with the rule for later years. Every count is checked against the bytes that are there before anything is read by it.
 * Tables with leap seconds ("right/...") are refused: their instants are not those of a stamp.
 */
#include "base/zone_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date_internal.h"

#define ZONE_FOLDER "/usr/share/zoneinfo"
#define FILE_SIZE_MAX ((size_t)1 << 20) /* the largest known is 4 KiB */
#define NAME_LENGTH_MAX 200
#define OFFSET_MAX (26 * 3600) /* RFC 8536, section 3.2: -25 to 26 hours */
#define HEADER_SIZE 44
#define TYPE_SIZE 6

struct churn_zone {
    int32_t first;    /* offset before times[0] */
    size_t count;     /* changes; 0 for a fixed offset, whose offset is first */
    int64_t *times;   /* of the changes, ascending */
    int32_t *offsets; /* from each change on */
    bool has_rule;
    struct zone_rule rule; /* from the last change on */
};

/* Counts of a header, in the file's order. */
enum { UNIVERSAL, STANDARD, LEAPS, TIMES, TYPES, CHARACTERS, COUNTS };

struct bytes {
    const unsigned char *at;
    size_t left;
};

static uint64_t big_endian(const unsigned char *at, size_t width)
{
    uint64_t value = 0;
    for (size_t i = 0; i < width; i++)
        value = value << 8 | at[i];
    return value;
}

static const unsigned char *take(struct bytes *in, size_t size)
{
    const unsigned char *at = in->at;
    if (size > in->left)
        return NULL;
    in->at += size;
    in->left -= size;
    return at;
}

/* Also bounds every count by the bytes left, so that no product of them can overflow. */
static bool read_header(struct bytes *in, size_t counts[COUNTS])
{
    const unsigned char *header = take(in, HEADER_SIZE);
    if (header == NULL || memcmp(header, "TZif", 4) != 0 || header[4] < '2')
        return false;
    for (size_t i = 0; i < COUNTS; i++) {
        counts[i] = (size_t)big_endian(header + 20 + 4 * i, 4);
        if (counts[i] > in->left)
            return false;
    }
    return true;
}

static size_t block_size(const size_t counts[COUNTS], size_t time_size)
{
    return counts[TIMES] * (time_size + 1) + counts[TYPES] * TYPE_SIZE + counts[CHARACTERS] + counts[LEAPS] * (time_size + 4) +
           counts[STANDARD] + counts[UNIVERSAL];
}

static bool read_offset(const unsigned char *types, size_t type, int32_t *offset)
{
    *offset = (int32_t)(uint32_t)big_endian(types + type * TYPE_SIZE, 4);
    return *offset >= -OFFSET_MAX && *offset <= OFFSET_MAX;
}

static bool read_table(struct churn_zone *zone, const unsigned char *block, size_t type_count)
{
    const unsigned char *indexes = block + zone->count * 8, *types = indexes + zone->count;
    if (!read_offset(types, 0, &zone->first))
        return false;
    for (size_t i = 0; i < zone->count; i++) {
        zone->times[i] = (int64_t)big_endian(block + i * 8, 8);
        if ((i > 0 && zone->times[i] <= zone->times[i - 1]) || indexes[i] >= type_count ||
            !read_offset(types, indexes[i], &zone->offsets[i]))
            return false;
    }
    return true;
}

/* "\nCET-1CEST,M3.5.0,M10.5.0/3\n", or "\n\n" where no rule is known. */
static bool read_footer(struct churn_zone *zone, struct bytes *in)
{
    if (in->left < 2 || in->at[0] != '\n')
        return false;
    const char *text = (const char *)in->at + 1;
    const char *end = memchr(text, '\n', in->left - 1);
    if (end == NULL)
        return false;
    zone->has_rule = end > text;
    return !zone->has_rule || zone_rule_parse(text, (size_t)(end - text), &zone->rule);
}

static enum churn_status refuse_damaged(const char *name, const char *why, struct churn_error *err)
{
    return churn_error_set(err, CHURN_DATA, "the file of --tz=%s is damaged (%s); install tzdata anew", name, why);
}

static enum churn_status fill_zone(struct churn_zone *zone, const char *name, struct bytes in, struct churn_error *err)
{
    size_t counts[COUNTS];
    if (!read_header(&in, counts) || take(&in, block_size(counts, 4)) == NULL || !read_header(&in, counts))
        return refuse_damaged(name, "no header of TZif version 2", err);
    if (counts[LEAPS] > 0)
        return churn_error_set(err, CHURN_DATA, "--tz=%s counts leap seconds; use the zone without right/", name);
    const unsigned char *block = take(&in, block_size(counts, 8));
    if (block == NULL || counts[TYPES] == 0)
        return refuse_damaged(name, "cut short", err);
    zone->count = counts[TIMES];
    zone->times = calloc(zone->count + 1, sizeof *zone->times);
    zone->offsets = calloc(zone->count + 1, sizeof *zone->offsets);
    if (zone->times == NULL || zone->offsets == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory for --tz=%s", name);
    if (!read_table(zone, block, counts[TYPES]))
        return refuse_damaged(name, "a change of the clock that makes no sense", err);
    if (!read_footer(zone, &in))
        return refuse_damaged(name, "no rule for later years", err);
    return CHURN_OK;
}

enum churn_status zone_new_from_bytes(const char *name, const unsigned char *bytes, size_t size, struct churn_zone **zone,
                                      struct churn_error *err)
{
    struct churn_zone *made = calloc(1, sizeof *made);
    if (made == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory for --tz=%s", name);
    enum churn_status status = fill_zone(made, name, (struct bytes){ bytes, size }, err);
    if (status != CHURN_OK) {
        churn_zone_free(made);
        return status;
    }
    *zone = made;
    return CHURN_OK;
}

static enum churn_status refuse_name(const char *name, struct churn_error *err)
{
    char shown[164];
    churn_text_escape((struct churn_text){ name, strlen(name) }, shown, sizeof shown);
    return churn_error_set(err, CHURN_USAGE, "--tz=%s is no time zone; use a name such as Europe/Berlin, UTC or +02:00", shown);
}

static enum churn_status refuse_file(const char *name, int error, struct churn_error *err)
{
    struct stat folder;
    if ((error == ENOENT || error == ENOTDIR) && stat(ZONE_FOLDER, &folder) == 0)
        return refuse_name(name, err);
    return churn_error_set(err, CHURN_IO, "cannot read %s/%s: %s", ZONE_FOLDER, name, strerror(error));
}

/* As IANA names are: parts of letters, digits, _, + and -, between single slashes. Leaves no way out of the folder. */
static bool is_zone_name(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
    size_t length = strlen(name);
    return length > 0 && length <= NAME_LENGTH_MAX && strspn(name, allowed) == length && name[0] != '/' &&
           name[length - 1] != '/' && strstr(name, "//") == NULL;
}

/* 0 or an errno. At most size bytes; *used is how many there were. */
static int read_all(int fd, unsigned char *bytes, size_t size, size_t *used)
{
    *used = 0;
    while (*used < size) {
        ssize_t got = read(fd, bytes + *used, size - *used);
        if (got == 0)
            break;
        if (got < 0 && errno != EINTR)
            return errno;
        *used += got > 0 ? (size_t)got : 0;
    }
    return 0;
}

static enum churn_status read_zone(int fd, const char *name, struct churn_zone **zone, struct churn_error *err)
{
    struct stat file;
    size_t used;
    if (fstat(fd, &file) != 0)
        return refuse_file(name, errno, err);
    if (!S_ISREG(file.st_mode))
        return refuse_name(name, err);
    if (file.st_size <= 0 || (uintmax_t)file.st_size > FILE_SIZE_MAX)
        return refuse_damaged(name, "its size", err);
    unsigned char *bytes = malloc((size_t)file.st_size);
    if (bytes == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory for --tz=%s", name);
    int error = read_all(fd, bytes, (size_t)file.st_size, &used);
    enum churn_status status = error != 0 ? refuse_file(name, error, err) : zone_new_from_bytes(name, bytes, used, zone, err);
    free(bytes);
    return status;
}

/* "UTC" or "+02:00". */
static bool read_fixed(const char *name, int32_t *offset)
{
    struct date_stamp stamp;
    size_t length = strlen(name);
    struct date_cursor in = { name, name + length };
    *offset = 0;
    if (strcmp(name, "UTC") == 0)
        return true;
    if (length != strlen("+hh:mm") || name[3] != ':' || !date_read_offset(&in, &stamp) || in.at != in.end)
        return false;
    *offset = stamp.offset;
    return true;
}

enum churn_status churn_zone_new(const char *name, struct churn_zone **zone, struct churn_error *err)
{
    int32_t offset;
    char path[sizeof ZONE_FOLDER + 1 + NAME_LENGTH_MAX] = ZONE_FOLDER "/";
    if (read_fixed(name, &offset)) {
        struct churn_zone *made = calloc(1, sizeof *made);
        if (made == NULL)
            return churn_error_set(err, CHURN_MEMORY, "out of memory for --tz=%s", name);
        made->first = offset;
        *zone = made;
        return CHURN_OK;
    }
    if (!is_zone_name(name))
        return refuse_name(name, err);
    memcpy(path + sizeof ZONE_FOLDER, name, strlen(name) + 1);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return refuse_file(name, errno, err);
    enum churn_status status = read_zone(fd, name, zone, err);
    close(fd);
    return status;
}

void churn_zone_free(struct churn_zone *zone)
{
    if (zone == NULL)
        return;
    free(zone->times);
    free(zone->offsets);
    free(zone);
}

int32_t churn_zone_offset(const struct churn_zone *zone, int64_t instant)
{
    if (zone->count > 0 && instant < zone->times[0])
        return zone->first;
    if (zone->has_rule && (zone->count == 0 || instant >= zone->times[zone->count - 1]))
        return zone_rule_offset(&zone->rule, instant);
    size_t low = 0, high = zone->count; /* times[low] <= instant < times[high], the ends being infinite */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->times[middle] <= instant)
            low = middle;
        else
            high = middle;
    }
    return zone->count > 0 ? zone->offsets[low] : zone->first;
}
