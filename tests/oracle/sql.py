# SPDX-License-Identifier: GPL-3.0-or-later
"""churn-rfm and churn-tiers against SQL in DuckDB on random purchases: sums, days and scores cell by cell, ranks and shares to the last digit.

  sql.py DATASETS    in a folder of its own; the programs are on the path
"""
import csv
import datetime
import random
import subprocess
import sys

import duckdb

draw = random.Random(20261123)
FROM = datetime.date(2023, 1, 1)


def write_rows(path, customers, rows, decimals, days, refunds):
    with open(path, "w") as out:
        out.write("customer_id,date,amount\n")
        for _ in range(rows):
            who = f"C{int(customers * draw.random() ** 2):05d}"
            cents = draw.randrange(1, 10 ** (decimals + draw.randrange(1, 4))) * (-1 if draw.random() < refunds else 1)
            text = f"{abs(cents):0{decimals + 1}d}"
            amount = text if decimals == 0 else f"{text[:-decimals]}.{text[-decimals:]}"
            day = FROM + datetime.timedelta(draw.randrange(days))
            out.write(f"{who},{day},{'-' if cents < 0 else ''}{amount}\n")


# Sums of purchases less refunds, dates and counts of purchases (amounts of 0 and more); scores 1 + floor(i k / n), i the customers below.
RFM = """
WITH c AS (
  SELECT customer_id, min(date) FILTER (amount >= 0) first_date, max(date) FILTER (amount >= 0) last_date,
         count(*) FILTER (amount >= 0) orders, sum(amount) monetary
  FROM read_csv('rows.csv', header=true, columns={{'customer_id': 'VARCHAR', 'date': 'DATE', 'amount': 'DECIMAL(28,{decimals})'}})
  GROUP BY customer_id),
a AS (SELECT max(greatest(last_date, d)) as_of FROM c, (SELECT max(date) d FROM read_csv('rows.csv', header=true,
      columns={{'customer_id': 'VARCHAR', 'date': 'DATE', 'amount': 'VARCHAR'}})))
SELECT customer_id, first_date, last_date, as_of - last_date recency_days, orders, monetary,
  1 + (rank() OVER (ORDER BY last_date NULLS FIRST) - 1) * {bins} // count(*) OVER () r_score,
  1 + (rank() OVER (ORDER BY orders) - 1) * {bins} // count(*) OVER () f_score,
  1 + (rank() OVER (ORDER BY monetary) - 1) * {bins} // count(*) OVER () m_score
FROM c, a ORDER BY customer_id"""

TIERS = """
WITH t AS (SELECT customer_id, monetary::DECIMAL(28,{decimals}) v FROM read_csv('rfm.csv', header=true, all_varchar=true)),
s AS (SELECT sum(v) FILTER (v > 0) total FROM t)
SELECT customer_id, rank() OVER (ORDER BY v DESC) value_rank,
  CASE WHEN v > 0 THEN v::DOUBLE / total::DOUBLE ELSE 0 END value_share,
  sum(greatest(v, 0)) OVER (ORDER BY v DESC)::DOUBLE / total::DOUBLE cumulative_share,
  (v > 0 AND coalesce(sum(greatest(v, 0)) OVER (ORDER BY v DESC RANGE UNBOUNDED PRECEDING EXCLUDE GROUP), 0) * 10 < total * 8)::INT vital
FROM t, s ORDER BY customer_id"""

# 2 sum(i x) / (n sum x) - (n + 1) / n over values from 0 up
GINI = """
WITH t AS (SELECT monetary::DECIMAL(28,{decimals}) x FROM read_csv('rfm.csv', header=true, all_varchar=true) WHERE x >= 0),
o AS (SELECT x, row_number() OVER (ORDER BY x) i, count(*) OVER () n FROM t)
SELECT 2 * sum(i * x::DOUBLE) / (max(n) * sum(x)::DOUBLE) - (max(n) + 1.0) / max(n), count(*) FROM o"""


def run(*arguments):
    return subprocess.run(arguments, stdout=subprocess.PIPE, check=True).stdout.decode()


def ours(text, names):
    return [[row[name] for name in names] for row in csv.DictReader(text.splitlines())]


def shown(value):
    return "" if value is None else str(value)


customers = 0
worst = {"value_share": 0.0, "cumulative_share": 0.0, "gini": 0.0}
bad = 0
for number in range(int(sys.argv[1])):
    decimals, bins = draw.choice((0, 1, 2, 2, 4, 8)), draw.choice((2, 3, 4, 5, 5, 10, 50))
    many = draw.choice((1, 3, 30, 400, 3000))
    write_rows("rows.csv", many, max(1, int(many * draw.choice((1, 3, 8)))), decimals, draw.choice((1, 20, 400, 1500)), draw.choice((0, 0.05, 0.4)))
    rfm = run("churn-rfm", "-q", f"--bins={bins}", "--segments=none", "rows.csv")
    with open("rfm.csv", "w") as out:
        out.write(rfm)
    names = ("customer_id", "first_date", "last_date", "recency_days", "orders", "monetary", "r_score", "f_score", "m_score")
    theirs = [[shown(cell) for cell in row] for row in duckdb.sql(RFM.format(decimals=decimals, bins=bins)).fetchall()]
    mine = ours(rfm, names)
    for row in mine:  # as few decimals as the data have, as many as were declared
        whole, _, digits = row[5].partition(".")
        row[5] = whole + ("." + digits.ljust(decimals, "0") if decimals else "")
    different = [pair for pair in zip(mine, theirs) if pair[0] != pair[1]]
    if different or len(mine) != len(theirs):
        bad += 1
        print(f"rfm, data set {number}: {len(different)} of {len(mine)} customers differ ({len(theirs)} theirs): {different[:2]}")
    customers += len(mine)
    positive = any(float(row[5]) > 0 for row in mine)
    if not positive:
        continue
    names = ("customer_id", "value_rank", "value_share", "cumulative_share", "vital")
    mine, theirs = ours(run("churn-tiers", "-q", "rfm.csv"), names), duckdb.sql(TIERS.format(decimals=decimals)).fetchall()
    for a, b in zip(mine, theirs):
        shares = {"value_share": abs(float(a[2]) - b[2]), "cumulative_share": abs(float(a[3]) - b[3])}
        for name, difference in shares.items():
            worst[name] = max(worst[name], difference)
        if (a[0], a[1], a[4]) != (b[0], str(b[1]), str(b[4])) or max(shares.values()) > 1e-8:
            bad += 1
            print(f"tiers, data set {number}: {a} {b}")
            break
    gini = [row for row in csv.DictReader(run("churn-tiers", "-q", "--summary", "rfm.csv").splitlines()) if row["tier"] == "all"][0]["gini"]
    difference = abs(float(gini) - duckdb.sql(GINI.format(decimals=decimals)).fetchall()[0][0])
    worst["gini"] = max(worst["gini"], difference)
    if difference > 1e-8:
        bad += 1
        print(f"gini, data set {number}: {gini}")
print(f"{sys.argv[1]} data sets, {customers} customers, {bad} differ; largest differences: " + ", ".join(f"{k} {v:.1e}" for k, v in worst.items()))
sys.exit(1 if bad else 0)
