# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the table. Each takes the bench and yields Result lines; results are compared before anything is timed."""
import gzip
import os
import shutil
import subprocess
from dataclasses import dataclass

from harness import MIB, Failed, Pairs, Run, check_same, median, peak


@dataclass
class Result:
    """One line: what was measured, and the ratio with the bound it is held against (over: at least; else at most)."""

    measure: str
    ours: str
    theirs: str
    ratios: list
    bound: float = None
    aim: float = None
    over: bool = True
    note: str = ""


def seconds(runs):
    return f"{median(runs):.3f} s"


def megabytes(count):
    return f"{count / 1e6:.0f} MB"


def millions(count):
    return f"{count / 1e6:g} M"


def shape(bench, rows, customers):
    return f"{millions(bench.count(rows))} rows / {millions(bench.count(customers))} customers"


RFM = ("-q", "--segments=none")


def ours(bench, file, *options):
    return lambda: bench.run(bench.tool("churn-rfm", *RFM, *options, file), out=bench.path("ours.csv"))


def quickest_wording(bench, job, file, amounts):
    """DuckDB's wordings differ by a few per cent, and not always the same way: the quickest of two runs of each counts."""
    best = None
    for amount in amounts:
        for keep_order in (True, False):
            words = {"job": job, "file": file, "out": bench.path("theirs.csv"), "threads": bench.threads, "amount": amount, "keep_order": keep_order}
            taken = min(bench.peer("duckdb").run(**words).seconds for _ in range(2))
            check_same(bench.path("ours.csv"), bench.path("theirs.csv"), f"DuckDB ({amount})")
            if best is None or taken < best[0]:
                best = (taken, words)
    return best[1]


def against_duckdb(bench, name, file, words, options=(), bound=None, aim=None):
    run = ours(bench, file, *options)
    both = bench.pairs(run, lambda: bench.peer("duckdb").run(**words))
    cold = [bench.cold("duckdb", **words) for _ in range(3)]
    idle = bench.cold("duckdb", job="nothing", threads=bench.threads)
    how = f"warm, {words['amount']}, order {'kept' if words['keep_order'] else 'free'}; started anew {median(cold):.2f} s, of which idle {idle.seconds:.2f} s"
    yield Result(f"{name}: wall, against DuckDB", seconds(both.first), seconds(both.second), both.ratios(), bound, aim, note=how)
    python = bench.run([bench.python["duckdb"], "-c", "pass"])
    shares = [(run.peak - python.peak) / peak(both.first) for run in cold]
    yield Result(f"{name}: peak memory, against DuckDB", megabytes(peak(both.first)), megabytes(peak(cold) - python.peak), shares, 5, 8,
                 note=f"DuckDB's less the {megabytes(python.peak)} of the Python it runs in")


def other_peers(bench, name, file, peers):
    """For the record: no bound is set against them."""
    run = ours(bench, file)
    for peer in peers:
        try:
            words = {"job": "rfm", "file": file, "out": bench.path("theirs.csv"), "threads": bench.threads}
            bench.peer(peer).run(**words)
            check_same(bench.path("ours.csv"), bench.path("theirs.csv"), peer)
            both = bench.pairs(run, lambda: bench.peer(peer).run(**words))
            cold = bench.cold(peer, **words)
            yield Result(f"{name}: wall, against {peer}", seconds(both.first), seconds(both.second), both.ratios(), note=f"warm; peak memory of a run {megabytes(cold.peak)}")
        except Failed as fault:
            yield Result(f"{name}: wall, against {peer}", "", "", [], note=f"not measured: {fault}")


def check_one_thread(bench, file):
    """What several threads wrote is what one writes."""
    ours(bench, file, "--jobs=1")()
    os.replace(bench.path("ours.csv"), bench.path("plain.csv"))
    ours(bench, file)()
    check_same(bench.path("plain.csv"), bench.path("ours.csv"), "one thread")


def data_table(bench, name, file):
    command = ["Rscript", f"{bench.here}/peers/data_table.R", file, bench.path("theirs.csv"), str(bench.threads)]
    found = shutil.which("Rscript") and subprocess.run(["Rscript", "-e", "library(data.table)"], capture_output=True, check=False).returncode == 0
    if not found:
        yield Result(f"{name}: wall, against data.table", "", "", [], note="not measured: data.table is not installed")
        return
    bench.run(command)
    check_same(bench.path("ours.csv"), bench.path("theirs.csv"), "data.table")
    start = bench.run(["Rscript", "-e", "suppressPackageStartupMessages(library(data.table))"])
    both = bench.pairs(ours(bench, file), lambda: bench.run(command))
    yield Result(f"{name}: wall, against data.table", seconds(both.first), seconds(both.second), both.ratios(),
                 note=f"started anew each time, of which idle {start.seconds:.2f} s; peak memory {megabytes(peak(both.second))}")


