# SPDX-License-Identifier: GPL-3.0-or-later
"""DuckDB: scores by cut points, as its fastest wording goes. Types are declared, nothing is sniffed, sums are exact.

A customer's score is 1 + the number of cut points below its value; the k-th of n values' cut points is the ceil(k n / 5)-th smallest,
which is what quantile_disc takes. That is churn-rfm's rule in other words, and the outputs are the same bytes.
"""
import duckdb

from serve import serve

connections = {}


def connect(threads, keep_order):
    if (threads, keep_order) not in connections:
        connection = duckdb.connect()
        connection.execute(f"SET threads={threads}")
        connection.execute(f"SET preserve_insertion_order={'true' if keep_order else 'false'}")
        connections[threads, keep_order] = connection
    return connections[threads, keep_order]


def text(path):
    return "'" + path.replace("'", "''") + "'"


def read(path, columns):
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    return f"read_csv({text(path)}, header=true, auto_detect=false, delim=',', quote='\"', escape='\"', columns={{{types}}})"


def above(value, cuts):
    return " + ".join(f"({value} > {cuts}[{i}])::INT" for i in range(1, 5))


def score(rows, out, order):
    recency = "coalesce(last_date, DATE '0001-01-01')"
    cuts = "[0.2, 0.4, 0.6, 0.8]"
    return f"""COPY (
WITH c AS ({rows}),
q AS (SELECT quantile_disc({recency}, {cuts}) r, quantile_disc(orders, {cuts}) f, quantile_disc(monetary, {cuts}) m, max(last_date) as_of FROM c),
s AS (SELECT c.*, as_of - last_date recency_days,
  1 + {above(recency, 'r')} r_score, 1 + {above('orders', 'f')} f_score, 1 + {above('monetary', 'm')} m_score FROM c, q)
SELECT customer_id, first_date, last_date, recency_days, orders, monetary, r_score, f_score, m_score,
  100 * r_score + 10 * f_score + m_score rfm_cell, r_score + f_score + m_score rfm_score, NULL segment
FROM s{' ORDER BY customer_id' if order else ''}) TO {text(out)} (FORMAT csv, HEADER true)"""


def fold(source, identity, date, amount, where=""):
    return f"""SELECT {identity} customer_id, min({date}) FILTER ({amount} >= 0) first_date, max({date}) FILTER ({amount} >= 0) last_date,
  count(*) FILTER ({amount} >= 0) orders, sum({amount}) monetary FROM {source} {where} GROUP BY {identity}"""


def rfm(file, out, threads, amount="DECIMAL(18,2)", keep_order=True, order=True):
    columns = {"customer_id": "VARCHAR", "date": "DATE", "amount": amount, "product_id": "VARCHAR", "channel": "VARCHAR"}
    connect(threads, keep_order).execute(score(fold(read(file, columns), "customer_id", "date", "amount"), out, order))


def retail(file, out, threads, amount="DECIMAL(10,3)", keep_order=True, order=True):
    columns = {"InvoiceNo": "VARCHAR", "StockCode": "VARCHAR", "Description": "VARCHAR", "Quantity": "INTEGER",
               "InvoiceDate": "TIMESTAMP", "UnitPrice": amount, "CustomerID": "VARCHAR", "Country": "VARCHAR"}
    rows = f"(SELECT CustomerID, InvoiceDate::DATE d, Quantity * UnitPrice a FROM {read(file, columns)} WHERE CustomerID IS NOT NULL)"
    connect(threads, keep_order).execute(score(fold(rows, "CustomerID", "d", "a"), out, order))


def nothing(threads):
    connect(threads, True).execute("SELECT 1")


serve({"rfm": rfm, "retail": retail, "nothing": nothing})
