/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept between nights as small CSV files: cut points and segment rules. */
#ifndef CHURN_SAVED_H
#define CHURN_SAVED_H

#include <churn/error.h>
#include <churn/rfm.h>
#include <churn/segments.h>
#include <churn/writer.h>

CHURN_BEGIN_DECLS

/*
 * Cut points: dimension,within,score,threshold,customers. within is empty, or nested "3" (recency score) for frequency and
 * "3-2" (recency and frequency score) for monetary. threshold: the most days, the least orders, the least money that gives the
 * score; empty for score 1. customers may be missing. Read ones are checked whole; the caller frees them.
 */
CHURN_API enum churn_status churn_cuts_read(const char *path, struct churn_cuts **cuts, struct churn_error *err);
CHURN_API enum churn_status churn_cuts_write(const struct churn_cuts *cuts, struct churn_writer *writer,
                                             struct churn_error *err);

/* Segments: segment,r_min,r_max,f_min,f_max,m_min,m_max, in order; the caller frees what is read. */
CHURN_API enum churn_status churn_segments_read(const char *path, struct churn_segments **segments, struct churn_error *err);
CHURN_API enum churn_status churn_segments_write(const struct churn_segments *segments, struct churn_writer *writer,
                                                 struct churn_error *err);

CHURN_END_DECLS

#endif
