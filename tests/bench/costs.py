# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tools behind the first cost: time, memory and passes over their input, at one and at five million customers. No bounds: a table to be read."""
import os

from harness import Failed, median, peak

SIZES = (1e6, 5e6)
ROUNDS = 3


def chain(bench, customers):
    """(tool, command, inputs, output) in the order of a night: what one writes the next one reads."""
    rows = bench.transactions(3 * customers, customers)
    surveys = bench.table("surveys", customers, customers)
    people = bench.table("customers", customers)
    scores, satisfied, joined, tiers, risk, wins = (bench.path(f"{name}.csv") for name in ("scores", "satisfied", "joined", "tiers", "risk", "wins"))
    yield "churn-rfm --activity=90", bench.tool("churn-rfm", "-q", "--activity=90", rows), [rows], scores
    yield "churn-satisfaction", bench.tool("churn-satisfaction", "-q", surveys), [surveys], satisfied
    tables = [scores, people, satisfied]
    yield "churn-join of three tables", bench.tool("churn-join", "-q", *tables), tables, joined
    yield "churn-tiers", bench.tool("churn-tiers", "-q", joined), [joined], tiers
    yield "churn-tiers --summary", bench.tool("churn-tiers", "-q", "--summary", joined), [joined], bench.path("summary.csv")
    yield "churn-risk", bench.tool("churn-risk", "-q", "--as-of=2023-12-31", tiers), [tiers], risk
    yield "churn-winback", bench.tool("churn-winback", "-q", risk), [risk], wins


def measured(bench, command, inputs, output):
    if not os.path.exists(command[0]):
        raise Failed("is not there")
    for file in inputs:
        if not os.path.exists(file):
            raise Failed("its input could not be made")
        bench.warm(file)
    return [bench.run(command, out=output) for _ in range(ROUNDS)]


def costs(bench):
    """By tool: a (customers, input bytes, runs) for each size, or why there is none."""
    found = {}
    for customers in SIZES:
        for name, command, inputs, output in chain(bench, customers):
            try:
                runs = measured(bench, command, inputs, output)
                found.setdefault(name, []).append((bench.count(customers), sum(os.path.getsize(file) for file in inputs), runs))
            except Failed as fault:
                found.setdefault(name, []).append((bench.count(customers), 0, str(fault)))
        bench.drop_all()
    return found


def line(name, customers, size, runs, before):
    """before: seconds per customer at the smaller size, or None."""
    if isinstance(runs, str):
        return f"| {name} | {customers} | | | | | | | | {runs} |", None
    seconds = median(runs)
    each = seconds / customers
    growth = f"{each / before:.2f}" if before else ""
    written = runs[-1].written / 1e6
    passes = runs[-1].read / size
    return (f"| {name} | {customers} | {size / 1e6:.0f} MB | {written:.0f} MB | {seconds:.2f} s | {1e6 * each:.2f} µs | {peak(runs) / 1e6:.0f} MB | "
            f"{peak(runs) / customers:.0f} | {passes:.2f} | {growth} |"), each


def report(bench):
    parts = [
        "## What the tools cost", "",
        f"Medians of {ROUNDS} runs; transactions three a customer, one survey a customer. Passes: bytes read over the size of the inputs (files that the tool loads beside them are in it). The last",
        "column is the time a customer at the larger size over that at the smaller one: what is linear stays near 1, what sorts rises a little.", "",
        "| tool | customers | read | written | time | a customer | peak memory | bytes a customer | passes | growth |", "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, sizes in costs(bench).items():
        before = None
        for customers, size, runs in sizes:
            text, before = line(name, customers, size, runs, before)
            bench.say(text)
            parts.append(text)
    return parts
