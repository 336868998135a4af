/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the library: add the place to an error that has none yet. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <churn/error.h>

/* file keeps its end where it is too long; err may be NULL. The message is left alone. */
void error_place(struct churn_error *err, const char *file, uint64_t line, uint64_t column);

#endif