def easiest_wording(bench, name, file):
    words = {"job": "rfm", "file": file, "out": bench.path("theirs.csv"), "threads": bench.threads, "amount": "DOUBLE", "order": False}
    bench.peer("duckdb").run(**words)
    both = bench.pairs(ours(bench, file), lambda: bench.peer("duckdb").run(**words))
    yield Result(f"{name}: wall, against DuckDB's easiest wording", seconds(both.first), seconds(both.second), both.ratios(), note="doubles, no order: not the same result")


def rfm(bench, name, rows, customers, bound, aim, peers=()):
    file = bench.transactions(rows, customers)
    name = f"{name}, {shape(bench, rows, customers)}"
    ours(bench, file)()
    words = quickest_wording(bench, "rfm", file, ["DECIMAL(18,2)"])
    yield from against_duckdb(bench, name, file, words, bound=bound, aim=aim)
    yield from other_peers(bench, name, file, [peer for peer in peers if peer != "data.table"])
    if "data.table" in peers:
        try:
            yield from data_table(bench, name, file)
        except Failed as fault:
            yield Result(f"{name}: wall, against data.table", "", "", [], note=f"not measured: {fault}")
        yield from easiest_wording(bench, name, file)


def rfm_10m(bench):
    yield from rfm(bench, "scores", 10e6, 1e6, 6, 8, ("polars", "pandas", "data.table"))


def rfm_50m(bench):
    yield from rfm(bench, "scores", 50e6, 3e6, 7, 9, ("polars",))


def rfm_100m(bench):
    yield from rfm(bench, "scores", 100e6, 18e6, 7, 10)
    bench.drop_all()


def memory(bench):
    """What a customer takes: the same rows over more customers."""
    few, many = bench.transactions(10e6, 1e6), bench.transactions(10e6, 5e6)
    fold = lambda file: lambda: bench.run(bench.tool("churn-ledger", "-q", file), out=bench.path("ours.csv"))
    both = bench.pairs(fold(few), fold(many))
    more = bench.count(5e6) - bench.count(1e6)
    each = [(b.peak - a.peak) / more for a, b in zip(both.first, both.second)]
    yield Result(f"bytes a customer in the plain ledger ({millions(more)} more customers)", megabytes(peak(both.second)), megabytes(peak(both.first)), each, 64, 64, over=False)
    bench.drop(many)


def lines(bench):
    file = bench.transactions(10e6, 1e6)
    both = bench.pairs(ours(bench, file), lambda: bench.run(["wc", "-l", file]))
    cat = [bench.run(["cat", file], out=None) for _ in range(bench.rounds)]
    rate = os.path.getsize(file) / median(both.first) / 1e6
    yield Result("throughput against wc -l", seconds(both.first), seconds(both.second), both.ratios(), 0.2, 0.3, note=f"{rate:.0f} MB/s; cat takes {median(cat):.3f} s")


def threads(bench):
    file = bench.transactions(10e6, 1e6)
    check_one_thread(bench, file)
    both = bench.pairs(ours(bench, file, "--jobs=2"), ours(bench, file, "--jobs=1"))
    yield Result("two threads against one", seconds(both.first), seconds(both.second), both.ratios(), 1.5, 1.7)


def pipe(bench):
    file = bench.transactions(10e6, 1e6)
    ours(bench, file)()
    os.replace(bench.path("ours.csv"), bench.path("plain.csv"))
    rfm_words = " ".join(bench.tool("churn-rfm", *RFM))
    piped = lambda: bench.run(["sh", "-c", f"cat '{file}' | {rfm_words}"], out=bench.path("ours.csv"))
    piped()
    check_same(bench.path("plain.csv"), bench.path("ours.csv"), "the pipe")
    both = bench.pairs(piped, lambda: bench.run(["sh", "-c", f"cat '{file}' | wc -l"]))
    yield Result("through a pipe, against cat | wc -l", seconds(both.first), seconds(both.second), both.ratios(), 0.8, 0.95)


def quoted(bench):
    plain = bench.transactions(10e6, 1e6)
    ours(bench, plain)()
    os.replace(bench.path("ours.csv"), bench.path("plain.csv"))
    for kind, what, bound, aim in (("comma", "1 % of rows with a quoted comma", 1.2, 1.05), ("quoted", "every field quoted", 1.6, 1.3)):
        file = bench.transactions(10e6, 1e6, shape=kind)
        ours(bench, file)()
        check_same(bench.path("plain.csv"), bench.path("ours.csv"), what)
        both = bench.pairs(ours(bench, plain), ours(bench, file))
        yield Result(f"{what}: time against plain, per row", seconds(both.second), seconds(both.first), both.ratios(), bound, aim, over=False)
        bench.drop(file)


def gzipped(bench):
    file = bench.transactions(10e6, 1e6)
    packed = bench.path("packed.csv.gz")
    with open(packed, "wb") as out:
        subprocess.run(["gzip", "-c", file], stdout=out, check=True)
    ours(bench, file)()
    os.replace(bench.path("ours.csv"), bench.path("plain.csv"))
    ours(bench, packed)()
    check_same(bench.path("plain.csv"), bench.path("ours.csv"), "gzip")
    both = bench.pairs(ours(bench, packed), lambda: bench.run(["zcat", packed]))
    yield Result("gzip input, against zcat", seconds(both.first), seconds(both.second), both.ratios(), 0.8, 1.0)
    bench.drop(packed)


