#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How quick churn-value fits, beside Python's lifetimes, one after the other on the same machine:
#
#   tests/bench/value.sh [CUSTOMERS]      default one million
#
# BUILD: the build folder; CHURN_PYTHON: one with lifetimes; LIMIT: seconds after which a fit of theirs is given up, default 600.
#
# CDNOW master (23,570 customers, from ../shared, skipped where it is absent) and made-up customers (gamma rates, beta drop-out, three years).
# Ours is the whole program from the file of customers to the report; theirs is the fit alone, the data in memory. Seconds of wall clock, the
# best of three (of theirs beyond a minute: of one), and the largest resident memory.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$root/build}
python=${CHURN_PYTHON:-python3}
customers=${1:-1000000}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/churn-bench.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cat >"$scratch/bench.py" <<'PY'
import contextlib, csv, datetime, io, math, os, random, resource, signal, subprocess, sys, time, warnings
build, scratch, shared, wanted, limit = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
class Late(BaseException): pass
def late(*_): raise Late
signal.signal(signal.SIGALRM, late)
warnings.filterwarnings("ignore")
try:
    import numpy as np, lifetimes
except ImportError:
    lifetimes = None

def summary(path, rows, end):
    with open(path, "w") as out:
        out.write("customer_id,first_date,last_date,purchase_days\n")
        for i, (first, last, days) in enumerate(rows):
            out.write(f"C{i:08d},{datetime.date.fromordinal(first)},{datetime.date.fromordinal(last)},{days}\n")

def master():
    days = {}
    for line in open(os.path.join(shared, "data/cdnow/CDNOW_master.txt")):
        field = line.split()
        if len(field) == 4 and field[0].isdigit():
            day = datetime.date(int(field[1][:4]), int(field[1][4:6]), int(field[1][6:])).toordinal()
            days.setdefault(field[0], set()).add(day)
    end = datetime.date(1997, 9, 30).toordinal()
    kept = [[d for d in days[k] if d <= end] for k in sorted(days)]
    return [(min(d), max(d), len(d)) for d in kept if d], end

def made(n):
    g, end = random.Random(7), datetime.date(2026, 6, 30).toordinal()
    rows = []
    for _ in range(n):
        first = end - g.randrange(1, 1096)
        rate, drop = g.gammavariate(.6, 1) / 60, g.betavariate(.8, 2.5)
        now, days = float(first), {first}
        while True:
            now += g.expovariate(1) / rate if rate > 0 else 1e9
            if now > end: break
            days.add(int(now))
            if g.random() < drop: break
        rows.append((first, max(days), len(days)))
    return rows, end

RUN = """
import os, subprocess, sys, time
best = float("inf")
for _ in range(3):
    begin = time.perf_counter()
    child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True)
    said = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    best = min(best, time.perf_counter() - begin)
print(best, used.ru_maxrss / 1024)
print(said, end="")
"""

# From a small process: a child begins with the memory of the one that started it.
def ours(path, model, end):
    said = subprocess.run([sys.executable, "-S", "-c", RUN, build + "/tools/churn-value", "-q", "-i", "customers", "--no-spend", "--fit",
                           "--model=" + model, "--as-of=" + str(datetime.date.fromordinal(end)), path], stdout=subprocess.PIPE, text=True).stdout
    first, rest = said.split("\n", 1)
    term = {r["term"]: r["value"] for r in csv.DictReader(io.StringIO(rest))}
    return *map(float, first.split()), term.get("log_likelihood", "none") + ", " + term.get("distinct", "?") + " distinct"

def theirs(rows, model, end):
    if lifetimes is None: return None
    fitter = {"bg-nbd": lifetimes.BetaGeoFitter, "mbg-nbd": lifetimes.ModifiedBetaGeoFitter, "pareto-nbd": lifetimes.ParetoNBDFitter}[model]
    x = np.array([d - 1 for _, _, d in rows]); t = np.array([(l - f) / 7 for f, l, _ in rows]); T = np.array([(end - f) / 7 for f, _, _ in rows])
    best = math.inf
    for _ in range(3):
        begin = time.perf_counter()
        signal.alarm(limit)
        try:
            with contextlib.redirect_stdout(io.StringIO()): fitter().fit(x, t, T)
        except Late:
            return f"more than {limit} s"
        except Exception as error:
            return f"failed after {time.perf_counter() - begin:.1f} s ({type(error).__name__})"
        signal.alarm(0)
        best = min(best, time.perf_counter() - begin)
        if best > 60: break
    return f"{best:.2f} s"

print("data,model,ours_seconds,ours_mebibytes,lifetimes_fit,log_likelihood")
sets = [("CDNOW master", master)] if os.path.isdir(os.path.join(shared, "data/cdnow")) else []
sets.append((f"{wanted} made up", lambda: made(wanted)))
for name, make in sets:
    rows, end = make()
    path = os.path.join(scratch, "customers.csv")
    summary(path, rows, end)
    for model in ("bg-nbd", "mbg-nbd", "pareto-nbd"):
        seconds, memory, likelihood = ours(path, model, end)
        print(f'{name},{model},{seconds:.2f},{memory:.0f},{theirs(rows, model, end)},"{likelihood}"', flush=True)
if lifetimes is not None:
    print(f"lifetimes' process at its largest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB", file=sys.stderr)
PY
"$python" "$scratch/bench.py" "$build" "$scratch" "$root/../shared" "$customers" "${LIMIT:-600}"
