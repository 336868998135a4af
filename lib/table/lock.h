/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run at a time. */
#ifndef TABLE_LOCK_H
#define TABLE_LOCK_H

#include <churn/error.h>

/*
 * Take the lock of this file, which is created (mode 0600) where it is not there, and stays. *lock is a descriptor; closing it,
 * or the end of the process, gives the lock back. CHURN_LOCKED at once where another holds it.
 */
enum churn_status lock_take(const char *path, int *lock, struct churn_error *err);

#endif
