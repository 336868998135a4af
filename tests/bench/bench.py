# SPDX-License-Identifier: GPL-3.0-or-later
"""The bench. tests/bench/run.sh builds what it needs and calls it; --help says what can be chosen."""
import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import costs
from harness import Bench, Failed
from rows import ROWS, Result

HEAD = """# Results of the bench

Written by `tests/bench/run.sh`{arguments}, {when}, at commit {commit}. Not edited by hand.

Every pair of figures is the median of alternating runs ({rounds} of each unless said), files in the page cache, output to a file that is new for each run. A ratio is taken within each pair; the
table has its median, and the least and the greatest in brackets. Results were compared first: the same bytes, or the same figures where the other program writes them otherwise. DuckDB and Polars
run in warm processes by their own clock, churnkit as a program from its start to its end. Memory is that of wait4.
"""
SMALL = """
**Not the bounds' sizes**: with a smaller scale starts and single cache lines count, and the bounds say nothing.
"""


def options():
    parser = argparse.ArgumentParser(prog="tests/bench/run.sh", description="measure churnkit against its peers and bounds",
                                     epilog="Rows: " + ", ".join(ROWS) + ". Without a name: all of them, and the costs.")
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only these rows; costs: what the other tools cost")
    parser.add_argument("--scale", type=float, default=1.0, help="a share of all sizes, such as 0.01 for a quick look")
    parser.add_argument("--rounds", type=int, default=5, help="pairs of runs (default 5)")
    parser.add_argument("--folder", default=os.environ.get("TMPDIR", "/tmp"), help="where big files are made, used and removed (20 GB at --scale=1)")
    parser.add_argument("--output", help="where the report goes (default: RESULTS.md beside this program, for a whole run; else standard output)")
    parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--shared", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--venv", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    unknown = [name for name in given.rows if name not in ROWS and name != "costs"]
    if unknown:
        parser.error(f"no row {unknown[0]}; there are {', '.join(ROWS)} and costs")
    if not 0 < given.scale <= 1 or given.rounds < 1:
        parser.error("--scale is over 0 and at most 1, --rounds at least 1")
    return given


def said(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def version(python, module):
    return said(python, "-c", f"import {module}; print({module}.__version__)") if python else ""


def pythons(venv):
    """Peers, each with the interpreter that has it: the bench's own, or for pandas the system's."""
    own = f"{venv}/bin/python"
    found = {name: own if version(own, name) else None for name in ("duckdb", "polars", "pandas")}
    found["pandas"] = found["pandas"] or next((python for python in ("/usr/bin/python3", shutil.which("python3")) if version(python, "pandas")), None)
    return found


def first_match(path, name):
    with open(path) as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith(name)), "unknown")


def build_type(build):
    listed = json.loads(said("meson", "introspect", "--buildoptions", build) or "[]")
    return next((option["value"] for option in listed if option["name"] == "buildtype"), "unknown")


def processor():
    flags = first_match("/proc/cpuinfo", "flags").split()
    widest = "AVX-512" if "avx512bw" in flags else "AVX2" if "avx2" in flags else "no AVX2"
    virtual = ", a virtual machine" if "hypervisor" in flags else ""
    return f"{first_match('/proc/cpuinfo', 'model name')}, {widest}{virtual}"


def first_line(*command):
    return (said(*command).splitlines() or ["unknown"])[0]


def machine(bench, build):
    memory = int(first_match("/proc/meminfo", "MemTotal").split()[0]) / 1024 / 1024
    peers = [f"{name} {version(python, name)}" for name, python in bench.python.items() if python]
    table = said("Rscript", "-e", 'cat(as.character(packageVersion("data.table")))')
    peers += [f"data.table {table}"] if table else []
    return "\n".join([
        f"- processor: {processor()}; {bench.threads} cores for this process",
        f"- memory: {memory:.1f} GiB; load before: {os.getloadavg()[0]:.2f}",
        f"- system: {platform.freedesktop_os_release().get('PRETTY_NAME', '?')}, Linux {platform.release()}",
        f"- compiler: {first_line('cc', '--version')}, meson's {build_type(build)}",
        f"- peers: {', '.join(peers) or 'none'}; Python {platform.python_version()}; {first_line('wc', '--version')}; {first_line('gzip', '--version')}",
    ])


def verdict(result):
    if not result.ratios or result.bound is None:
        return "" if result.ratios else "-"
    ratio = statistics.median(result.ratios)
    reached = [ratio >= bound if result.over else ratio <= bound for bound in (result.bound, result.aim)]
    return "aim reached" if reached[1] else "yes" if reached[0] else "**no**"


def line(result):
    ratio = ""
    if result.ratios:
        ratio = f"{statistics.median(result.ratios):.2f}" + (f" ({min(result.ratios):.2f} to {max(result.ratios):.2f})" if len(result.ratios) > 1 else "")
    sign = "" if result.over else "at most "
    bounds = ["" if bound is None else f"{sign}{bound:g}" for bound in (result.bound, result.aim)]
    cells = [result.measure, result.ours, result.theirs, ratio, *bounds, verdict(result), result.note]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def measure(bench, names):
    for name in names:
        bench.say(f"row {name}")
        try:
            for result in ROWS[name](bench):
                bench.say(line(result))
                yield line(result)
        except Failed as fault:
            bench.say(str(fault))
            yield line(Result(name, "", "", [], note=f"not measured: {fault}"))
        bench.close()


def report(bench, given, head):
    names = [name for name in ROWS if name in given.rows] if given.rows else list(ROWS)
    parts = [head, machine(bench, given.build), ""]
    if names:
        parts += ["## Against peers and bounds", "", "| measure | ours | other | ratio | at least | aim | reached | |", "| --- | --- | --- | --- | --- | --- | --- | --- |"]
        parts += list(measure(bench, names)) + [""]
    if not given.rows:
        with open(os.path.join(bench.here, "bounds.md"), encoding="utf-8") as bounds:
            parts += [bounds.read()]
    if not given.rows or "costs" in given.rows:
        bench.drop_all()
        parts += costs.report(bench)
    return "\n".join(parts) + "\n"


def main():
    given = options()
    given.python = pythons(given.venv)
    here = os.path.dirname(os.path.abspath(__file__))
    commit = said("git", "-C", here, "rev-parse", "--short", "HEAD") + (" with changes" if said("git", "-C", here, "status", "--porcelain", "-uno") else "")
    arguments = "".join(f" {word}" for word in given.rows) + (f" --scale={given.scale:g}" if given.scale != 1 else "")
    head = HEAD + (SMALL if given.scale != 1 else "")
    head = head.format(arguments=arguments, when=time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()), commit=commit or "unknown", rounds=given.rounds)
    with tempfile.TemporaryDirectory(prefix="churn-bench.", dir=given.folder) as folder:
        given.folder = folder
        bench = Bench(given)
        try:
            text = report(bench, given, head)
        finally:
            bench.close()
    output = given.output or (None if given.rows or given.scale != 1 else os.path.join(here, "RESULTS.md"))
    if output is None:
        sys.stdout.write(text)
        return
    with open(output, "w") as file:
        file.write(text)
    Bench.say(f"written to {output}")


main()
