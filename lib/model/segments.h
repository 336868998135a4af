/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the library: the table of segment rules. */
#ifndef MODEL_SEGMENTS_H
#define MODEL_SEGMENTS_H

#include <churn/segments.h>

struct churn_segments {
    struct churn_segment_rule *rules;
    size_t count;
    size_t capacity;
};

#endif
