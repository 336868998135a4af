# SPDX-License-Identifier: GPL-3.0-or-later
"""The library's readings against Python's: amounts against Decimal, dates against datetime, tables against csv and a reader of RFC 4180 that is
nothing but its states. Prints how many were compared and how many differ, and the first that do.

  readings.py PROGRAM amounts|dates|tables COUNT
"""
import csv
import datetime
import decimal
import io
import json
import random
import re
import subprocess
import sys

program, what, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
draw = random.Random(20261123)
decimal.getcontext().prec = 60


def ask(arguments, data):
    done = subprocess.run([program, *arguments], input=data, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode().split("\n")[:-1]


def compare(name, texts, ours, theirs):
    assert len(ours) == len(theirs) == len(texts), (len(ours), len(theirs), len(texts))
    bad = [i for i in range(len(texts)) if ours[i] != theirs[i]]
    for i in bad[:5]:
        print(f"{name}: {texts[i]!r}: ours {ours[i]!r}, theirs {theirs[i]!r}")
    print(f"{name}: {len(texts)} compared, {sum(t != 'no' and not str(t).startswith('fault') for t in theirs)} of them sound, {len(bad)} differ")
    return len(bad)


# Amounts: a shape by a regular expression, the value by Decimal.
def amount(text, mark, thousands):
    groups = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|" if thousands else ""
    found = re.fullmatch(rf"([+-]?)({groups}\d+)(?:{re.escape(mark)}(\d+))?", text, re.ASCII)
    if not found:
        return "no"
    sign, whole, digits = found.group(1), found.group(2).replace(thousands or "\n", ""), found.group(3) or ""
    kept = digits if len(digits) <= 8 else digits[:8] if not digits[8:].strip("0") else None
    if kept is None or len(whole.lstrip("0")) > 18:
        return "no"
    value = decimal.Decimal(f"{sign}{whole}.{kept or 0}")
    return f"{value + 0:.8f} {len(kept)}" if value else f"0.00000000 {len(kept)}"


def random_amount(mark, thousands):
    kind = draw.random()
    if kind < 0.45:
        whole = str(draw.randrange(10 ** draw.randrange(1, 21)))
        if thousands and draw.random() < 0.7:
            whole = f"{int(whole):,}".replace(",", thousands)
        digits = "".join(draw.choice("0123456789") for _ in range(draw.choice((0, 1, 2, 2, 2, 3, 8, 9, 12))))
        digits += "0" * draw.choice((0, 0, 0, 3, 9))
        return draw.choice(("", "", "-", "+")) + draw.choice(("", "", "0", "000")) + whole + (mark + digits if digits else draw.choice(("", "", mark)))
    if kind < 0.9:
        return "".join(draw.choice("0012345678999.,-+ eE$'_") for _ in range(draw.randrange(0, 14)))
    return draw.choice(("", "nan", "inf", "-Infinity", "1e5", "0x1F", "1_000", "١٢", "12 ", " 12", "(3.00)", "−1", "1.2.3", "--1", "9" * 18, "9" * 19, "0" * 40,
                        "0." + "0" * 40, "0.123456789", "0.1234567800", ".5", "5.", "+", "-", "-0", "-0.00", "€9"))


def amounts():
    bad = 0
    for mark, thousands, share in ((".", "", 0.6), (",", ".", 0.2), (".", ",", 0.1), (",", " ", 0.1)):
        texts = [random_amount(mark, thousands).replace("\n", "") for _ in range(int(count * share))]
        ours = ask(["amounts", mark, *([thousands] if thousands else [])], "\n".join(texts).encode() + b"\n")
        bad += compare(f"amounts, mark {mark!r}, thousands {thousands!r}", texts, ours, [amount(t, mark, thousands) for t in texts])
    return bad


# Dates: every day there is, then texts that are near one.
EPOCH = datetime.date(1970, 1, 1).toordinal()


def iso(text):
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return "no"
    try:
        return str(datetime.date.fromisoformat(text).toordinal() - EPOCH)
    except ValueError:
        return "no"


def by_format(text, style):
    # datetime's own %Y and %d are laxer than ours where digits are missing; only texts with all digits are asked
    try:
        return str(datetime.datetime.strptime(text, style).date().toordinal() - EPOCH)
    except ValueError:
        return "no"


def dates():
    days = [datetime.date.fromordinal(i).isoformat() for i in range(1, datetime.date.max.toordinal() + 1)]
    bad = compare("dates, every day from 0001-01-01 to 9999-12-31", days, ask(["dates"], "\n".join(days).encode() + b"\n"),
                  [str(i - EPOCH) for i in range(1, len(days) + 1)])
    texts = []
    for _ in range(count):
        text = list(f"{draw.randrange(0, 10000):04d}-{draw.randrange(0, 14):02d}-{draw.randrange(0, 33):02d}")
        if draw.random() < 0.3:
            text[draw.randrange(10)] = draw.choice("0123456789-/ :Tx")
        texts.append("".join(text))
    texts = [t for t in texts if "T" not in t]
    bad += compare("dates, near ones", texts, ask(["dates"], "\n".join(texts).encode() + b"\n"), [iso(t) for t in texts])
    for style in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%Y/%m/%d", "%d-%b-%Y", "%d %B %Y", "%Y-%j", "%y%m%d"):
        days = [datetime.date.fromordinal(draw.randrange(datetime.date(1000, 1, 1).toordinal(), datetime.date.max.toordinal() + 1)) for _ in range(count // 10)]
        texts = [day.strftime(style) for day in days]
        texts += [f"{draw.randrange(1, 40):02d}/{draw.randrange(0, 15):02d}/{draw.randrange(1000, 9999)}" for _ in range(count // 20)] if "/%Y" in style else []
        bad += compare(f"dates, {style}", texts, ask(["dates", style], "\n".join(texts).encode() + b"\n"), [by_format(t, style) for t in texts])
    return bad


# Tables. The states of RFC 4180, with the place of the first fault; cells come from Python's csv.
def first_fault(data):
    """(line, column) of the first fault, or None. Columns are bytes."""
    if not data:
        return 1, 1
    line = column = 1
    state, fields, header, places, opened = "start", 0, None, [], None
    at = 0
    row_line, row_column, blank = 1, 1, True

    def end_row(where):
        nonlocal header
        if blank:
            return None
        if header is None:
            header = fields
        elif fields != header:
            return places[header] if fields > header else where
        return None

    fields, places, waiting = 1, [(1, 1)], []
    while at < len(data):
        byte = data[at:at + 1]
        ends = byte == b"\n" or data[at:at + 2] == b"\r\n"
        if state == "quoted":
            if byte == b'"':
                state = "closed"
        elif ends:
            fault = end_row((line, column))
            if fault and not waiting:
                waiting.append(fault)
            state, fields, blank = "start", 0, True
            at += byte == b"\r"
            byte = b"\n"
        elif byte == b"\r":
            return waiting[0] if waiting else (line, column)
        elif byte == b",":
            state, blank = "start", False
        elif byte == b'"':
            blank = False
            if state == "start":
                state, opened = "quoted", (line, column)
            elif state == "closed":
                state = "quoted"
            else:
                return waiting[0] if waiting else (line, column)
        else:
            blank = False
            if state == "closed":
                return waiting[0] if waiting else (line, column)
            state = "plain"
        at += 1
        if byte == b"\n":
            line, column = line + 1, 1
        else:
            column += 1
        if state == "start" and (byte == b"," or byte == b"\n"):
            if byte == b"\n":
                fields, places = 0, []
            fields += 1
            places.append((line, column))
    if state == "quoted":
        return waiting[0] if waiting else opened
    fault = end_row((line, column))
    if fault and not waiting:
        waiting.append(fault)
    return waiting[0] if waiting else None


def table(data):
    fault = first_fault(data)
    if fault:
        return f"fault {fault[0]}:{fault[1]}"
    rows = [row for row in csv.reader(io.StringIO(data.decode(), newline=""), strict=True) if row]
    return rows if rows else "fault nothing"


CELLS = ("", "a", "b c", "é", "x,y", 'say "hi"', "two\nlines", "two\r\nlines", '"', ",", "  ", "0", "\u65e5\u672c", "a" * 70, "--", "'", ";", "\t")


def random_table():
    if draw.random() < 0.5:
        columns = draw.randrange(1, 6)
        out = io.StringIO()
        writer = csv.writer(out, quoting=draw.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)), lineterminator=draw.choice(("\n", "\r\n")))
        for _ in range(draw.randrange(1, 8)):
            writer.writerow([draw.choice(CELLS) for _ in range(columns if draw.random() < 0.95 else draw.randrange(1, 7))])
        data = out.getvalue()
        if draw.random() < 0.2:
            data = data.rstrip("\r\n")
        if draw.random() < 0.3:
            place = draw.randrange(len(data) + 1)
            data = data[:place] + draw.choice(('"', ",", "\n", "x", "\r\n", "\n\n")) + data[place:]
        return data.encode()
    return "".join(draw.choice('ab,,"""\n\n é\r' if draw.random() < 0.1 else 'ab,,"\né') for _ in range(draw.randrange(0, 40))).encode()


def read_ours(line):
    cells, _, fault = line.partition("\t")
    if fault:
        place = json.loads(fault)
        return f"fault {place['line']}:{place['column']}"
    return json.loads(cells)


def tables():
    documents = [random_table() for _ in range(count)]
    # what is refused for other reasons than RFC 4180's is not asked: a first line without a byte, a mark at the begin
    documents = [d for d in documents if d[:1] not in (b"\n", b"\r", b"")]
    data = b"".join(b"%d\n%s" % (len(d), d) for d in documents)
    return compare("tables", documents, [read_ours(line) for line in ask(["tables"], data)], [table(d) for d in documents])


sys.exit(1 if {"amounts": amounts, "dates": dates, "tables": tables}[what]() else 0)
