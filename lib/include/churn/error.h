/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Errors: a value the caller owns, filled where the fault is found, complete when it comes back.
 *
 * Every function that can fail returns enum churn_status and takes a struct churn_error * as its last argument, which may
 * be NULL. On any status but CHURN_OK and CHURN_END the error is filled; on these two it is left alone. Nothing is
 * allocated for it, so it works when memory is gone, and nothing in it is shared between threads.
 */
#ifndef CHURN_ERROR_H
#define CHURN_ERROR_H

#include <stdint.h>

#include <churn/visibility.h>

CHURN_BEGIN_DECLS

/* One code for each thing a caller can do about it. */
enum churn_status {
    CHURN_OK = 0,  /* done */
    CHURN_END,     /* nothing is left to iterate over; not an error */
    CHURN_DATA,    /* the data are refused, or do not allow an answer: mend the data */
    CHURN_USAGE,   /* the request makes no sense: mend the call */
    CHURN_IO,      /* the machine failed: cannot open, read or write */
    CHURN_MEMORY,  /* no memory */
    CHURN_NUMERIC, /* no answer exists or none was found: overflow, no convergence */
    CHURN_LOCKED   /* another run holds the lock */
};

#define CHURN_ERROR_FILE_SIZE 1024
#define CHURN_ERROR_MESSAGE_SIZE 512

/*
 * line and column count from 1 (physical line; byte in that line); 0 where there is no such place. file is empty where no
 * file is concerned; a name that is too long keeps its end. message is what is wrong and what to do, without position,
 * without a customer's id and without free text of the data; bytes of the data that it quotes are escaped as \xNN where
 * they are control bytes or no UTF-8, and cut after 40 bytes.
 */
struct churn_error {
    enum churn_status status;
    uint64_t line;
    uint64_t column;
    char file[CHURN_ERROR_FILE_SIZE];
    char message[CHURN_ERROR_MESSAGE_SIZE];
};

/* Fill an error that has no position; returns status, so that a caller can write `return churn_error_set(...)`. */
CHURN_API enum churn_status churn_error_set(struct churn_error *err, enum churn_status status, const char *format, ...)
    CHURN_PRINTF(3, 4);

/* The version of the library that is loaded, such as "0.1.0". Static. */
CHURN_API const char *churn_version(void);

CHURN_END_DECLS

#endif
