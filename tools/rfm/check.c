/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --check-segments: what each rule of a segment table really does. A rule above can take all that one below was meant for. */
#include <stdlib.h>

#include "common/report.h"
#include "rfm/rfm.h"

static const struct cli_column COLUMNS[] = {
    { "segment", CLI_COLUMN_TEXT },     { "cells", CLI_COLUMN_NUMBER },  { "cells_taken", CLI_COLUMN_NUMBER },
    { "customers", CLI_COLUMN_NUMBER }, { "overlaps", CLI_COLUMN_TEXT }, { "finding", CLI_COLUMN_TEXT },
};

static const char *finding_of(const struct churn_segment_finding *finding)
{
    if (finding->cells == 0)
        return "lies outside the bins";
    if (finding->taken == 0)
        return "can never match: rules above take all its cells";
    return finding->first_overlap == CHURN_SEGMENT_NONE ? "" : "rules above take some of its cells";
}

static enum churn_status report_rule(struct cli_report *report, const struct churn_segments *segments, size_t index,
                                     const struct churn_segment_finding *finding, struct churn_error *err)
{
    cli_report_name(report, churn_segments_at(segments, index)->name);
    cli_report_integer(report, (int64_t)finding->cells);
    cli_report_integer(report, (int64_t)finding->taken);
    cli_report_integer(report, (int64_t)finding->customers);
    if (finding->first_overlap == CHURN_SEGMENT_NONE)
        cli_report_null(report);
    else
        cli_report_name(report, churn_segments_at(segments, finding->first_overlap)->name);
    cli_report_name(report, finding_of(finding));
    return cli_report_row(report, err);
}

/* The cells that no rule takes stand last, under the name their customers get. */
static enum churn_status report_gap(struct cli_report *report, uint64_t uncovered, uint64_t others, struct churn_error *err)
{
    cli_report_name(report, "others");
    cli_report_integer(report, (int64_t)uncovered);
    cli_report_integer(report, (int64_t)uncovered);
    cli_report_integer(report, (int64_t)others);
    cli_report_null(report);
    cli_report_name(report, "gap: no rule takes these cells");
    return cli_report_row(report, err);
}

static enum churn_status report_all(struct cli *cli, const struct churn_segments *segments,
                                    const struct churn_segment_finding *findings, uint64_t uncovered, uint64_t others,
                                    struct churn_error *err)
{
    struct cli_report *report;
    enum churn_status status = cli_report_open(cli, "segments", COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0], &report, err);
    for (size_t i = 0; status == CHURN_OK && i < churn_segments_count(segments); i++)
        status = report_rule(report, segments, i, &findings[i], err);
    if (status == CHURN_OK && uncovered > 0)
        status = report_gap(report, uncovered, others, err);
    return status;
}

enum churn_status rfm_check_segments(struct cli *cli, const struct rfm_plan *plan, const struct churn_rfm_score *scores,
                                     size_t count, bool *sound, struct churn_error *err)
{
    uint64_t uncovered, others;
    size_t rules = churn_segments_count(plan->segments);
    struct churn_segment_finding *findings = calloc(rules + 1, sizeof *findings);
    if (findings == NULL)
        return churn_error_set(err, CHURN_MEMORY, "out of memory");
    enum churn_status status =
        churn_segments_check(plan->segments, plan->options.bins, scores, count, findings, &uncovered, &others, err);
    *sound = status == CHURN_OK && uncovered == 0;
    for (size_t i = 0; i < rules; i++)
        *sound = *sound && findings[i].taken > 0;
    if (status == CHURN_OK)
        status = report_all(cli, plan->segments, findings, uncovered, others, err);
    free(findings);
    return status;
}
