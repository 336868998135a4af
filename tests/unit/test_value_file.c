/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Models of buying and spending as a file: what is written comes back, and every fault is refused at its place. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

#include <churn/saved.h>

static const char WHOLE[] =
    "model,term,value,standard_error\n"
    "bg-nbd,r,0.25,0.01\nbg-nbd,alpha,4.5,0.3\nbg-nbd,a,0.8,\nbg-nbd,b,2.5,0.7\nbg-nbd,unit_days,7,\n"
    "bg-nbd,log_likelihood,-9582.4,\nbg-nbd,customers,2357,\nbg-nbd,converged,1,\nbg-nbd,gradient,1e-15,\n"
    "bg-nbd,first_date,1997-01-01,\nbg-nbd,last_date,1997-09-30,\n"
    "gamma-gamma,p,6.25,1.2\ngamma-gamma,q,3.75,0.3\ngamma-gamma,v,15.5,4\n"
    "gamma-gamma,log_likelihood,-4055.9,\ngamma-gamma,customers,946,\ngamma-gamma,converged,1,\ngamma-gamma,gradient,0,\n"
    "end,rows,18,\n";

static void what_is_written_comes_back(void **state)
{
    struct churn_value_model model;
    struct output output;
    (void)state;
    assert_int_equal(churn_value_read(support_text_file("model.csv", WHOLE), &model, NULL), CHURN_OK);
    assert_int_equal(model.buying.buying.model, CHURN_BUYING_BG_NBD);
    assert_true(model.buying.buying.parameter[3] == 2.5 && model.buying.standard_error[3] == 0.7);
    assert_true(model.has_spend && model.spend.spend.v == 15.5 && model.spend.customers == 946);
    assert_true(model.unit_days == 7 && model.last_day - model.first_day == 272);
    for (int spend = 1; spend >= 0; spend--) {
        struct churn_value_model other;
        model.has_spend = spend != 0;
        output_begin(&output, "written.csv", NULL);
        assert_int_equal(churn_value_write(&model, output.writer, NULL), CHURN_OK);
        char *text = output_end(&output, NULL);
        assert_int_equal(churn_value_read(support_text_file("again.csv", text), &other, NULL), CHURN_OK);
        output_begin(&output, "written.csv", NULL);
        assert_int_equal(churn_value_write(&other, output.writer, NULL), CHURN_OK);
        char *again = output_end(&output, NULL);
        assert_string_equal(text, again);
        free(text);
        free(again);
    }
}

static void refused(const char *text, const char *message, uint64_t line)
{
    struct churn_value_model model;
    struct churn_error err;
    assert_int_equal(churn_value_read(support_text_file("bad.csv", text), &model, &err), CHURN_DATA);
    if (strstr(err.message, message) == NULL || err.line != line)
        print_error("%llu: %s\n", (unsigned long long)err.line, err.message);
    assert_non_null(strstr(err.message, message));
    assert_int_equal(err.line, line);
}

/* WHOLE with one piece replaced. */
static void changed(const char *piece, const char *by, const char *message, uint64_t line)
{
    char text[2048];
    const char *at = strstr(WHOLE, piece);
    assert_non_null(at);
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - WHOLE), WHOLE, by, at + strlen(piece));
    refused(text, message, line);
}

static void faults(void **state)
{
    (void)state;
    refused("model,term,value\n", "there is no model of buying in it", 0);
    changed("bg-nbd,r,", "xx-nbd,r,", "is none of bg-nbd", 2);
    changed("bg-nbd,a,0.8", "pareto-nbd,s,0.8", "is another model of buying", 4);
    changed("bg-nbd,a,", "bg-nbd,s,", "is no term of this model", 4);
    changed("bg-nbd,a,", "bg-nbd,r,", "stands twice", 4);
    changed("bg-nbd,a,0.8,\n", "", "lacks its a", 0);
    changed("gamma-gamma,q,3.75,0.3\n", "", "lacks its q", 0);
    changed("alpha,4.5", "alpha,0", "is not above 0", 3);
    changed("alpha,4.5", "alpha,nan", "is not a number", 3);
    changed("alpha,4.5,0.3", "alpha,4.5,x", "is not a number", 3);
    changed("1997-01-01", "1997-13-01", "1997-13-01", 11);
    changed("bg-nbd,converged,1", "bg-nbd,converged,2", "did not converge", 0);
    changed("gamma-gamma,converged,1", "gamma-gamma,converged,2", "did not converge", 0);
    changed("end,rows,18,\n", "", "lacks its last row, end", 0);
    changed("end,rows,18", "end,rows,11", "is not the number of rows before it", 20);
    changed("end,rows", "end,r", "is not rows", 20);
    changed("end,rows,18,\n", "end,rows,18,\nbg-nbd,r,1,\n", "stands behind the end", 21);
    changed("1997-01-01", "1998-01-01", "first_date is after last_date", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(what_is_written_comes_back), cmocka_unit_test(faults) };
    return cmocka_run_group_tests_name("value_file", tests, support_begin, support_end);
}
