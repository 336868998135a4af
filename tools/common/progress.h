/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line that says how far the reading is. For the files of tools/common; no tool includes it. */
#ifndef COMMON_PROGRESS_H
#define COMMON_PROGRESS_H

#include "common/state.h"

/* Bytes that are to come from an input, before any was read; 0: nobody knows, as of a pipe. */
uint64_t progress_total(const struct input *input);

/* Show an input that was opened (total as progress_total said) if that is wanted, until it is read. */
void progress_watch(struct input *input, uint64_t total);
void progress_unwatch(struct input *input);

/* No line from here on; before any reader is freed. */
void progress_end(void);

/* Around each message: the line is taken away, and none is drawn in between. */
void progress_hide(void);
void progress_go_on(void);

/* Take the line away, as it is: what a signal handler may do. */
void progress_erase(void);

/* What the line says behind the tool's name, after so many seconds; total 0: not known. */
void progress_text(const struct churn_progress *at, uint64_t total, double seconds, char *text, size_t size);

#endif
