/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the library: decimals of any length as doubles, whatever the locale; for statistics only. */
#ifndef BASE_REAL_H
#define BASE_REAL_H

#include <churn/error.h>
#include <churn/text.h>

#define REAL_TEXT_SIZE 400 /* the largest double has 309 digits before the point */

/*
 * Read [+-]?digits[mark digits][(e|E)[+-]?digits], ASCII, nothing around it; at least one digit on one side of the mark. The
 * nearest double, exact for up to 15 digits and small exponents, and for the 17 digits of real_write; beyond that within one
 * unit in the last place. CHURN_DATA with the reason where the text is no such number, or its value no finite double.
 */
enum churn_status real_parse(struct churn_text text, char mark, double *value, struct churn_error *err);

/* So many decimals (0 to 17), rounded, with a point; no minus before zero; empty where value is not finite. buffer holds
 * REAL_TEXT_SIZE bytes. Returns the length. */
size_t real_write(double value, unsigned decimals, char *buffer);

/* 15 significant digits where real_parse reads the same double back from them, else 17. */
size_t real_write_exact(double value, char *buffer);

/* To so many significant digits; a value too small or large for that stays. */
double real_round(double value, unsigned digits);

#endif
