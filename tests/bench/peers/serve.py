# SPDX-License-Identifier: GPL-3.0-or-later
"""What the peers share: one job from the command line (a cold run), or jobs line by line from standard input (a warm process).

A job is a JSON object; the answer is one too: {"seconds": wall time of the job alone}, or {"error": text}.
"""
import json
import sys
import time


def serve(jobs):
    def run(line):
        job = json.loads(line)
        started = time.monotonic()
        jobs[job.pop("job")](**job)
        return time.monotonic() - started

    if len(sys.argv) > 1:
        run(sys.argv[1])
        return
    for line in sys.stdin:
        try:
            answer = {"seconds": run(line)}
        except Exception as fault:  # the bench shows it and leaves the row out
            answer = {"error": str(fault)[:500]}
        print(json.dumps(answer), flush=True)
