/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gamma functions at whole distances: short ones as they stand, so that no large numbers are taken from each other. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>

#include "model/btyd.h"

#define SHORT 64

static double result(int status, const gsl_sf_result *value)
{
    return status == GSL_SUCCESS ? value->val : NAN;
}

static double log_gamma(double z)
{
    gsl_sf_result value;
    return result(gsl_sf_lngamma_e(z, &value), &value);
}

static double digamma(double z)
{
    gsl_sf_result value;
    return result(gsl_sf_psi_e(z, &value), &value);
}

static double trigamma(double z)
{
    gsl_sf_result value;
    return result(gsl_sf_psi_1_e(z, &value), &value);
}

struct rise btyd_rise(double z, uint32_t n)
{
    struct rise rise = { 0, 0, 0 };
    if (n > SHORT)
        return (struct rise){ log_gamma(z + n) - log_gamma(z), digamma(z + n) - digamma(z), trigamma(z + n) - trigamma(z) };
    for (uint32_t i = 0; i < n; i++) {
        double inverse = 1 / (z + i);
        rise.value += log(z + i);
        rise.first += inverse;
        rise.second -= inverse * inverse;
    }
    return rise;
}
