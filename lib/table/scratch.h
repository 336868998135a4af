/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file without a name, for what does not fit in memory: written once from front to back, read anywhere, gone when it is
 * closed or the process ends. */
#ifndef TABLE_SCRATCH_H
#define TABLE_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

#include <churn/error.h>

struct scratch {
    const char *beside; /* a path in the folder; borrowed */
    int descriptor;
    uint64_t size; /* bytes written, those in the buffer included */
    char *buffer;
    size_t used;
};

#define SCRATCH_NONE                                                                                                           \
    {                                                                                                                          \
        NULL, -1, 0, NULL, 0                                                                                                   \
    }

/* In the folder of a path; NULL: in /var/tmp. CHURN_IO. The caller ends with scratch_close, also where this fails. */
enum churn_status scratch_open(struct scratch *scratch, const char *beside, struct churn_error *err);
void scratch_close(struct scratch *scratch);

/* Append. CHURN_IO, on a full disk too. */
enum churn_status scratch_write(struct scratch *scratch, const void *data, size_t length, struct churn_error *err);
/* Before what was appended is read. */
enum churn_status scratch_flush(struct scratch *scratch, struct churn_error *err);

/* Bytes from an offset on; all of them must have been written. From several threads at once as well. */
enum churn_status scratch_read(const struct scratch *scratch, uint64_t offset, void *data, size_t length,
                               struct churn_error *err);

#endif
