/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the library: add the place to an error that has none yet. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <churn/error.h>

/* file keeps its end where it is too long; err may be NULL. The message is left alone. */
void error_place(struct churn_error *err, const char *file, uint64_t line, uint64_t column);

/*
 * Of a local error where one is made, or may be, for each of many rows: all that is read of it is written first, and clearing
 * its 1.5 KiB, as the compiler else does with what has no value, would cost more than the row.
 */
#if defined(__has_attribute)
#if __has_attribute(uninitialized)
#define ERROR_NOT_CLEARED __attribute__((uninitialized))
#endif
#endif
#ifndef ERROR_NOT_CLEARED
#define ERROR_NOT_CLEARED
#endif

#endif
