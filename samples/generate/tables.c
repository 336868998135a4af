/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables, one function each. The events are sorted as the shop's systems would export them: by day. */
#include "shop.h"
#include "write.h"

#include <stdlib.h>

static const char *const channel_names[] = { [WEB] = "web", [PHONE] = "phone", [BRANCH] = "branch" };
static const char *const kind_names[] = {
    [RETAIL] = "retail", [BUSINESS] = "business", [CHANNEL] = "channel", [INTERNAL] = "internal"
};

static bool write_transactions(const struct shop *shop, const char *directory)
{
    static const char *const categories[] = { "paper",          "toner",   "writing",  "filing", "furniture",
                                              "it_accessories", "kitchen", "cleaning", "postal", "presentation" };
    FILE *file = csv_open(directory, "transactions", "customer_id,date,amount,order_id,category,channel,list_price,cost");
    if (file == NULL)
        return false;
    for (int i = 0; i < shop->n_lines; i++) {
        const struct line *line = &shop->lines[i];
        csv_id(file, line->customer, ',');
        csv_day(file, line->day, ',');
        csv_hundredths(file, line->amount, ',');
        fprintf(file, "%c%06d,", line->refund_id ? 'R' : 'O', line->number);
        csv_text(file, categories[line->category], ',');
        csv_text(file, channel_names[line->channel], ',');
        csv_hundredths(file, line->list_price, ',');
        csv_hundredths(file, line->cost, '\n');
    }
    return csv_close(file);
}

static int compare(int left_day, int left_customer, int right_day, int right_customer)
{
    if (left_day != right_day)
        return left_day < right_day ? -1 : 1;
    return (left_customer > right_customer) - (left_customer < right_customer);
}

static int compare_surveys(const void *a, const void *b)
{
    const struct survey *left = a;
    const struct survey *right = b;
    return compare(left->day, left->customer, right->day, right->customer);
}

static bool write_surveys(struct shop *shop, const char *directory)
{
    static const char *const channels[] = { "email", "phone", "branch" };
    FILE *file = csv_open(directory, "surveys", "customer_id,date,score,expected,channel");
    if (file == NULL)
        return false;
    qsort(shop->surveys, (size_t)shop->n_surveys, sizeof shop->surveys[0], compare_surveys);
    for (int i = 0; i < shop->n_surveys; i++) {
        const struct survey *survey = &shop->surveys[i];
        csv_id(file, survey->customer, ',');
        csv_day(file, survey->day, ',');
        csv_number(file, survey->score, ',');
        if (survey->expected > 0)
            csv_number(file, survey->expected, ',');
        else
            csv_text(file, "", ',');
        csv_text(file, channels[survey->channel], '\n');
    }
    return csv_close(file);
}

static int compare_complaints(const void *a, const void *b)
{
    const struct complaint *left = a;
    const struct complaint *right = b;
    int order = compare(left->opened, left->customer, right->opened, right->customer);
    /* Two of one customer on one day: the sort is not stable, so the rest of the row has to tell. */
    return order != 0 ? order : (left->first_response > right->first_response) - (left->first_response < right->first_response);
}

/* A complaint neither closed nor old has no outcome yet. */
static const char *outcome_name(const struct complaint *complaint)
{
    static const char *const names[] = {
        [RESOLVED] = "resolved", [PARTIAL] = "partial", [UNANSWERED] = "unanswered", [REJECTED] = "rejected"
    };
    bool pending = complaint->closed == NO_DAY && (complaint->outcome != UNANSWERED || complaint->opened > LAST_DAY - 45);
    return pending ? "" : names[complaint->outcome];
}

