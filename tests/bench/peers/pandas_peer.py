# SPDX-License-Identifier: GPL-3.0-or-later
"""pandas, as an analyst types it: columns and types named, groupby, cut points."""
import numpy as np
import pandas as pd

from serve import serve


def score(values):
    ordered = np.sort(values)
    cuts = [ordered[-(-k * len(ordered) // 5) - 1] for k in range(1, 5)]
    return 1 + np.searchsorted(cuts, values, side="left")


def rfm(file, out, threads):
    del threads  # it has one
    rows = pd.read_csv(file, usecols=["customer_id", "date", "amount"], dtype={"customer_id": str, "amount": float})
    rows["date"] = pd.to_datetime(rows["date"], format="%Y-%m-%d")
    rows["bought"] = rows["date"].where(rows["amount"] >= 0)
    grouped = rows.groupby("customer_id", sort=True)
    table = grouped["bought"].agg(first_date="min", last_date="max", orders="count")
    table["monetary"] = grouped["amount"].sum().round(2)
    table["recency_days"] = (table["last_date"].max() - table["last_date"]).dt.days.astype("Int64")
    table["r_score"] = score(table["last_date"].fillna(pd.Timestamp("1700-01-01")).to_numpy())
    table["f_score"] = score(table["orders"].to_numpy())
    table["m_score"] = score(table["monetary"].to_numpy())
    table["rfm_cell"] = 100 * table["r_score"] + 10 * table["f_score"] + table["m_score"]
    table["rfm_score"] = table["r_score"] + table["f_score"] + table["m_score"]
    table["segment"] = ""
    columns = ["first_date", "last_date", "recency_days", "orders", "monetary", "r_score", "f_score", "m_score", "rfm_cell", "rfm_score", "segment"]
    table[columns].to_csv(out, float_format="%.2f", date_format="%Y-%m-%d")


serve({"rfm": rfm})
