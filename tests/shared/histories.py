#!/usr/bin/env python3
"""Recorded executions, imported: python3 histories.py --aslant PATH DIR  (DIR as conformance.py has it)

Of every case with a complete history a file is made as `aws stepfunctions get-execution-history` prints it. It must

  import    without a word of complaint, and come out again as the same events (--format events); what --export writes imports as them too;
  walk      from the end to the start and back in the user interface, event by event, with the same picture on both ways, and with the marks
            that the events themselves say (an oracle of a few rules, below); once with its definition and once without one;
  fork      at every event, as a new execution that runs on with the recorded answers, to the recorded end;
  replay    is counted only: the differences that --replay finds between the record and this program.

Options: --only GLOB, --jobs N, --quiet (the last line only), --floor N (exit 0 if at least N pass all but the replay), --show ID.
"""
import argparse, concurrent.futures, fnmatch, glob, json, os, re, shutil, subprocess, sys, tempfile

COLS, ROWS = 300, 160


def as_text(key, v):
    return v if key in ("error", "cause") and isinstance(v, str) else json.dumps(v, separators=(",", ":"), ensure_ascii=False)


def details_as_printed(details):
    out = {}
    for k, v in details.items():
        if k in ("input", "output", "parameters") or (k == "cause" and not isinstance(v, str) and v is not None):
            out[k] = as_text(k, v)
        elif k == "assignedVariables":
            out[k] = {n: as_text(n, x) for n, x in v.items()}
        else:
            out[k] = v
    return out