RETAIL = ("--id=CustomerID", "--date=InvoiceDate", "--amount=Quantity*UnitPrice", "--on-error=skip", "--rejects=/dev/null")


def retail(bench):
    source = f"{bench.shared}/data/online_retail/online_retail.csv.gz"
    if not os.path.exists(source):
        raise Failed("online_retail is not here (../shared)")
    file = bench.path("retail.csv")
    with gzip.open(source) as packed:
        header, rows = packed.readline(), packed.read()
    with open(file, "wb") as out:
        out.write(header)
        for _ in range(max(1, round(20 * bench.scale))):
            out.write(rows)
    ours(bench, bench.warm(file), *RETAIL)()
    words = quickest_wording(bench, "retail", file, ["DECIMAL(10,3)"])
    yield from against_duckdb(bench, "online_retail, 20 times", file, words, RETAIL, 4, 6)
    bench.drop(file)


def update(bench):
    big = bench.transactions(50e6, 5e6)
    night = bench.transactions(1e5, 5e6, seed=2, first=2024, days=1)
    kept, ledger, anew = bench.path("kept.ledger"), bench.path("night.ledger"), bench.path("anew.ledger")
    bench.run(bench.tool("churn-ledger", "-q", f"--update={kept}", big))

    def put_back():
        for name in os.listdir(bench.folder):
            if name.startswith("night.ledger"):
                os.unlink(bench.path(name))
        for name in os.listdir(bench.folder):
            if name.startswith("kept.ledger") and not name.endswith("lock"):
                shutil.copy(bench.path(name), bench.path(name.replace("kept", "night", 1)))
        os.sync()

    def nightly():
        put_back()
        return bench.run(bench.tool("churn-ledger", "-q", f"--update={ledger}", night))

    def whole():
        bench.drop(anew)
        os.sync()
        return bench.run(bench.tool("churn-ledger", "-q", "-o", anew, big, night))

    nightly()
    whole()
    check_same(anew, ledger, "the updated ledger")
    both = bench.pairs(nightly, whole)
    yield Result(f"a night of {bench.count(1e5)} rows into a ledger of {millions(bench.count(5e6))} customers, against folding {millions(bench.count(50e6))} rows anew",
                 seconds(both.first), seconds(both.second), both.ratios(), 5, 10, note="both flush to the disk, as -o does")
    bench.drop_all()


def growth(bench):
    base = bench.transactions(10e6, 1e6)
    for rows, customers in ((1e6, 1e5), (50e6, 3e6), (200e6, 12e6)):
        file = bench.transactions(rows, customers)
        check_one_thread(bench, file)
        both = bench.pairs(ours(bench, base), ours(bench, file))
        ratios = [ratio * bench.count(10e6) / bench.count(rows) for ratio in both.ratios()]
        per_row = 1e9 * median(both.second) / bench.count(rows)
        yield Result(f"cost of a row at {shape(bench, rows, customers)}, against that at {millions(bench.count(10e6))}", f"{per_row:.1f} ns",
                     f"{1e9 * median(both.first) / bench.count(10e6):.1f} ns", ratios, 1.5, 1.2, over=False, note=f"{seconds(both.second)}, {megabytes(peak(both.second))}")
        if rows > 50e6:
            bench.drop(file)


def spill(bench):
    if not bench.has_option("churn-rfm", "--max-memory"):
        raise Failed("churn-rfm has no --max-memory")
    limit = max(32, round(1024 * bench.scale)) # the least that is taken; at small scales all may fit
    file = bench.transactions(200e6, 50e6)
    within = ours(bench, file, f"--max-memory={limit}M")
    first = within()
    os.replace(bench.path("ours.csv"), bench.path("plain.csv"))
    free = ours(bench, file)()
    check_same(bench.path("ours.csv"), bench.path("plain.csv"), "the spilled run")
    both = Pairs([first], [free])
    yield Result(f"{shape(bench, 200e6, 50e6)} with --max-memory={limit}M: share of the limit used", megabytes(first.peak), megabytes(limit * MIB),
                 [first.peak / (limit * MIB)], 1.0, 1.0, over=False, note=f"same bytes; {seconds(both.first)}, without limit {seconds(both.second)} and {megabytes(free.peak)}")
    bench.drop_all()


# In an order that makes few files twice.
ROWS = {
    "10m": rfm_10m,
    "memory": memory,
    "wc": lines,
    "threads": threads,
    "pipe": pipe,
    "quoted": quoted,
    "gzip": gzipped,
    "50m": rfm_50m,
    "growth": growth,
    "100m": rfm_100m,
    "retail": retail,
    "update": update,
    "spill": spill,
}
