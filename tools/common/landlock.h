/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Landlock, the kernel's way for a process to give up rights to files and networks: landlock(7). For sandbox.c alone. */
#ifndef COMMON_LANDLOCK_H
#define COMMON_LANDLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* What may be done with a path, and with all below it where it is a folder. */
enum landlock_use {
    LANDLOCK_READ,  /* files read, a folder listed */
    LANDLOCK_WRITE, /* files written that are there */
    LANDLOCK_KEEP   /* files made, read, written, replaced and removed */
};

struct landlock {
    int rules;       /* descriptor */
    uint64_t rights; /* those this kernel can take away */
};

/* false: not to be had, errno says why; ENOSYS and EOPNOTSUPP from a kernel without it. Nothing is allowed at first. */
bool landlock_open(struct landlock *landlock);
/* A path that cannot be opened, or lies on no disk, such as a pipe,, is passed over: it has no rights to lose. */
bool landlock_allow(const struct landlock *landlock, const char *path, enum landlock_use use);
/* From here on, for this thread and those it starts. Closes the rules, whatever comes of it. */
bool landlock_enter(struct landlock *landlock);
void landlock_close(struct landlock *landlock);

#endif