def history_of(case):
    """The text of the file, or None where the record is not complete."""
    events = case["expect"].get("events")
    if not events or case["expect"].get("eventsMissing") or case.get("eventsMissing"):
        return None
    out = []
    for i, e in enumerate(events):
        if e.get("id") != i + 1 or e.get("previousEventId") is None or e.get("restored"):
            return None
        x = {"timestamp": "2026-01-01T%02d:%02d:%02d.%03d000+00:00" % (i // 3600, i // 60 % 60, i % 60, 250), "type": e["type"], "id": e["id"],
             "previousEventId": e["previousEventId"]}
        if e.get("detailsKey"):
            x[e["detailsKey"]] = details_as_printed(e.get("details") or {})
        out.append(x)
    return json.dumps({"events": out}, indent=4, ensure_ascii=False)


def same(a, b):
    """Printed again: JSON in strings is compared parsed."""
    if isinstance(a, str) and isinstance(b, str):
        if a == b:
            return True
        try:
            return json.loads(a) == json.loads(b)
        except ValueError:
            return False
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    return a == b


def same_event(a, b):
    a, b = dict(a), dict(b)
    a["timestamp"] = b["timestamp"] = ""
    for x in (a, b):      # AWS leaves out an empty details member, or gives an empty one
        for k in [k for k in x if k.endswith("EventDetails") and not x[k]]:
            del x[k]
    return same(a, b)


# --- the oracle: what the marks must be, by the events alone -------------------------------------------------------------------------

FAILURES = ("Failed", "TimedOut")


def steps_of(events):
    """-> by event id its step; steps: {name, parent, events}. A step is one visit of a state."""
    steps, of = [], {0: None}
    for e in events:
        t, prev = e["type"], of.get(e["previousEventId"])
        name = (e.get("details") or {}).get("name")
        if t.endswith("StateEntered"):
            p = events[e["previousEventId"] - 1] if e["previousEventId"] else None
            parent = None
            if prev is not None:
                exited = p["type"].endswith("StateExited")
                parent = steps[prev]["parent"] if exited else prev if p["type"] in ("ParallelStateStarted", "MapIterationStarted") else None
            steps.append({"name": name, "parent": parent, "map": t == "MapStateEntered", "entered": e["id"], "events": [e["id"]]})
            of[e["id"]] = len(steps) - 1
            continue
        i = prev
        if t.endswith("StateExited") or t.startswith("MapIteration"):
            while i is not None and steps[i]["name"] != name:
                i = steps[i]["parent"]
        elif t in ("ParallelStateStarted", "ParallelStateSucceeded", "ParallelStateFailed", "MapStateStarted", "MapStateSucceeded", "MapStateFailed"):
            kind = t[:3]
            p = events[e["previousEventId"] - 1]
            if i is not None and (p["type"].endswith("StateExited") or p["type"] in ("ParallelStateFailed", "MapStateFailed")):
                i = steps[i]["parent"]
            while i is not None and not events[steps[i]["entered"] - 1]["type"].startswith(kind):
                i = steps[i]["parent"]
        elif t.endswith("StateAborted") or t == "EvaluationFailed":
            i = None      # of which state, the events do not say
        of[e["id"]] = i
        if i is not None and not t.startswith("Execution"):
            steps[i]["events"].append(e["id"])
    return steps, of


def in_map(steps, i):
    i = steps[i]["parent"]
    while i is not None:
        if steps[i]["map"]:
            return True
        i = steps[i]["parent"]
    return False


def begun_anew(events, steps, i, k):
    """The container around it has begun another attempt since: its states have not been entered in that."""
    entered, i = steps[i]["entered"], steps[i]["parent"]
    while i is not None:
        if any(entered < x <= k and events[x - 1]["type"] in ("ParallelStateStarted", "MapStateStarted") for x in steps[i]["events"]):
            return True
        i = steps[i]["parent"]
    return False


def marks_at(events, steps, k):
    """name -> the glyphs that are right for it after event k; only of states of which the events say enough."""
    out = {}
    vague = any(e["type"].endswith("StateAborted") or e["type"] == "EvaluationFailed" for e in events[:k])
    over = events[k - 1]["type"] in ("ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted")
    failed_at = events[k - 1]["previousEventId"] if over else 0
    for i, s in enumerate(steps):
        if s["entered"] > k or in_map(steps, i):
            continue
        if begun_anew(events, steps, i, k):
            out[s["name"]] = ""
            continue
        done = [events[x - 1] for x in s["events"] if x <= k]
        last, later = done[-1], [x for x in s["events"] if x > k]
        t = last["type"]
        if t.endswith("StateExited"):
            p = events[last["previousEventId"] - 1]["type"]
            ok = "!" if p.endswith(FAILURES) else "✓"
        elif over or vague or any(events[x - 1]["type"] in ("ParallelStateFailed", "MapStateFailed") for x in range(1, k + 1)):
            ok = "✗–!▶~"
            if over and failed_at in s["events"]:
                ok = "✗"
        elif t.startswith(("MapIteration", "MapRun")):
            ok = "▶✗~"
        elif t.endswith(FAILURES):
            ok = "~" if later and events[later[0] - 1]["type"].endswith(("Scheduled", "StateStarted")) else "✗"
        elif t == "FailStateEntered":
            ok = "▶✗"
        elif any(x.endswith(FAILURES) or x == "FailStateEntered" for x in (events[y - 1]["type"] for y in range(1, k + 1))):
            ok = "▶~✗"
        else:
            ok = "▶"
        out[s["name"]] = ok
    return out


def boxes(pane):
    """name -> mark, of every box that can be read in the picture."""
    found = {}
    for y, row in enumerate(pane):
        for m in re.finditer(r"[│┃] \S (\S.*?)(?: ⊞\d+)? *[│┃├┠┤┨╋]", row):
            above = pane[y - 1][m.start():m.end() + 1] if y else ""
            if above[:1] in ("┌", "┏", "╭", "┢", "┡", "╔"):
                top = re.match(r"[^┐┓╮╗]*", above).group(0)
                found.setdefault(m.group(1), []).append("".join(re.findall("[✓✗▶~!–]", top)))
        for m in re.finditer(r"[━─┯┷┬┴] \S (\S.*?) (?:↻\S+ )?([━─┯┷┬┴═]*)([✓✗▶~!–]?)(?:\d+×|\d+/\d+)?[┓┐╮╗]", row):
            found.setdefault(m.group(1), []).append(m.group(3))
    return {k: v[0] for k, v in found.items() if len(v) == 1}


# --- a case ----------------------------------------------------------------------------------------------------------------------------

def run(cmd, folder, text=""):
    env = {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    p = subprocess.run(cmd, cwd=folder, env=env, input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    return p.returncode, p.stdout.decode("utf-8", "replace"), p.stderr.decode("utf-8", "replace")


def screens_of(out):
    found, name = {}, None
    for line in out.split("\n"):
        if line == "==":
            name = None
        elif line.startswith("== "):
            name = line[3:]
            found[name] = []
        elif name:
            found[name].append(line)
    return found


def walk(aslant, folder, case, args):
    n = len(case["expect"]["events"])
    script = ["wait idle", "keys G"]
    for k in range(n, 0, -1):
        script += ["screen back%d" % k, "keys ,"]
    for k in range(1, n + 1):
        script += ["screen on%d" % k, "keys ."]
    status, out, err = run([aslant, "--headless", "%dx%d" % (COLS, ROWS), "--keys", "-", *args, "h.json"], folder, "\n".join(script) + "\n")
    if status:
        return "walk: exit %d: %s" % (status, err[-300:])
    shown = screens_of(out)
    steps, _ = steps_of(case["expect"]["events"])
    read = 0
    for k in range(1, n + 1):
        panes = [[row[:COLS * 52 // 100] for row in shown.get(w + str(k), [])[2:ROWS - 5]] for w in ("back", "on")]
        if not panes[0] or panes[0] != panes[1]:
            return "walk: the pictures at event %d differ on the two ways" % k
        if "#%d" % k not in shown["on%d" % k][0] + " ":
            return "walk: event %d is not where it should be: %s" % (k, shown["on%d" % k][0].strip()[-60:])
        marks = boxes(panes[0])
        for name, ok in marks_at(case["expect"]["events"], steps, k).items():
            if name not in marks:
                continue
            read += 1
            if marks[name] not in ok or (ok and not marks[name]):
                return "walk: at event %d %s is marked \"%s\", not %s" % (k, name, marks[name], " or ".join(ok))
    return None if read else "walk: no box could be read"


ENDS = {"ExecutionSucceeded": "SUCCEEDED", "ExecutionFailed": "FAILED", "ExecutionTimedOut": "TIMED_OUT", "ExecutionAborted": "ABORTED"}


def fork(aslant, folder, case, parts):
    """An execution that leaves the record at each of its events comes to the same end, unless the program goes another way than the record."""
    events = case["expect"]["events"]
    n, end = len(events), ENDS.get(events[-1]["type"])
    script = ["wait idle"]
    for k in range(1, n + 1):
        script += ["command open h.json", "wait idle", "command goto %d" % k, "command fork here", "screen fork%d" % k, "keys <Space>",
                   "wait idle", "screen end%d" % k]
    status, out, err = run([aslant, "--headless", "130x40", "--keys", "-", "--definition", "d/m.asl.json", "h.json"], folder, "\n".join(script) + "\n")
    if status:
        return "fork: exit %d: %s" % (status, err[-300:])
    shown = screens_of(out)
    for k in range(1, n + 1):
        note = [row for row in shown["fork%d" % k] if "a new execution from #" in row]
        if not note:
            return "fork: at event %d: %s" % (k, " ".join(shown["fork%d" % k][-4:])[:300])
        if not parts and end in ("SUCCEEDED", "FAILED") and end + " at #" not in shown["end%d" % k][0]:
            return "fork: from event %d it ends otherwise: %s (%s)" % (k, shown["end%d" % k][0].strip()[-60:], note[0].strip())
    return None


def judge(aslant, path, keep=None):
    with open(path, encoding="utf-8") as f:
        case = json.load(f)
    text = history_of(case) if "expect" in case else None
    if not text or not isinstance(case.get("definition"), dict):
        return case["id"], None, None
    folder = keep or tempfile.mkdtemp(prefix="aslant-histories-")
    try:
        with open(os.path.join(folder, "h.json"), "w", encoding="utf-8") as f:
            f.write(text)
        os.makedirs(os.path.join(folder, "d"), exist_ok=True)
        with open(os.path.join(folder, "d/m.asl.json"), "w", encoding="utf-8") as f:
            json.dump(case["definition"], f)
        status, out, err = run([aslant, "history", "h.json", "--definition", "d/m.asl.json", "--format", "events"], folder)
        if status or err:
            return case["id"], "import: exit %d: %s" % (status, err[-300:]), None
        for a, b in zip(json.loads(text)["events"], json.loads(out)["events"], strict=True):
            if not same_event(a, b):
                return case["id"], "import: event %d came out as %s" % (a["id"], json.dumps(b)[:300]), None
        why = walk(aslant, folder, case, ["--definition", "d/m.asl.json"]) or walk(aslant, folder, case, ["--definition", "none"])
        status, _, err = run([aslant, "history", "h.json", "--definition", "d/m.asl.json", "--export", "x.json"], folder)
        if status or run([aslant, "history", "x.json", "--definition", "d/m.asl.json", "--format", "events"], folder)[1] != out:
            return case["id"], "export: exit %d, or other events: %s" % (status, err[-300:]), None
        status, out, _ = run([aslant, "history", "h.json", "--definition", "d/m.asl.json", "--replay"], folder)
        why = why or fork(aslant, folder, case, "replayed comes" in out or "replayed the execution" in out)
        return case["id"], why or "", out.strip().split("\n")[-1] if status else ""
    except (OSError, ValueError, subprocess.TimeoutExpired) as e:
        return case["id"], "error: %s" % str(e)[:300], None
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("dir")
    ap.add_argument("--aslant", default=os.environ.get("ASLANT", "aslant"))
    ap.add_argument("--only", default="*")
    ap.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    ap.add_argument("--quiet", action="store_true")
    ap.add_argument("--floor", type=int, default=-1)
    ap.add_argument("--show", action="store_true", help="leave the folder of the case, and say where it is")
    a = ap.parse_args()
    aslant = os.path.abspath(shutil.which(a.aslant) or a.aslant)
    paths = [p for p in sorted(glob.glob(os.path.join(a.dir, "*/*.json"))) if fnmatch.fnmatch(os.path.relpath(p, a.dir)[:-5], a.only)]
    passed = judged = agreed = 0
    with concurrent.futures.ThreadPoolExecutor(a.jobs) as pool:
        keep = tempfile.mkdtemp(prefix="aslant-history-") if a.show else None
        for ident, why, replay in pool.map(lambda p: judge(aslant, p, keep), paths):
            if why is None:
                continue
            judged += 1
            passed += why == ""
            agreed += replay == ""
            if not a.quiet and (why or replay):
                print("%s: %s" % (ident, why or "(replay) " + replay))
    if a.show:
        print("the last case's folder: " + keep)
    print("histories: %d of %d import, walk both ways and show it, and fork at every event; %d replay to the same events" % (passed, judged, agreed))
    sys.exit(0 if passed >= (a.floor if a.floor >= 0 else judged) else 1)


main()
