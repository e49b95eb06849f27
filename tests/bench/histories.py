#!/usr/bin/env python3
"""Long histories on a pseudo-terminal: opened, forked, compared, each from the key to the screen that shows it. Prints figures, asserts none.

usage: histories.py ASLANT

A loop with a task, some 25,000 events; another execution of it goes another way in its middle. Elapsed time (ms) on this machine, and the
processor's time of the program: on a busy machine only the latter means much.
"""
import fcntl, json, os, pty, select, shutil, struct, subprocess, sys, tempfile, termios, time

MACHINE = {"StartAt": "Init", "States": {
    "Init": {"Type": "Pass", "Parameters": {"n": 0, "id.$": "$.id", "max.$": "$.max"}, "Next": "Work"},
    "Work": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111122223333:function:w", "ResultPath": "$.r", "Next": "Inc"},
    "Inc": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)", "id.$": "$.id", "max.$": "$.max"}, "Next": "More"},
    "More": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThanPath": "$.max", "Next": "Work"}], "Default": "End"},
    "End": {"Type": "Succeed"}}}
INPUT = '{"id": "A-17", "max": 2770}'


def cpu(pid):
    with open("/proc/%d/stat" % pid) as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


class Terminal:
    def __init__(self, args, cwd):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", HOME=cwd)
            os.execv(args[0], args)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 44, 140, 0, 0))

    def read(self, wait):
        if not select.select([self.fd], [], [], wait)[0]:
            return b""
        try:
            return os.read(self.fd, 1 << 16)
        except OSError:
            return b""

    def quiet(self, wait=0.4):
        while self.read(wait):
            pass

    def until(self, text, wait=30):
        seen, give_up = b"", time.monotonic() + wait
        while text not in seen:
            seen += self.read(0.05)
            if time.monotonic() > give_up:
                sys.exit("histories.py: %r does not appear" % text)

    def timed(self, name, keys, text):
        self.quiet()
        used, start = cpu(self.pid), time.perf_counter()
        os.write(self.fd, keys)
        self.until(text)
        took = (time.perf_counter() - start) * 1000
        at_once = cpu(self.pid) - used
        self.quiet(1)
        print("%-34s %6.0f ms, processor %5.0f ms, with what follows %5.0f ms" % (name, took, at_once, cpu(self.pid) - used))


def main():
    aslant, folder = os.path.abspath(sys.argv[1]), tempfile.mkdtemp(prefix="aslant-histories.")
    os.chdir(folder)
    with open("loop.asl.json", "w") as f:
        json.dump(MACHINE, f)
    for name, answers in (("first", [{"Return": {"ok": 1}, "Times": "*"}]), ("other", [{"Return": {"ok": 1}, "Times": 1500}, {"Return": {"ok": 2}, "Times": "*"}])):
        with open(name + ".mocks.json", "w") as f:
            json.dump({"States": {"Work": answers}}, f)
        with open(name + ".json", "w") as f:
            subprocess.run([aslant, "run", "loop.asl.json", "--input", INPUT, "--mocks", name + ".mocks.json", "--name", name, "--format", "json"], stdout=f, check=True)
    t = Terminal([aslant, "loop.asl.json"], folder)
    try:
        t.until(b"Graph")
        t.timed("open a record", b":open first.json\r", b"24936 events")
        t.timed("open another", b":open other.json\r", b"other")
        t.timed("compare with a record", b":diff first\r", b"First divergence")
        t.timed("... and a step", b".", b"\x1b[?2026l")
        os.write(t.fd, b"q")
        t.timed("compare with a file", b":diff first.json\r", b"First divergence")
        os.write(t.fd, b"q")
        t.timed("to event 20,000", b":goto 20000\r", b"\x1b[?2026l")
        t.timed("fork there", b":fork here\r", b"execution from")
        t.timed("on by an event", b".", b"\x1b[?2026l")
        t.timed("back to event 15,000", b":goto 15000\r", b"\x1b[?2026l")
        t.timed("fork of the fork there", b":fork here\r", b"execution from")
    finally:
        os.write(t.fd, b":qa\r")
        t.quiet(0.5)
        os.write(t.fd, b"k\r")
        t.quiet(0.5)
        os.close(t.fd)
        os.kill(t.pid, 15)
        os.waitpid(t.pid, 0)
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)


main()
