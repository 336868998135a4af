/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The linter of segment tables. The problem: with first match wins, a later rule may be wholly covered (in the widely copied
 * table four of eleven are) and cells may be left out, and no reader of the table sees it. The method: name every cell of the
 * cube once, by the very function that names customers, and count. At most 100^3 cells, so a second at worst; no algebra of
 * boxes that could disagree with the matching.
 */
#include <churn/segments.h>

/* The part of a rule's box that lies in the cube; empty where least > greatest. Scores start at 1, so a least of 0 means 1. */
struct box {
    unsigned least[CHURN_DIMENSIONS];
    unsigned greatest[CHURN_DIMENSIONS];
};

static struct box box_of(const struct churn_segment_rule *rule, const unsigned bins[CHURN_DIMENSIONS])
{
    struct box box;
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        box.least[d] = rule->min[d] > 1 ? rule->min[d] : 1;
        box.greatest[d] = rule->max[d] < bins[d] ? rule->max[d] : bins[d];
    }
    return box;
}

static struct box box_shared(struct box a, struct box b)
{
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        if (b.least[d] > a.least[d])
            a.least[d] = b.least[d];
        if (b.greatest[d] < a.greatest[d])
            a.greatest[d] = b.greatest[d];
    }
    return a;
}

static uint64_t box_cells(struct box box)
{
    uint64_t cells = 1;
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++)
        cells *= box.least[d] <= box.greatest[d] ? box.greatest[d] - box.least[d] + 1 : 0;
    return cells;
}

static size_t first_overlap(const struct churn_segments *segments, size_t index, const unsigned bins[CHURN_DIMENSIONS])
{
    struct box box = box_of(churn_segments_at(segments, index), bins);
    for (size_t earlier = 0; earlier < index; earlier++) {
        if (box_cells(box_shared(box, box_of(churn_segments_at(segments, earlier), bins))) > 0)
            return earlier;
    }
    return CHURN_SEGMENT_NONE;
}

static void name_every_cell(const struct churn_segments *segments, const unsigned bins[CHURN_DIMENSIONS],
                            struct churn_segment_finding *findings, uint64_t *uncovered)
{
    for (unsigned r = 1; r <= bins[CHURN_RECENCY]; r++) {
        for (unsigned f = 1; f <= bins[CHURN_FREQUENCY]; f++) {
            for (unsigned m = 1; m <= bins[CHURN_MONETARY]; m++) {
                struct churn_rfm_score cell = { { (uint8_t)r, (uint8_t)f, (uint8_t)m } };
                size_t index = churn_segments_match(segments, cell);
                ++*(index == CHURN_SEGMENT_NONE ? uncovered : &findings[index].taken);
            }
        }
    }
}

static void name_customers(const struct churn_segments *segments, const struct churn_rfm_score *scores, size_t count,
                           struct churn_segment_finding *findings, uint64_t *others)
{
    for (size_t i = 0; i < count; i++) {
        size_t index = churn_segments_match(segments, scores[i]);
        ++*(index == CHURN_SEGMENT_NONE ? others : &findings[index].customers);
    }
}

enum churn_status churn_segments_check(const struct churn_segments *segments, const unsigned bins[CHURN_DIMENSIONS],
                                       const struct churn_rfm_score *scores, size_t count,
                                       struct churn_segment_finding *findings, uint64_t *uncovered, uint64_t *others,
                                       struct churn_error *err)
{
    for (unsigned d = 0; d < CHURN_DIMENSIONS; d++) {
        if (bins[d] < 1 || bins[d] > CHURN_BINS_MAX)
            return churn_error_set(err, CHURN_USAGE, "%u bins for %s: there must be 1 to %d", bins[d],
                                   churn_dimension_name((enum churn_dimension)d), CHURN_BINS_MAX);
    }
    *uncovered = 0;
    *others = 0;
    for (size_t i = 0; i < churn_segments_count(segments); i++) {
        uint64_t cells = box_cells(box_of(churn_segments_at(segments, i), bins));
        findings[i] = (struct churn_segment_finding){ .cells = cells, .first_overlap = first_overlap(segments, i, bins) };
    }
    name_every_cell(segments, bins, findings, uncovered);
    name_customers(segments, scores, count, findings, others);
    return CHURN_OK;
}
