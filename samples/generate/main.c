/* SPDX-License-Identifier: GPL-3.0-or-later */
/* generate DIRECTORY: writes the sample tables, and the truth behind them, as CSV files. */
#include "shop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool make_samples(struct shop *shop, const char *directory)
{
    shop_populate(shop);
    shop_live(shop);
    shop_purchase(shop);
    shop_bill(shop);
    shop_note_departures(shop);
    return shop_write(shop, directory) && shop_write_truth(shop, directory);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: generate DIRECTORY\n", stderr);
        return 2;
    }
    struct shop *shop = calloc(1, sizeof *shop);
    if (shop == NULL || !make_samples(shop, argv[1])) {
        fprintf(stderr, "generate: %s: %s\n", argv[1], strerror(errno));
        free(shop);
        return 3;
    }
    free(shop);
    return 0;
}
