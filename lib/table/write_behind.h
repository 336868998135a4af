/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing in a thread of its own, so that who makes the bytes need not wait for them to be written: a third of a night's work.
 */
#ifndef TABLE_WRITE_BEHIND_H
#define TABLE_WRITE_BEHIND_H

#include <stdbool.h>
#include <stddef.h>

struct write_behind; /* opaque */

/* write is called in the thread, one call after the other; false with errno ends the writing. NULL: there is no memory or
 * thread to be had, and the caller writes himself. */
struct write_behind *write_behind_new(bool (*write)(void *context, const void *data, size_t length), void *context);

/* Copies data. false with errno where an earlier write failed. */
bool write_behind_put(struct write_behind *behind, const void *data, size_t length);

/* Wait until all is written. false with errno where it was not. */
bool write_behind_drain(struct write_behind *behind);

/* End the thread; what was not written is not. */
void write_behind_free(struct write_behind *behind);

#endif
