/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Segments: an ordered table of boxes in the RFM cube. The method: first match from the top, by walking the table; there are
 * ten or so rules, and a lookup cube of up to 100^3 cells would cost more to fill than it saves. A rule must be one that could
 * match a score somewhere (least not above greatest); whether it does beside the others is segments_check.c's question.
 */
#include "model/segments.h"

#include <stdlib.h>
#include <string.h>

struct churn_segments *churn_segments_new(void)
{
    return calloc(1, sizeof(struct churn_segments));
}

void churn_segments_free(struct churn_segments *segments)
{
    if (segments == NULL)
        return;
    free(segments->rules);
    free(segments);
}

static enum churn_status check_rule(const struct churn_segment_rule *rule, struct churn_error *err)
{
    if (rule->name[0] == '\0')
        return churn_error_set(err, CHURN_DATA, "a segment needs a name");
    if (memchr(rule->name, '\0', sizeof rule->name) == NULL)
        return churn_error_set(err, CHURN_DATA, "the name of a segment is longer than %d bytes", CHURN_SEGMENT_NAME_SIZE - 1);
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        if (rule->min[d] > rule->max[d])
            return churn_error_set(err, CHURN_DATA, "the least %s score, %u, is above the greatest, %u",
                                   churn_dimension_name((enum churn_dimension)d), (unsigned)rule->min[d],
                                   (unsigned)rule->max[d]);
    }
    return CHURN_OK;
}

static enum churn_status make_room(struct churn_segments *segments, struct churn_error *err)
{
    if (segments->count < segments->capacity)
        return CHURN_OK;
    size_t capacity = segments->capacity == 0 ? 16 : segments->capacity * 2;
    struct churn_segment_rule *rules = reallocarray(segments->rules, capacity, sizeof *rules);
    if (rules == NULL)
        return churn_error_set(err, CHURN_MEMORY, "no memory for %zu segments", capacity);
    segments->rules = rules;
    segments->capacity = capacity;
    return CHURN_OK;
}

enum churn_status churn_segments_add(struct churn_segments *segments, const struct churn_segment_rule *rule,
                                     struct churn_error *err)
{
    enum churn_status status = check_rule(rule, err);
    if (status == CHURN_OK)
        status = make_room(segments, err);
    if (status == CHURN_OK)
        segments->rules[segments->count++] = *rule;
    return status;
}

size_t churn_segments_count(const struct churn_segments *segments)
{
    return segments->count;
}

const struct churn_segment_rule *churn_segments_at(const struct churn_segments *segments, size_t index)
{
    return index < segments->count ? &segments->rules[index] : NULL;
}

static bool matches(const struct churn_segment_rule *rule, struct churn_rfm_score score)
{
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        if (score.score[d] < rule->min[d] || score.score[d] > rule->max[d])
            return false;
    }
    return true;
}

size_t churn_segments_match(const struct churn_segments *segments, struct churn_rfm_score score)
{
    for (size_t i = 0; i < segments->count; i++) {
        if (matches(&segments->rules[i], score))
            return i;
    }
    return CHURN_SEGMENT_NONE;
}
