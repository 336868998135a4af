/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors are written into the caller's own struct, so reporting one never fails and never allocates. */
#include <churn/error.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

enum churn_status churn_error_set(struct churn_error *err, enum churn_status status, const char *format, ...)
{
    if (err == NULL)
        return status;
    err->status = status;
    err->line = 0;
    err->column = 0;
    err->file[0] = '\0';
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(err->message, sizeof err->message, format, arguments);
    va_end(arguments);
    return status;
}

void error_place(struct churn_error *err, const char *file, uint64_t line, uint64_t column)
{
    if (err == NULL)
        return;
    size_t length = strlen(file);
    size_t room = sizeof err->file - 1;
    const char *tail = length > room ? file + (length - room) : file;
    memmove(err->file, tail, strlen(tail) + 1);
    err->line = line;
    err->column = column;
}
