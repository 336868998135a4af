/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which library is loaded, whatever headers a program was built with. */
#include <churn/error.h>

const char *churn_version(void)
{
    return CHURN_VERSION;
}
