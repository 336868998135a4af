# SPDX-License-Identifier: GPL-3.0-or-later
"""How runs are made and compared: one program by measure (wall, memory by wait4), a warm peer by its own clock, and pairs of the two in turn."""
import decimal
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

MIB = 1024 * 1024


class Failed(Exception):
    """A row cannot be measured: why."""


@dataclass
class Run:
    seconds: float
    peak: int = 0  # bytes
    read: int = 0
    written: int = 0


@dataclass
class Pairs:
    """Two programs in turn; the ratio is taken within each pair, where the machine was most alike."""

    first: list = field(default_factory=list)
    second: list = field(default_factory=list)

    def ratios(self):
        return [b.seconds / a.seconds for a, b in zip(self.first, self.second)]


def median(runs):
    return statistics.median(run.seconds for run in runs)


def peak(runs):
    return statistics.median(run.peak for run in runs)


class Peer:
    """A process that stays and takes jobs: interpreter and library are loaded before anything is timed."""

    def __init__(self, python, script):
        self.process = subprocess.Popen([python, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, **job):
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "the peer died"}')
        if "error" in answer:
            raise Failed(answer["error"])
        return Run(answer["seconds"])

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Bench:
    def __init__(self, options):
        self.tools = options.build + "/tools"
        self.generator = options.build + "/tests/bench/generate"
        self.meter = options.build + "/tests/bench/measure"
        self.shared = options.shared
        self.python = options.python
        self.here = os.path.dirname(os.path.abspath(__file__))
        self.folder = options.folder
        self.scale = options.scale
        self.rounds = options.rounds
        self.threads = len(os.sched_getaffinity(0))
        self.files = {}
        self.peers = {}
        self.missing = {}  # peers that are not here, and why

    # Files: made when they are wanted, kept until nobody wants them.

    def path(self, name):
        return os.path.join(self.folder, name)

    def count(self, number):
        return max(100, round(number * self.scale))

    def table(self, kind, *counts, **options):
        name = "-".join([kind, *(str(count) for count in counts), *(f"{key}={value}" for key, value in sorted(options.items()))]) + ".csv"
        if name not in self.files:
            self.say(f"making {name}")
            self.need_room(64 * counts[0])
            with open(self.path(name), "wb") as out:
                arguments = [str(self.count(count)) for count in counts] + [f"--{key}={value}" for key, value in options.items()]
                subprocess.run([self.generator, kind, *arguments], stdout=out, check=True)
            self.files[name] = True
        return self.warm(self.path(name))

    def transactions(self, rows, customers, **options):
        return self.table("transactions", rows, customers, **options)

    def need_room(self, bytes_wanted):
        free = shutil.disk_usage(self.folder).free
        if free < bytes_wanted * self.scale + 512 * MIB:
            raise Failed(f"no room in {self.folder}: {free // MIB} MiB free")

    def warm(self, path):
        """Into the page cache, as far as there is room: nobody's disk is measured."""
        with open(path, "rb", buffering=0) as file:
            while file.read(MIB):
                pass
        return path

    def drop(self, *names):
        for name in names:
            path = self.path(name)
            if os.path.exists(path):
                os.unlink(path)
            self.files.pop(os.path.basename(path), None)

    def drop_all(self):
        for name in os.listdir(self.folder):
            os.unlink(self.path(name))
        self.files.clear()

    # Runs.

    def tool(self, name, *arguments):
        return [os.path.join(self.tools, name), *arguments]

    def has_option(self, tool, option):
        listed = subprocess.run(self.tool(tool, "--list-options"), capture_output=True, text=True, check=False).stdout
        return any(line.split()[0] == option for line in listed.splitlines() if line.strip())

    def run(self, command, out=None, source=None):
        said = self.path("said")
        target = out or "/dev/null"
        if out and os.path.exists(out):
            os.unlink(out)
        words = [self.meter, "-i", source or "/dev/null", "-o", target, "-e", said, *command]
        line = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
        if line[6] != "0":
            with open(said, errors="replace") as file:
                raise Failed(f"{os.path.basename(command[0])} ended with status {line[6]}: {file.read()[-300:]}")
        return Run(float(line[0]), int(line[3]) * 1024, int(line[4]), int(line[5]))

    def peer(self, name):
        if name not in self.peers:
            if self.python.get(name) is None:
                raise Failed(f"{name} is not here")
            self.peers[name] = Peer(self.python[name], f"{self.here}/peers/{name}_peer.py")
        return self.peers[name]

    def cold(self, name, **job):
        return self.run([self.python[name], f"{self.here}/peers/{name}_peer.py", json.dumps(job)])

    def pairs(self, first, second, rounds=None):
        """Alternating: first, second, first, second."""
        both = Pairs()
        for _ in range(rounds or self.rounds):
            both.first.append(first())
            both.second.append(second())
        return both

    def close(self):
        """End the peers, which keep what memory they had."""
        for peer in self.peers.values():
            peer.close()
        self.peers.clear()

    @staticmethod
    def say(text):
        print(f"bench: {time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def same_cells(ours, theirs):
    """Equal as figures: 12.5 is 12.50, 2.0 is 2."""
    if ours == theirs:
        return True
    try:
        return decimal.Decimal(ours) == decimal.Decimal(theirs)
    except decimal.InvalidOperation:
        return False


def check_same(ours, theirs, who):
    """The bytes, or else the figures; Failed says where they differ."""
    with open(ours, "rb") as a, open(theirs, "rb") as b:
        line = 0
        for left, right in zip(a, b):
            line += 1
            if left == right:
                continue
            cells = left.decode().rstrip("\r\n").split(","), right.decode().rstrip("\r\n").split(",")
            if len(cells[0]) != len(cells[1]) or not all(same_cells(*both) for both in zip(*cells)):
                raise Failed(f"{who} has another result, first in line {line}: {left!r} is {right!r}")
        if a.read(1) or b.read(1):
            raise Failed(f"{who} has another number of customers")
