#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Would the tests notice?  mutants.py [--count N] [--seed S] [--jobs J] [--work FOLDER] [--quick] [FILE...]

Changes one thing in one place of the library (by default of base, table and customer), builds, and runs the tests, until one
fails: then the mutant is killed. Prints a line for each, the survivors at the end, and `N killed of M`; status 1 below 90 %.

A change that gcc compiles to the same code is none, and one that does not compile is none; neither counts. What runs: the unit
tests that bear the file's name, then all unit tests, then the cases of the tools; what survives these meets the unit tests and the cases
under the address sanitizer, then the suites of contracts, real data and faults; with --quick it does not, and counts as a
survivor: what is killed then is a lower bound, in a tenth of the time. A mutant that never ends is killed by time.
"""
import argparse, concurrent.futures, hashlib, pathlib, random, re, shutil, subprocess, sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LAYERS = ["lib/base", "lib/table", "lib/customer"]
TOOLS = ["churn-ledger", "churn-rfm", "churn-join", "churn-satisfaction", "churn-cohort", "churn-curve", "churn-survival", "churn-tiers"]
SUITES = ["contract", "shared", "threads", "faults"]
SWAPS = [  # (what stands there, what is put in its place)
    (r" < ", " <= "), (r" <= ", " < "), (r" > ", " >= "), (r" >= ", " > "), (r" == ", " != "), (r" != ", " == "),
    (r" && ", " || "), (r" \|\| ", " && "), (r" \+ ", " - "), (r" - ", " + "), (r" \* (?=\w)", " / "), (r" / ", " * "),
    (r"\+\+", "--"), (r" \+= ", " -= "), (r" -= ", " += "), (r"\btrue\b", "false"), (r"\bfalse\b", "true"),
    (r"\b0\b(?![.xXuU])", "1"), (r"\b1\b(?![.xXuU])", "2"), (r"\bif \((?!!)", "if (!"), (r" \? ", " ? 0 * "),
]
ASSIGNMENT = re.compile(r"^ +[\w>.\[\]*-]+ [-+|&^]?= [^{]*;$")
CALL = re.compile(r"^ +[a-z_]+\(.*\);$")


def code_lines(text):
    """Lines inside functions, without comments, texts and assertions."""
    in_comment = in_function = False
    for number, line in enumerate(text.split("\n")):
        if line == "{":
            in_function = True
        elif line == "}":
            in_function = False
        starts, ends = "/*" in line, "*/" in line
        if in_function and not (in_comment or starts or '"' in line or "assert" in line or line.strip().startswith("#")):
            yield number, line
        in_comment = (in_comment or starts) and not ends


def mutants_of(path):
    lines = path.read_text().split("\n")
    for number, line in code_lines("\n".join(lines)):
        changed = [line[: m.start()] + new + line[m.end():] for old, new in SWAPS for m in re.finditer(old, line)]
        if ASSIGNMENT.match(line) or CALL.match(line):
            changed.append("    ;")
        for now in changed:
            yield path.relative_to(ROOT), number, line, now


def run(command, folder, seconds, **more):
    try:
        return subprocess.run(command, cwd=folder, timeout=seconds, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more).returncode
    except subprocess.TimeoutExpired:
        return "time"


class Worker:
    """A copy of the tree with a build of its own."""

    def __init__(self, folder, quick):
        self.quick = quick
        self.tree, self.build = folder / "tree", folder / "build"
        if folder.exists():
            shutil.rmtree(folder)
        files = subprocess.run(["git", "ls-files", "-z", "lib", "tools", "tests", "samples", "man", "meson.build", "meson_options.txt", "*.md"], cwd=ROOT, check=True, capture_output=True).stdout
        for name in files.decode().split("\0")[:-1]:
            (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, self.tree / name)
        if (ROOT.parent / "shared").is_dir():
            (folder / "shared").symlink_to((ROOT.parent / "shared").resolve())
        self.set_up(self.build)
        self.checked = None
        self.untouched = {p: self.object_sum(p) for p in (str(f.relative_to(self.tree)) for f in self.tree.glob("lib/*/*.c"))}
        self.units = [p.name for p in sorted((self.build / "tests").glob("test_*")) if p.is_file() and p.stat().st_mode & 0o100]
        killer = self.killed_by("")
        if killer:
            sys.exit(f"mutants: {killer} fails on the code as it is")

    def set_up(self, build, *options):
        if run(["meson", "setup", str(build), str(self.tree), "-Doptimization=1", "-Ddebug=false", *options], self.tree, 300) != 0 or run(["ninja", "-j2"], build, 1800) != 0:
            sys.exit("mutants: the tree does not build")

    def object_sum(self, name):
        found = list((self.build / "lib").glob("lib*.p/" + name.replace("lib/", "").replace("/", "_") + ".o"))
        return hashlib.sha256(b"".join(p.read_bytes() for p in found)).digest()

    def killed_by(self, name):
        killer = self.killed_in(self.build, name)
        return killer if killer or self.quick else self.killed_where_checked(name) or self.killed_by_suite()

    def killed_in(self, build, name):
        stem = pathlib.Path(name).stem
        own = [u for u in self.units if stem.startswith(u[5:]) or u[5:].startswith(stem.split("_")[0])]
        for unit in own + [u for u in self.units if u not in own]:
            if run([str(build / "tests" / unit)], build, 120, env={"LD_LIBRARY_PATH": str(build / "lib"), "PATH": "/usr/bin:/bin"}) != 0:
                return unit
        for tool in TOOLS:
            if run(["bash", str(self.tree / "tests/cli/run.sh"), tool], self.tree, 180, env={"BUILD": str(build), "LD_LIBRARY_PATH": str(build / "lib"), "PATH": "/usr/bin:/bin"}) != 0:
                return "cli " + tool
        return None

    def killed_where_checked(self, name):
        """The same under the address sanitizer, in a build that is made when it is wanted first."""
        if self.checked is None:
            self.checked = self.build.with_name("checked")
            self.set_up(self.checked, "-Db_sanitize=address,undefined", "-Db_lundef=false")
        elif run(["ninja", "-j1"], self.checked, 600) != 0:
            return None
        killer = self.killed_in(self.checked, name)
        return killer and killer + ", under the sanitizers"

    def killed_by_suite(self):
        for suite in SUITES:
            if run(["meson", "test", "-C", str(self.build), "--no-rebuild", "--suite", suite], self.tree, 1200) != 0:
                return suite
        return None

    def judge(self, mutant):
        """killed, survives, same (the same code) or none (does not compile), and what killed it"""
        name, number, line, now = mutant
        path = self.tree / name
        before = path.read_text()
        lines = before.split("\n")
        lines[number] = now
        path.write_text("\n".join(lines))
        try:
            if run(["ninja", "-j1"], self.build, 600) != 0:
                return "none", None
            if self.object_sum(str(name)) == self.untouched[str(name)]:
                return "same", None
            killer = self.killed_by(str(name))
            return ("killed", killer) if killer else ("survives", None)
        finally:
            path.write_text(before)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build-mutants")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("files", nargs="*", type=pathlib.Path)
    given = parser.parse_args()
    files = [p.resolve() for p in given.files] or sorted(p for layer in LAYERS for p in (ROOT / layer).glob("*.c"))
    every = [m for path in files for m in mutants_of(path)]
    chosen = random.Random(given.seed).sample(every, min(given.count, len(every)))
    print(f"{len(every)} mutants can be made of {len(files)} files; {len(chosen)} are tried, seed {given.seed}", flush=True)
    shares = [chosen[i :: given.jobs] for i in range(given.jobs)]

    def work(index):
        worker, results = Worker(given.work / str(index), given.quick), []
        for mutant in shares[index]:
            verdict, killer = worker.judge(mutant)
            results.append((verdict, mutant))
            print(f"{verdict:8} {mutant[0]}:{mutant[1] + 1}: {mutant[2].strip()}  ->  {mutant[3].strip()}  {'(' + killer + ')' if killer else ''}", flush=True)
        return results

    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        results = [r for share in pool.map(work, range(given.jobs)) for r in share]
    survivors = [m for verdict, m in results if verdict == "survives"]
    counted = sum(verdict in ("killed", "survives") for verdict, _ in results)
    print("\nsurvivors:")
    for name, number, line, now in sorted(survivors, key=lambda m: (str(m[0]), m[1])):
        print(f"{name}:{number + 1}: {line.strip()}  ->  {now.strip()}")
    killed = counted - len(survivors)
    print(f"{killed} killed of {counted} ({100 * killed / max(counted, 1):.1f} %); {len(results) - counted} changed nothing or did not compile")
    return 0 if counted > 0 and killed >= 0.9 * counted else 1


if __name__ == "__main__":
    sys.exit(main())
