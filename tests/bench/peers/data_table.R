# SPDX-License-Identifier: GPL-3.0-or-later
# R's data.table:  Rscript data_table.R FILE OUT THREADS
suppressPackageStartupMessages(library(data.table))
arguments <- commandArgs(trailingOnly = TRUE)
setDTthreads(as.integer(arguments[3]))
rows <- fread(arguments[1], select = c("customer_id", "date", "amount"), colClasses = c(date = "IDate"), showProgress = FALSE)
rows[, day := as.integer(date)]
table <- rows[amount >= 0, .(first_date = min(day), last_date = max(day), orders = .N), by = customer_id]
table <- table[rows[, .(monetary = sum(amount)), by = customer_id], on = "customer_id"]
table[is.na(orders), orders := 0L]
table[, monetary := round(monetary, 2)]
table[, recency_days := max(last_date, na.rm = TRUE) - last_date]
score <- function(values) {
    values[is.na(values)] <- -1e9
    cuts <- sort(values)[ceiling(1:4 * length(values) / 5)]
    1L + (values > cuts[1]) + (values > cuts[2]) + (values > cuts[3]) + (values > cuts[4])
}
table[, `:=`(r_score = score(last_date), f_score = score(orders), m_score = score(monetary))]
table[, `:=`(rfm_cell = 100L * r_score + 10L * f_score + m_score, rfm_score = r_score + f_score + m_score, segment = NA)]
table[, `:=`(first_date = as.IDate(first_date), last_date = as.IDate(last_date))]
setorder(table, customer_id)
fwrite(table[, .(customer_id, first_date, last_date, recency_days, orders, monetary, r_score, f_score, m_score, rfm_cell, rfm_score, segment)],
       arguments[2], showProgress = FALSE)
