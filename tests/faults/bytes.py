# SPDX-License-Identifier: GPL-3.0-or-later
"""A kept ledger or its list, damaged in every byte (one bit, all bits, the byte missing) and cut there; the night must refuse it by name and
leave both as they are. Prints "N runs, M bad".

  bytes.py FILE    kept.csv or kept.csv.inputs, beside sound.csv, sound.csv.inputs and three.csv
"""
import subprocess
import sys

path = sys.argv[1]
sound = {name: open(name.replace("kept", "sound"), "rb").read() for name in ("kept.csv", "kept.csv.inputs")}


def damaged(data):
    for at in range(len(data)):
        for bits in (1, 255):
            yield f"byte {at}, bits {bits}", data[:at] + bytes([data[at] ^ bits]) + data[at + 1:]
        yield f"without byte {at}", data[:at] + data[at + 1:]
        yield f"cut at byte {at}", data[:at]


runs = bad = 0
for how, data in damaged(sound[path]):
    files = dict(sound, **{path: data})
    for name, content in files.items():
        with open(name, "wb") as out:
            out.write(content)
    done = subprocess.run(["churn-ledger", "-q", "--update=kept.csv", "three.csv"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    kept = all(open(name, "rb").read() == content for name, content in files.items())
    runs += 1
    if done.returncode != 1 or not kept or b"kept.csv" not in done.stderr:
        bad += 1
        if bad <= 10:
            print(f"{path}, {how}: status {done.returncode}, {'kept' if kept else 'changed'}: {done.stderr.decode(errors='replace')[:300]}")
print(f"{path}: {runs} runs, {bad} bad")
sys.exit(bad > 0)