static bool write_complaints(struct shop *shop, const char *directory)
{
    FILE *file = csv_open(directory, "complaints",
                          "complaint_id,customer_id,opened,first_response,closed,channel,severity,outcome,compensation,reason");
    if (file == NULL)
        return false;
    qsort(shop->complaints, (size_t)shop->n_complaints, sizeof shop->complaints[0], compare_complaints);
    for (int i = 0; i < shop->n_complaints; i++) {
        const struct complaint *complaint = &shop->complaints[i];
        fprintf(file, "K%05d,", i + 301);
        csv_id(file, complaint->customer, ',');
        csv_day(file, complaint->opened, ',');
        csv_day(file, complaint->first_response, ',');
        csv_day(file, complaint->closed, ',');
        csv_text(file, channel_names[complaint->channel], ',');
        csv_number(file, complaint->severity, ',');
        csv_text(file, outcome_name(complaint), ',');
        csv_hundredths(file, complaint->closed == NO_DAY ? 0 : complaint->compensation, ',');
        csv_text(file, complaint->reason, '\n');
    }
    return csv_close(file);
}

static int compare_invoices(const void *a, const void *b)
{
    const struct invoice *left = a;
    const struct invoice *right = b;
    return compare(left->due, left->customer, right->due, right->customer);
}

static bool write_invoices(struct shop *shop, const char *directory)
{
    FILE *file = csv_open(directory, "invoices", "customer_id,due,amount,paid,paid_amount");
    if (file == NULL)
        return false;
    qsort(shop->invoices, (size_t)shop->n_invoices, sizeof shop->invoices[0], compare_invoices);
    for (int i = 0; i < shop->n_invoices; i++) {
        const struct invoice *invoice = &shop->invoices[i];
        csv_id(file, invoice->customer, ',');
        csv_day(file, invoice->due, ',');
        csv_hundredths(file, invoice->amount, ',');
        csv_day(file, invoice->paid, ',');
        if (invoice->paid == NO_DAY)
            csv_text(file, "", '\n');
        else
            csv_hundredths(file, invoice->paid_amount, '\n');
    }
    return csv_close(file);
}

static int compare_departures(const void *a, const void *b)
{
    const struct departure *left = a;
    const struct departure *right = b;
    return compare(left->day, left->customer, right->day, right->customer);
}

static bool write_departures(struct shop *shop, const char *directory)
{
    FILE *file = csv_open(directory, "departures", "customer_id,date,reason,initiator,destination,value");
    if (file == NULL)
        return false;
    qsort(shop->departures, (size_t)shop->n_departures, sizeof shop->departures[0], compare_departures);
    for (int i = 0; i < shop->n_departures; i++) {
        const struct departure *departure = &shop->departures[i];
        csv_id(file, departure->customer, ',');
        csv_day(file, departure->day, ',');
        csv_text(file, departure->reason, ',');
        csv_text(file, departure->by_company ? "company" : "customer", ',');
        csv_text(file, departure->destination, ',');
        if (departure->value < 0)
            csv_text(file, "", '\n');
        else
            csv_hundredths(file, departure->value, '\n');
    }
    return csv_close(file);
}

static bool write_customers(const struct shop *shop, const char *directory)
{
    static const char *const regions[] = { "North", "South", "East", "West", "Central" };
    static const char *const owners[] = { "Ada Lindqvist", "Bruno Costa", "Clara Weiß", "Tom Baxter",
                                          "Li Na",         "Mia Roth",    "Omar Haddad" };
    FILE *file = csv_open(directory, "customers", "customer_id,name,kind,region,owner,contract_end,do_not_contact,since");
    if (file == NULL)
        return false;
    for (int id = 0; id < CUSTOMERS; id++) {
        const struct customer *customer = &shop->customers[id];
        csv_id(file, id, ',');
        csv_text(file, customer->name, ',');
        csv_text(file, kind_names[customer->kind], ',');
        csv_text(file, regions[customer->region], ',');
        csv_text(file, owners[customer->owner], ',');
        csv_day(file, customer->contract_end, ',');
        csv_number(file, customer->do_not_contact, ',');
        csv_day(file, customer->since, '\n');
    }
    return csv_close(file);
}

bool shop_write(struct shop *shop, const char *directory)
{
    return write_transactions(shop, directory) && write_surveys(shop, directory) && write_complaints(shop, directory) &&
           write_invoices(shop, directory) && write_departures(shop, directory) && write_customers(shop, directory);
}
