#!/usr/bin/env python3
"""What the program takes: start, memory, transitions, calls of functions. Prints figures, asserts none.

    figures.py ASLANT [TOP]       the program, and the source tree (for the tutorial)
"""
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

ASLANT = os.path.abspath(sys.argv[1])
TOP = os.path.abspath(sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(__file__), "..", ".."))
TUTORIAL = os.path.join(TOP, "data", "tutorial", "MyAPIStateMachine.asl.json")
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:MockAPIFunction"


def timed(args, stdin=None, cwd=None):
    """Seconds and peak memory (MB) of one run; a run that does not end well ends this one."""
    start = time.perf_counter()
    child = subprocess.Popen([ASLANT] + args, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=cwd)
    if stdin is not None:
        child.stdin.write(stdin.encode())
    child.stdin.close()
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status) if hasattr(os, "waitstatus_to_exitcode") else status >> 8
    if child.returncode > 1:
        sys.exit("%s: exit status %d: %s" % (" ".join(args), child.returncode, errors.decode(errors="replace")[-500:]))
    return time.perf_counter() - start, usage.ru_maxrss / 1024.0


def median(args, n=15, **more):
    runs = [timed(args, **more) for _ in range(n)]
    return statistics.median(r[0] for r in runs), max(r[1] for r in runs)


def say(what, figure, bound=""):
    print("%-58s %14s   %s" % (what, figure, bound))


def write(folder, name, definition):
    path = os.path.join(folder, name + ".asl.json")
    with open(path, "w") as f:
        json.dump(definition, f)
    return path


def chain(n, state):
    states = {}
    for i in range(n):
        states["S%d" % i] = dict(state, **({"Next": "S%d" % (i + 1)} if i + 1 < n else {"End": True}))
    return {"StartAt": "S0", "States": states}


def pictures(folder):
    t, mb = median(["graph", TUTORIAL])
    say("picture of the tutorial, process and all", "%.1f ms" % (t * 1000))
    fifty = {"StartAt": "S0", "States": {}}
    for i in range(50):
        choices = [{"Variable": "$.n", "NumericEquals": i, "Next": "S%d" % (i + k)} for k in (2, 3) if i + k < 50]
        fifty["States"]["S%d" % i] = (
            {"Type": "Choice", "Choices": choices, "Default": "S%d" % (i + 1)} if i % 5 == 0 and choices
            else dict({"Type": "Pass"}, **({"Next": "S%d" % (i + 1)} if i < 49 else {"End": True})))
    path = write(folder, "fifty", fifty)
    t, _ = median(["graph", path], 9)
    say("picture of 50 states", "%.1f ms" % (t * 1000))
    script = "wait idle\nscreen\n"
    for name, file, bound in (("tutorial", TUTORIAL, "under 50 ms"), ("50 states", path, "under 100 ms")):
        t, mb = median(["--headless", "120x40", "--keys", "-", file], 9, stdin=script, cwd=folder)
        say("UI, start to first picture, %s" % name, "%.1f ms" % (t * 1000), bound)
    say("memory of the UI, peak", "%.1f MB" % mb, "under 25 MB")


def transitions(folder):
    n = 12000
    long = write(folder, "long", chain(n, {"Type": "Pass"}))
    big = os.path.join(folder, "big.json")
    with open(big, "w") as f:
        json.dump({"filler": "x" * 100000}, f)
    for name, data, bound in (("small payload", "{}", "500,000 or more"), ("100 kB passed through", "@" + big, "300,000 or more")):
        args = ["run", long, "--input", data, "--quiet", "--stats"]
        rates = []
        for _ in range(7):
            out = subprocess.run([ASLANT] + args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True).stderr.decode()
            rates.append(int(re.search(r"(\d+) transitions a second", out).group(1)))
        t, mb = median(args, 5)
        say("transitions a second, %s" % name, "{:,}".format(int(statistics.median(rates))), bound)
        say("  the whole run of %s states: time, memory" % "{:,}".format(n), "%.0f ms, %.1f MB" % (t * 1000, mb))


