/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transactions to a ledger, ledgers to one. */
#include "ledger/ledger.h"

static struct churn_transaction_roles roles_of(const struct settings *settings, bool chosen,
                                               const struct churn_ledger_options *keeps)
{
    struct churn_transaction_roles roles = CHURN_TRANSACTION_ROLES_INIT;
    roles.id = settings->id;
    roles.date = settings->date;
    roles.amount = settings->amount;
    roles.order = settings->order;
    if (chosen && roles.order == NULL)
        roles.order = keeps->keep_orders ? "order_id" : "";
    return roles;
}

enum churn_status ledger_fold(const struct settings *settings, struct cli *cli, struct churn_reader *reader, bool chosen,
                              struct churn_ledger_options *keeps, struct churn_ledger **ledger, struct churn_error *err)
{
    struct churn_transaction_roles roles = roles_of(settings, chosen, keeps);
    struct churn_transactions *transactions = NULL;
    struct churn_cell_rules rules;
    uint64_t later = 0;
    enum churn_status status = cli_cell_rules(cli, &rules, err);
    if (status == CHURN_OK)
        status = churn_transactions_new(reader, &roles, &rules, &transactions, err);
    if (status == CHURN_OK) {
        if (!chosen)
            keeps->keep_orders = churn_transactions_have_orders(transactions);
        status = churn_ledger_new(keeps, ledger, err);
    }
    if (status == CHURN_OK)
        status = churn_ledger_fold(*ledger, transactions, settings->until, &later, err);
    if (later > 0)
        cli_note(cli, "%llu row%s after --until left out", (unsigned long long)later, later == 1 ? "" : "s");
    churn_transactions_free(transactions);
    return status;
}

/* A set that is asked for must be in every file; a set that is not asked for may be dropped, which --keep then says. */
enum churn_status ledger_merge(struct churn_reader *reader, bool chosen, struct churn_ledger_options *keeps,
                               struct churn_ledger **ledger, struct churn_error *err)
{
    struct churn_ledger_options carries = CHURN_LEDGER_OPTIONS_INIT;
    enum churn_status status = churn_ledger_inspect(reader, &carries, err);
    if (status == CHURN_OK && !chosen) {
        keeps->keep_orders = carries.keep_orders;
        keeps->keep_days = carries.keep_days;
    }
    if (status == CHURN_OK)
        status = churn_ledger_new(keeps, ledger, err);
    return status == CHURN_OK ? churn_ledger_merge(*ledger, reader, err) : status;
}
