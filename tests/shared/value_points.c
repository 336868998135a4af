/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The library's models of buying on customers from standard input, one a line: repeats, last, age (in any unit), and more
 * behind them that is not looked at.
 *
 *   value_points fit MODEL                        log-likelihood and parameters, with seventeen digits
 *   value_points residual RATE P1 P2 P3 P4        DERT of each, Pareto/NBD
 *   value_points value PERIOD COUNT RATE P1..P4 p q v   BG/NBD; the fourth column is the mean of orders: value of each over
 * periods
 */
#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <churn/churn.h>

static struct churn_buyer *buyers;
static double *means;
static size_t count;

static bool read_buyers(void)
{
    char line[256];
    while (fgets(line, sizeof line, stdin) != NULL) {
        double last, age, mean = 0;
        unsigned repeats;
        if (sscanf(line, "%u %lf %lf %lf", &repeats, &last, &age, &mean) < 3)
            return false;
        buyers = reallocarray(buyers, count + 1, sizeof *buyers);
        means = reallocarray(means, count + 1, sizeof *means);
        if (buyers == NULL || means == NULL)
            return false;
        means[count] = mean;
        buyers[count++] = (struct churn_buyer){ repeats, last, age, 1 };
    }
    return true;
}

static int fit(const char *name)
{
    struct churn_buying_fit fit;
    struct churn_error err;
    int model = 0;
    while (model < CHURN_BUYING_MODELS && strcmp(churn_buying_model_name((enum churn_buying_model)model), name) != 0)
        model++;
    if (model == CHURN_BUYING_MODELS || churn_buying_fit((enum churn_buying_model)model, buyers, count, &fit, &err) != CHURN_OK)
        return 1;
    printf("%.17g", fit.log_likelihood);
    for (size_t i = 0; i < CHURN_BUYING_PARAMETERS; i++)
        printf(" %.17g", fit.buying.parameter[i]);
    printf("\n");
    return !fit.converged;
}

static struct churn_buying model_of(enum churn_buying_model model, char **argv)
{
    struct churn_buying buying = { .model = model };
    for (size_t i = 0; i < CHURN_BUYING_PARAMETERS; i++)
        buying.parameter[i] = strtod(argv[i], NULL);
    return buying;
}

static int residual(char **argv)
{
    struct churn_buying model = model_of(CHURN_BUYING_PARETO_NBD, argv + 1);
    for (size_t i = 0; i < count; i++)
        printf("%.17g\n", churn_buying_residual(&model, &buyers[i], strtod(argv[0], NULL)));
    return 0;
}

static int value(char **argv)
{
    struct churn_buying model = model_of(CHURN_BUYING_BG_NBD, argv + 3);
    const struct churn_spend spend = { strtod(argv[7], NULL), strtod(argv[8], NULL), strtod(argv[9], NULL) };
    double period = strtod(argv[0], NULL), periods = strtod(argv[1], NULL), rate = strtod(argv[2], NULL);
    for (size_t i = 0; i < count; i++) {
        const struct churn_spender spender = { buyers[i].repeats, means[i] };
        printf("%.17g\n", churn_spend_expected(&spend, &spender) *
                              churn_buying_discounted(&model, &buyers[i], period * periods, period, rate));
    }
    return 0;
}

int main(int argc, char **argv)
{
    gsl_set_error_handler_off();
    if (!read_buyers())
        return 2;
    if (argc == 3 && strcmp(argv[1], "fit") == 0)
        return fit(argv[2]);
    if (argc == 7 && strcmp(argv[1], "residual") == 0)
        return residual(argv + 2);
    if (argc == 12 && strcmp(argv[1], "value") == 0)
        return value(argv + 2);
    return 2;
}
