#!/usr/bin/env python3
"""JSONPath machines as JSONata: python3 converted.py --aslant PATH DIR  (DIR as conformance.py has it; run beside the judges' tools/)

Every recorded execution of a JSONPath machine is run twice, as the machine is and as `aslant convert --to jsonata` makes it, with the same
answers. Right is the same status, output, error and way through the states (States.Runtime becomes States.QueryEvaluationError). The
converted machine must be valid.

Options: --only GLOB, --quiet (the last line only), --floor N (exit 0 if at least N are right).
"""
import argparse, fnmatch, json, os, shutil, subprocess, sys, tempfile

sys.path.insert(0, os.path.join(os.getcwd(), "tools"))
import conformance, judge


def outcome(text):
    run = json.loads(text)
    if "status" not in run:
        return None
    way = [e["stateEnteredEventDetails"]["name"] for e in run["events"] if e["type"].endswith("StateEntered")]
    output = json.loads(run["output"]) if isinstance(run.get("output"), str) else None
    return run["status"], output, run.get("error"), way


def same(a, b):
    if a == b:
        return True
    return (a[0], a[3]) == (b[0], b[3]) and (a[2], b[2]) == ("States.Runtime", "States.QueryEvaluationError")


def execute(aslant, case, cwd):
    return subprocess.run(conformance.run_command(aslant, case, cwd), cwd=cwd, capture_output=True, text=True, timeout=30, env=judge.environment(cwd))


def compare(aslant, case, cwd):
    """-> None: nothing to compare, "": right, else what is wrong."""
    conformance.prepare(case, cwd)
    file = os.path.join(cwd, "machine.asl.json")
    try:
        before = outcome(execute(aslant, case, cwd).stdout)
    except ValueError:
        return None
    if before is None:
        return None
    made = subprocess.run([aslant, "convert", file, "--to", "jsonata", "-o", file], capture_output=True, text=True)
    if made.returncode not in (0, 1):
        return "not converted: " + made.stderr.strip()
    lint = subprocess.run(conformance.lint_command(aslant, case), cwd=cwd, capture_output=True, text=True)
    if lint.returncode != 0:
        return "what came out is not valid: " + lint.stdout[:300]
    try:
        after = outcome(execute(aslant, case, cwd).stdout)
    except ValueError:
        after = None
    if after is None or not same(before, after):
        return "%s became %s" % (str(before)[:300], str(after)[:300])
    return ""


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("dir")
    ap.add_argument("--aslant", default=os.environ.get("ASLANT", "aslant"))
    ap.add_argument("--only", default="*")
    ap.add_argument("--quiet", action="store_true")
    ap.add_argument("--floor", type=int, default=-1)
    a = ap.parse_args()
    aslant = os.path.abspath(shutil.which(a.aslant) or a.aslant)
    right = judged = 0
    for ident, case in sorted(conformance.load_cases(a.dir).items()):
        machine = case.get("definition")
        if not fnmatch.fnmatch(ident, a.only) or conformance.why_not(case) or not isinstance(machine, dict) or machine.get("QueryLanguage") == "JSONata":
            continue
        cwd = tempfile.mkdtemp(prefix="aslant-converted-")
        try:
            why = compare(aslant, case, cwd)
        finally:
            shutil.rmtree(cwd)
        if why is None:
            continue
        judged += 1
        right += why == ""
        if why and not a.quiet:
            print("%s: %s" % (ident, why))
    print("converted: %d of %d do the same in JSONata" % (right, judged))
    sys.exit(0 if right >= (a.floor if a.floor >= 0 else judged) else 1)


main()
