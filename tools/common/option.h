/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One option, as data. A table of these feeds parsing, --help, shell completion and the test that the pages are complete. */
#ifndef COMMON_OPTION_H
#define COMMON_OPTION_H

#include <stdbool.h>
#include <stddef.h>

/* What an option's argument is, and the type of the member of the settings that receives it. Given twice, the last counts. */
enum cli_kind {
    CLI_FLAG, /* bool: no argument, set to true */
    CLI_TEXT, /* const char *: as given, kept until cli_end */
    /* Paths, const char * too: what a run may do with files is what these say. */
    CLI_INPUT_FILE,  /* is read */
    CLI_OUTPUT_FILE, /* is written whole, by way of a temporary beside it */
    CLI_KEPT_FILE,   /* is read and replaced, with other files beside it */
    CLI_FOLDER,      /* files in it are made, read and replaced */
    CLI_CHAR,        /* char: one ASCII byte; \t is understood */
    CLI_COUNT,       /* uint64_t: decimal digits */
    CLI_SIZE,        /* size_t: bytes, at least 1, with k, M, G (1024) */
    CLI_DATE,        /* churn_day: YYYY-MM-DD, years 1 to 9999 */
    CLI_AMOUNT,      /* churn_amount: a decimal with a point */
    CLI_CHOICE       /* unsigned: the index in choices */
};

struct cli_option {
    const char *name; /* long name without dashes; NULL ends the table */
    char letter;      /* short name or 0 */
    enum cli_kind kind;
    size_t offset;              /* of the member in the settings struct */
    const char *placeholder;    /* of the argument in --help; NULL for flags and choices; paths are completed */
    const char *group;          /* heading in --help; options of one group stand together; NULL: not shown anywhere */
    const char *help;           /* what it does, in one line without full stop */
    const char *initial;        /* default as shown in --help, or NULL: none worth showing */
    const char *const *choices; /* CLI_CHOICE: the words, NULL-terminated */
};

/* Is its argument a path, which the settings hold as const char *? */
bool cli_option_is_path(const struct cli_option *option);

#endif
