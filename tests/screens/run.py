#!/usr/bin/env python3
"""Runs screen tests: scripts for `aslant --headless` with the screens that they expect.

    run.py [--update] [--reach] FILE.t …

--reach tells, after all of them, which commands and which keys of places none of them has used, and fails where there are any.

A file holds directives of the headless mode (keys, wait, screen, size, …) and, before them,

    workspace DIR       a folder of the source tree; the test works on a copy of it
    args TEXT           further arguments (words)
    size COLSxROWS      the first one is the size at the start; default 80x24

Below a `screen` or `styles` line stands what is expected of it: lines that begin with | are the whole screen, lines that begin
with ~ must occur in it (anywhere, as part of a line), lines that begin with ! must not. --update rewrites the | blocks.
"""
import os, shlex, shutil, subprocess, sys, tempfile

sys.dont_write_bytecode = True
import reach


def parse(path):
    """-> options, directives: [(line, text, [expected lines])]"""
    options, steps = {"size": "80x24", "args": "", "workspace": None}, []
    with open(path, encoding="utf-8") as f:
        for n, raw in enumerate(f, 1):
            text = raw.rstrip("\n")
            word = text.split(" ", 1)[0]
            if text[:1] in ("|", "~", "!"):
                if not steps:
                    raise SystemExit(f"{path}:{n}: an expectation before any directive")
                steps[-1][2].append((n, text))
            elif word in ("workspace", "args") or (word == "size" and not steps):
                options[word] = text.split(" ", 1)[1]
            elif text and text[0] != "#":
                steps.append((n, text, []))
    return options, steps


def run(aslant, top, options, steps):
    folder = tempfile.mkdtemp(prefix="aslant-screens-")
    home = os.path.join(folder, "home")
    os.mkdir(home)
    work = os.path.join(folder, "w")
    if options["workspace"]:
        shutil.copytree(os.path.join(top, options["workspace"]), work, ignore=shutil.ignore_patterns(".aslant", "__pycache__"))
        subprocess.run(["chmod", "-R", "u+w", work], check=True)
    else:
        os.mkdir(work)
    env = {"PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC", "ASLANT_DATADIR": os.path.join(top, "data"),
           "EDITOR": "true", "PYTHONDONTWRITEBYTECODE": "1"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "ASLANT_LOG"):
        if name in os.environ:
            env[name] = os.environ[name]
    script = "".join(text + "\n" for _, text, _ in steps)
    cmd = [aslant, "--headless", options["size"], "--keys", "-"] + shlex.split(options["args"])
    try:
        return subprocess.run(cmd, input=script.encode(), cwd=work, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def screens_of(out):
    """The printed blocks, in order."""
    blocks, at = [], None
    for line in out.decode("utf-8", "replace").split("\n"):
        if at is None:
            if line.startswith("=="):
                at = []
        elif line == "==":
            blocks.append(at)
            at = None
        else:
            at.append(line)
    return blocks


def check(path, step, got):
    """-> list of complaints"""
    n, text, expected = step
    bad = []
    whole = [e[1:].rstrip() for _, e in expected if e[0] == "|"]
    if whole and whole != got:
        bad.append(f"{path}:{n}: {text}: another screen")
        for i in range(max(len(whole), len(got))):
            a, b = (whole[i] if i < len(whole) else "(none)"), (got[i] if i < len(got) else "(none)")
            bad.append(f"  {' ' if a == b else '-'} {a}")
            if a != b:
                bad.append(f"  + {b}")
    for m, e in expected:
        found = any(e[1:] in line for line in got)
        if e[0] == "~" and not found:
            bad.append(f"{path}:{m}: not on the screen: {e[1:]}")
        if e[0] == "!" and found:
            bad.append(f"{path}:{m}: on the screen, but should not be: {e[1:]}")
    if any(e[0] != "|" for _, e in expected) and bad:
        bad.append("  the screen:")
        bad += ["  | " + line for line in got]
    return bad


def update(path, steps, blocks):
    """Rewrite the | lines."""
    new = {}
    i = 0
    for n, text, expected in steps:
        if text.split(" ")[0] not in ("screen", "styles"):
            continue
        if i < len(blocks) and any(e[0] == "|" for _, e in expected):
            new[n] = blocks[i]
        i += 1
    old = open(path, encoding="utf-8").read().split("\n")
    out, skipping = [], False
    for n, line in enumerate(old, 1):
        if skipping and line[:1] == "|":
            continue
        skipping = False
        out.append(line)
        if n in new:
            out += ["|" + row for row in new[n]]
            skipping = True
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(out))


def main():
    args = sys.argv[1:]
    rewrite = "--update" in args
    files = [a for a in args if not a.startswith("--")]
    top = os.environ.get("abs_top_srcdir", os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..")))
    aslant = os.environ.get("ASLANT", os.path.join(top, "build", "aslant"))
    failed = 0
    log = tempfile.NamedTemporaryFile(prefix="aslant-reach-", suffix=".log")
    if "--reach" in args:
        os.environ["ASLANT_LOG"] = log.name
    for path in files:
        options, steps = parse(path)
        r = run(aslant, top, options, steps)
        blocks = screens_of(r.stdout)
        bad = []
        if r.returncode != 0:
            bad.append(f"{path}: exit status {r.returncode}: {r.stderr.decode('utf-8', 'replace').strip()[-3000:]}")
        shown = [s for s in steps if s[1].split(" ")[0] in ("screen", "styles")]
        if len(shown) != len(blocks):
            bad.append(f"{path}: {len(blocks)} screens were printed, {len(shown)} asked for")
        if rewrite and r.returncode == 0:
            update(path, steps, blocks)
            print(f"updated {path}")
            continue
        for step, got in zip(shown, blocks):
            bad += check(path, step, got)
        print(("FAIL " if bad else "ok   ") + os.path.basename(path))
        for line in bad:
            print(line)
        failed += bool(bad)
    if "--reach" in args:
        missing = reach.unused(top, log.name)
        for line in missing:
            print("no screen test reaches", line)
        failed += bool(missing)
    sys.exit(1 if failed else 0)


main()
