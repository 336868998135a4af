#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Words that may not stand in lib/ or tools/: they read the locale, the environment or the clock, stop at NUL, or start programs.
. "$(dirname "$0")/../lib/tap.sh"
cd "$root" || exit 1
for word in strtod strtol strtoul isdigit isspace atoi atof localtime setlocale system popen sprintf vsprintf strcpy strcat rand strptime getenv gets; do
    found=$(grep -rnE --include='*.[ch]' -- "\\b$word *\\(" lib tools)
    equal "nobody uses $word" "" "$found"
done
found=$(grep -rnE --include='*.[ch]' '\b(printf|fprintf|puts|fputs|fopen|exit|_exit|abort|time|clock_gettime|perror|signal) *\(' lib | grep -v 'format(printf')
equal "the library never prints, exits or reads the clock" "" "$found"
finish
