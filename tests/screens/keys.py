#!/usr/bin/env python3
"""Every line of data/default.keys: the key is pressed where it is bound, and the log must show its command.

    keys.py ASLANT DEFAULT.KEYS

A key of `main` that a pane has for itself is pressed in a pane that has not.
"""
import concurrent.futures, os, shutil, subprocess, sys, tempfile

MACHINE = """{"StartAt": "Each", "States": {
  "Each": {"Type": "Map", "ItemProcessor": {"StartAt": "One", "States": {"One": {"Type": "Pass", "End": true}}}, "Next": "Done"},
  "Done": {"Type": "Succeed"}}}"""
PANES = {"graph": "pane 1", "step": "pane 2", "events": "pane 3", "runs": "pane 4", "matrix": "view matrix", "timeline": "view timeline", "definition": "view text", "definition-edit": "view text", "definition-find": "view text"}
# Where one types, this leads there from the pane.
TYPING = {"definition-edit": "command insert\n", "definition-find": "command replace\n"}


def bindings(path):
    """-> [(screen, keys, command)], parents by screen"""
    maps, parents = {}, {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            words = line.split(None, 3)
            if words[:1] == ["map"]:
                maps[words[1], words[2]] = words[3].strip()
            elif words[:1] == ["unmap"]:
                maps.pop((words[1], words[2]), None)
            elif words[:1] == ["parent"]:
                parents[words[1]] = words[2]
    return maps, parents


def place_of(maps, parents, screen, keys):
    if screen in PANES:
        return screen
    for pane in ("graph", "step", "events", "runs"):
        if parents.get(pane) == screen and (pane, keys) not in maps:
            return pane
    return None


def press(aslant, place, keys, command):
    folder = tempfile.mkdtemp(prefix="aslant-keys-")
    try:
        with open(os.path.join(folder, "m.asl.json"), "w", encoding="utf-8") as f:
            f.write(MACHINE)
        log = os.path.join(folder, "log")
        script = "command run [1, 2]\nwait ended\ncommand state Each\ncommand %s\nwait idle\nkeys :test-of-keys<Enter>\n%skeys %s\nwait idle\n" % (
            PANES[place], TYPING.get(place, ""), keys)
        env = {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8", "EDITOR": "true", "ASLANT_LOG": log}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        r = subprocess.run([aslant, "--headless", "120x40", "--keys", "-", "m.asl.json"], input=script.encode(), cwd=folder, env=env,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        with open(log, encoding="utf-8", errors="replace") as f:
            after = f.read().split("command test-of-keys:", 1)
        if len(after) == 2 and "command %s: after" % command in after[1]:
            return None
        return "%s %s: not %s; %s" % (place, keys, command, r.stderr.decode("utf-8", "replace")[-300:])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    aslant, path = os.path.abspath(sys.argv[1]), sys.argv[2]
    maps, parents = bindings(path)
    wrong = ["%s %s: no place to press it" % k for k in maps if not place_of(maps, parents, *k)]
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        jobs = [pool.submit(press, aslant, place_of(maps, parents, *k), k[1], c) for k, c in maps.items() if place_of(maps, parents, *k)]
        wrong += [j.result() for j in jobs if j.result()]
    print("\n".join(wrong + ["%d keys pressed, %d wrong" % (len(maps), len(wrong))]))
    sys.exit(1 if wrong else 0)


main()
