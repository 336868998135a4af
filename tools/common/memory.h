/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much memory a run may take where nobody says. */
#ifndef TOOLS_COMMON_MEMORY_H
#define TOOLS_COMMON_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MEMORY_LEAST ((size_t)32 << 20) /* below this the tables' own beginnings would not fit */

/* Bytes free on the machine and in the groups of the process; UINT64_MAX: nothing is known. /proc and /sys lie below root. */
uint64_t memory_free(const char *root);

/*
 * Of a limit of address space and that of a stack: what customers may take, MEMORY_LEAST or more. *jobs, the threads that are
 * wanted, receives how many there is room for, at least one.
 */
size_t memory_of_space(uint64_t space, uint64_t stack, unsigned *jobs);

#endif
