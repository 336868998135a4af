/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the shared library exports, and C linkage for C++. */
#ifndef CHURN_VISIBILITY_H
#define CHURN_VISIBILITY_H

#ifdef __cplusplus
#define CHURN_BEGIN_DECLS extern "C" {
#define CHURN_END_DECLS }
#else
#define CHURN_BEGIN_DECLS
#define CHURN_END_DECLS
#endif

#define CHURN_API __attribute__((visibility("default")))
#define CHURN_PRINTF(format_index, first_index) __attribute__((format(printf, format_index, first_index)))

#endif
