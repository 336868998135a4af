/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "write.h"
#include "calendar.h"
#include "shop.h"

#include <inttypes.h>
#include <string.h>

FILE *csv_open(const char *directory, const char *name, const char *header)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.csv", directory, name);
    FILE *file = fopen(path, "wb");
    if (file != NULL)
        fprintf(file, "%s\n", header);
    return file;
}

bool csv_close(FILE *file)
{
    bool failed = ferror(file) != 0;
    return fclose(file) == 0 && !failed;
}

void csv_text(FILE *file, const char *text, char end)
{
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    if (quoted)
        putc('"', file);
    for (const char *byte = text; *byte != '\0'; byte++) {
        if (*byte == '"')
            putc('"', file);
        putc(*byte, file);
    }
    if (quoted)
        putc('"', file);
    putc(end, file);
}

void csv_id(FILE *file, int customer, char end)
{
    fprintf(file, "C%06d%c", customer + 1, end);
}

void csv_number(FILE *file, int number, char end)
{
    fprintf(file, "%d%c", number, end);
}

void csv_day(FILE *file, int day, char end)
{
    struct calendar_date date = calendar_date(day);
    if (day != NO_DAY)
        fprintf(file, "%04d-%02d-%02d", date.year, date.month, date.day);
    putc(end, file);
}

void csv_hundredths(FILE *file, int64_t hundredths, char end)
{
    int64_t magnitude = hundredths < 0 ? -hundredths : hundredths;
    fprintf(file, "%s%" PRId64 ".%02" PRId64 "%c", hundredths < 0 ? "-" : "", magnitude / 100, magnitude % 100, end);
}
