/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a CSV file: UTF-8, LF, quotes only where RFC 4180 needs them. */
#ifndef SAMPLES_WRITE_H
#define SAMPLES_WRITE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Opens a file and writes its header line; NULL, with errno set, when it cannot. */
FILE *csv_open(const char *directory, const char *name, const char *header);
/* False when any write failed. */
bool csv_close(FILE *file);

/* Each writes one cell and what ends it: a comma, or a line feed for the last one. */
void csv_text(FILE *file, const char *text, char end);
void csv_id(FILE *file, int customer, char end);
void csv_number(FILE *file, int number, char end);
void csv_day(FILE *file, int day, char end); /* empty for NO_DAY */
void csv_hundredths(FILE *file, int64_t hundredths, char end);

#endif
