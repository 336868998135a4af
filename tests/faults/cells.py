# SPDX-License-Identifier: GPL-3.0-or-later
"""One fault in every cell of a clean table (after Pollock's benchmark, Vitagliano et al. 2023): each must be refused at its line and column.

    cells.py [STEP]     runs churn-rfm from PATH, in every STEPth of the cases; prints TAP

What is expected is reckoned here, from the bytes: of a bad value its field, of a bad byte the byte, of a row that is too long the first field too
many, of one that is too short one past its last byte, of a quote that is never closed the quote.
"""
import concurrent.futures
import itertools
import os
import subprocess
import sys
import tempfile

HEADER = b"customer_id,date,amount,order_id,category,channel,note,list_price,quantity"
ROWS, COLUMNS = 84, 9
DATE, AMOUNT, ORDER = 1, 2, 3


def clean_row(number):
    return [b"C%03d" % (number * 7 % 41), b"2026-%02d-%02d" % (1 + number % 9, 1 + number * 5 % 28), b"%d.%02d" % (number * 37 % 900, number % 100),
            b"O%04d" % number, b"food", b"web", b"note " + "Grüße".encode(), b"9.50", b"%d" % (10 + number % 5)]


names = itertools.count()
CLEAN = [clean_row(number) for number in range(ROWS)]


def start(cells, column):
    """Column, from 1, of the first byte of a field."""
    return 1 + sum(len(cell) + 1 for cell in cells[:column])


def with_cell(cells, column, cell):
    return cells[:column] + [cell] + cells[column + 1:]


def joined(cells, column, mark):
    """The row with another mark between this field and the next; behind the last, at the row's end."""
    return b",".join(cells[:column + 1]) + mark + b",".join(cells[column + 1:])


def faults_of(cells, column):
    """Name of the fault, the row, the column at which it must be refused."""
    cell, at = cells[column], start(cells, column)
    row = b",".join(cells)
    whole = lambda changed: b",".join(with_cell(cells, column, changed))
    behind = at + len(cell)
    yield "extra delimiter", whole(cell + b","), start(cells, COLUMNS - 1) + 1 if column < COLUMNS - 1 else len(row) + 2
    if column < COLUMNS - 1:
        yield "missing delimiter", joined(cells, column, b""), len(row)
        yield "line end in place of a delimiter", joined(cells, column, b"\n"), behind
        yield "CRLF in place of a delimiter", joined(cells, column, b"\r\n"), behind
        yield "CR in place of a delimiter", joined(cells, column, b"\r"), behind
    yield "CR inside", whole(cell[:1] + b"\r" + cell[1:]), at + 1
    yield "quote in front", whole(b'"' + cell), at
    yield "quote inside", whole(cell[:1] + b'"' + cell[1:]), at + 1
    yield "quote behind", whole(cell + b'"'), behind
    yield "quoted, and a quote inside", whole(b'"' + cell[:1] + b'"' + cell[1:] + b'"'), at + 3
    yield "quoted, and a blank behind", whole(b'"' + cell + b'" '), behind + 2
    yield "NUL", whole(cell[:1] + b"\0" + cell[1:]), at + 1
    yield "no UTF-8", whole(cell[:1] + b"\xff" + cell[1:]), at + 1
    yield "UTF-8 cut short", whole(cell + b"\xc3"), behind
    if column in (0, DATE, AMOUNT, ORDER):
        yield "empty", whole(b""), at
    if column == DATE:
        for bad in (b"2026-02-30", b"2026-13-01", b"2026-1-1", b"26-01-01", b"01/02/2026", b"2026-01-01x", b"today", b"1899-12-31", b"2200-01-01"):
            yield "date " + bad.decode(), whole(bad), at
    if column == AMOUNT:
        for bad in (b"1.5x", b"1.2.3", b"1e5", b"NaN", b"--1", b"0x10", b".", b"1 000", b"1234567890123456789.00", b"0.123456789"):
            yield "amount " + bad.decode(), whole(bad), at
    if column in (0, ORDER):
        for bad in (b" " + cell, cell + b" ", cell + b"\xc2\xa0"):
            yield "blank at an id's end", whole(bad), at


def run(work, number, row, extra):
    path = os.path.join(work, f"{next(names)}.csv")
    lines = [HEADER] + [b",".join(cells) for cells in CLEAN]
    lines[1 + number] = row
    with open(path, "wb") as out:
        out.write(b"\n".join(lines) + b"\n")
    done = subprocess.run(["churn-rfm", "-q", "--order=order_id", *extra, "-o", path + ".out", path], stdin=subprocess.DEVNULL, capture_output=True)
    written = os.path.exists(path + ".out")
    os.unlink(path)
    if written:
        os.unlink(path + ".out")
    return done.returncode, done.stdout, done.stderr, written, path.encode()


def judge(work, number, column, name, row, expected, extra):
    status, out, err, written, path = run(work, number, row, extra)
    place = b"churn-rfm: %s:%d:%d: " % (path, number + 2, expected)
    first = err.split(b"\n", 1)[0]
    if status == 1 and not out and not written and first.startswith(place):
        return None
    return f"{name}, row {number + 1}, field {column + 1}: status {status}, expected {place.decode()!r}, got {first.decode(errors='replace')!r}"


def main():
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    suites = (("as it comes", (), step), ("in one thread", ("-j1",), 7 * step), ("in three", ("-j3",), 7 * step))
    tests = 0
    with tempfile.TemporaryDirectory() as work, concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        status = run(work, 0, b",".join(CLEAN[0]), ())[0]
        tests += 1
        print(("ok" if status == 0 else "not ok"), tests, "- the clean table is read")
        for words, extra, every in suites:
            cases = [(number, column, *fault) for number in range(ROWS) for column in range(COLUMNS) for fault in faults_of(CLEAN[number], column)]
            cases = cases[::every]
            bad = [why for why in pool.map(lambda case: judge(work, *case, extra), cases) if why]
            tests += 1
            print(("not ok" if bad else "ok"), tests, f"- {words}: {len(cases)} runs, {len(bad)} bad")
            for why in bad[:20]:
                print("#", why)
    print(f"1..{tests}")


main()