def calls(folder):
    n = 200
    functions = os.path.join(TOP, "data", "tutorial", "functions", "functions.json")
    task = {"Type": "Task", "Resource": FUNCTION, "ResultPath": None}
    one, many = write(folder, "one", chain(1, task)), write(folder, "many", chain(n, task))
    args = ["--input", '{"statuscode":"200"}', "--functions", functions, "--quiet"]
    a, _ = median(["run", one] + args, 5)
    b, _ = median(["run", many] + args, 5)
    say("call of a Python function through its worker", "%.2f ms" % ((b - a) / (n - 1) * 1000), "under 1 ms")
    say("  the first one, with Python's own start", "%.0f ms" % (a * 1000))


def recorded(path, items):
    """A Map over so many items, as AWS's history of it would be: four events an item."""
    def stamp(ms):
        return "2026-01-01T%02d:%02d:%02d.%03dZ" % (ms // 3600000 % 24, ms // 60000 % 60, ms // 1000 % 60, ms % 1000)

    with open(path, "w") as f:
        n = 0

        def event(kind, prev, ms, name=None, details=None):
            nonlocal n
            n += 1
            one = {"timestamp": stamp(ms), "type": kind, "id": n, "previousEventId": prev}
            if name:
                one[name] = details
            f.write((",\n" if n > 1 else "") + json.dumps(one))
            return n

        f.write('{"events":[')
        event("ExecutionStarted", 0, 0, "executionStartedEventDetails", {"input": "[]"})
        entered = event("MapStateEntered", 0, 0, "stateEnteredEventDetails", {"name": "Each", "input": "[]"})
        started = event("MapStateStarted", entered, 0, "mapStateStartedEventDetails", {"length": items})
        for i in range(items):
            a = event("MapIterationStarted", started, 2 * i, "mapIterationStartedEventDetails", {"name": "Each", "index": i})
            b = event("PassStateEntered", a, 2 * i, "stateEnteredEventDetails", {"name": "Check", "input": json.dumps({"id": i})})
            c = event("PassStateExited", b, 2 * i + 1, "stateExitedEventDetails", {"name": "Check", "output": json.dumps({"id": i})})
            event("MapIterationSucceeded", c, 2 * i + 1, "mapIterationSucceededEventDetails", {"name": "Each", "index": i})
        last = event("MapStateSucceeded", n, 2 * items)
        event("MapStateExited", last, 2 * items, "stateExitedEventDetails", {"name": "Each", "output": "[]"})
        event("ExecutionSucceeded", n, 2 * items, "executionSucceededEventDetails", {"output": "[]"})
    return n


def histories(folder):
    write(folder, "each", {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": True, "ItemProcessor": {
        "StartAt": "Check", "States": {"Check": {"Type": "Pass", "End": True}}}}}})
    for items, runs, bound in ((6248, 5, "under 0.3 s"), (249998, 3, "under 3 s")):
        path = os.path.join(folder, "history.json")
        events = recorded(path, items)
        begin = ["--headless", "120x50", "--keys", "-", path]
        opened, mb = median(begin, runs, stdin="screen\n", cwd=folder)
        say("{:,} recorded events: opened, shown, replayed, closed".format(events), "%.2f s" % opened, bound + " to the first screen")
        say("  memory", "%.0f MB" % mb, "under 1 GB")
        shown, mb = median(begin, runs, stdin="keys 6<Enter>\nscreen\n", cwd=folder)
        stepped, _ = median(begin, runs, stdin="keys 6<Enter>\n" + "keys ,\nscreen\n" * 300 + "screen\n", cwd=folder)
        say("  a step, the timeline open, the screen printed", "%.1f ms" % ((stepped - shown) / 300 * 1000), "under 16 ms")
        say("  memory with the timeline", "%.0f MB" % mb, "under 1 GB")


def main():
    with tempfile.TemporaryDirectory() as folder:
        pictures(folder)
        transitions(folder)
        calls(folder)
        histories(folder)


if __name__ == "__main__":
    main()
