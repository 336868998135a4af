/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Doubles compared as doubles: cmocka 1.1.5 compares them as float. Include after cmocka.h. */
#ifndef UNIT_CLOSE_H
#define UNIT_CLOSE_H

#include <math.h>

/* relative is of the expected value; where that is 0 it is absolute. A NaN is never close. */
#define assert_close(actual, expected, relative) assert_close_at((actual), (expected), (relative), __FILE__, __LINE__)

static inline void assert_close_at(double actual, double expected, double relative, const char *file, int line)
{
    double allowed = relative * (expected != 0.0 ? fabs(expected) : 1.0);
    if (fabs(actual - expected) <= allowed)
        return;
    print_error("%.17g is not within %g of %.17g\n", actual, relative, expected);
    _fail(file, line);
}

#endif
