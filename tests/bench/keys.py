#!/usr/bin/env python3
"""Key to painted screen: aslant on a pseudo-terminal of 200x60 with a long history open. Prints percentiles, asserts none.

usage: keys.py ASLANT [COLSxROWS] [loop|map]

loop (the default): a loop of 25,000 events. map: a Map over 10,000 items, 61,000 events, in the matrix and beside it.

A frame ends with the mark of synchronized output, which is what is waited for: the time is from the write of the key to that mark. An Esc
waits 10 ms for a sequence that it may begin. On a busy machine only the median and the processor's time mean much.
"""
import fcntl, os, pty, select, shutil, struct, sys, tempfile, termios, time

LOOP = """{"StartAt": "Work", "States": {
  "Work": {"Type": "Pass", "Result": {"x": [1, 2, 3], "name": "value"}, "ResultPath": "$.r", "Next": "Again"},
  "Again": {"Type": "Choice", "Choices": [{"Variable": "$.enough", "IsPresent": true, "Next": "End"}], "Default": "Work"},
  "End": {"Type": "Succeed"}}}"""
MAP = """{"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Check", "States": {
  "Check": {"Type": "Choice", "Choices": [{"Variable": "$.odd", "BooleanEquals": true, "Next": "Odd"}], "Default": "Even"},
  "Odd": {"Type": "Pass", "End": true}, "Even": {"Type": "Pass", "End": true}}}}}}"""
ITEMS = "[%s]" % ",".join('{"id":%d,"odd":%s}' % (i, "true" if i % 2 else "false") for i in range(10000))
END = b"\x1b[?2026l"
LOOP_KEYS = {
    "one event back and forth": [b",", b","] * 40 + [b"."] * 40,
    "first and last": [b"g", b"G"] * 20,
    "down the list": [b"3"] + [b"j"] * 40 + [b"k"] * 40,
    "pages": [b"\x1b[5~"] * 30 + [b"\x1b[6~"] * 30,
    "to the timeline": [b"6"],
    "along it": [b"h", b"h"] * 20 + [b"l"] * 20,
    "events with the timeline": [b",", b"."] * 20,
    "its scales": [b"V"] * 9,
    "panes": [b"\t"] * 40,
    "help": [b"?", b"\x1b"] * 10,
}
MAP_KEYS = {
    "one event back and forth": [b",", b","] * 40 + [b"."] * 40,
    "iterations": [b"("] * 30 + [b")"] * 30,
    "states": [b"S"] * 20 + [b"s"] * 20,
    "to the matrix": [b"5"],
    "down the matrix": [b"j"] * 40 + [b"k"] * 40,
    "pages of the matrix": [b"\x1b[6~"] * 30 + [b"\x1b[5~"] * 30,
    "its ends": [b"G", b"g"] * 10,
    "its columns": [b"l", b"l", b"h", b"h"] * 5,
    "another order": [b"z"] * 12,
    "to the timeline": [b"6", b"\r"],
    "down its iterations": [b"j"] * 40 + [b"k"] * 40,
    "pages of them": [b"\x1b[6~"] * 30 + [b"\x1b[5~"] * 30,
    "back to the matrix": [b"5"],
    "back by events in it": [b","] * 60,
    "a filter typed": [b"f"] + [bytes([c]) for c in b"999] Odd"] + [b"\r"],
    "down what is filtered": [b"j", b"k"] * 10,
    "no filter": [b"f", b"\x15", b"\r"],
    "only its events": [b"I"] * 10,
}


class Terminal:
    def __init__(self, args, cols, rows, cwd):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", HOME=cwd)
            os.execv(args[0], args)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
        self.seen = b""

    def read(self, wait):
        if not select.select([self.fd], [], [], wait)[0]:
            return b""
        try:
            return os.read(self.fd, 1 << 16)
        except OSError:  # the other end is closed
            return b""

    def until(self, text, wait=60):
        """Everything up to text and the frame that it is in."""
        give_up = time.monotonic() + wait
        seen = b""
        while text not in seen or END not in seen.split(text, 1)[1]:
            seen += self.read(1)
            if time.monotonic() > give_up:
                sys.exit("keys.py: %r does not appear" % text)

    def quiet(self, wait=0.15):
        while self.read(wait):
            pass

    def key(self, key):
        """Milliseconds until the frame is complete; None when nothing was drawn."""
        start = time.perf_counter()
        os.write(self.fd, key)
        seen = b""
        while END not in seen:
            more = self.read(0.5)
            if not more:
                return None
            seen += more
        took = (time.perf_counter() - start) * 1000
        self.quiet(0.01)
        return took


def cpu(pid):
    """Milliseconds of processor that the process has used."""
    with open("/proc/%d/stat" % pid) as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def main():
    aslant = os.path.abspath(sys.argv[1])
    cols, rows = map(int, (sys.argv[2] if len(sys.argv) > 2 and "x" in sys.argv[2] else "200x60").split("x"))
    is_map = sys.argv[-1] == "map"
    folder = tempfile.mkdtemp(prefix="aslant-keys.")
    with open(os.path.join(folder, "Work.asl.json"), "w") as f:
        f.write(MAP if is_map else LOOP)
    os.makedirs(os.path.join(folder, "inputs", "Work"))
    with open(os.path.join(folder, "inputs", "Work", "many.json"), "w") as f:
        f.write(ITEMS)
    t = Terminal([aslant, "--speed", "max", "--max-events", "0" if is_map else "25000", "Work.asl.json"], cols, rows, folder)
    everything = []
    try:
        t.until(b"Graph")
        t.quiet()
        if is_map:
            os.write(t.fd, b"R")
            t.until(b"many")
            os.write(t.fd, b"\x0f")
            t.quiet(0.5)
            os.write(t.fd, b"\r")
            t.quiet(0.5)
            os.write(t.fd, b"\x13")
        else:
            os.write(t.fd, b"r")
        t.quiet(4)
        os.write(t.fd, b"\x0c")  # everything again: differences may hold half a word
        t.until(b"SUCCEEDED" if is_map else b"25000")
        t.quiet()
        used = cpu(t.pid)
        for name, keys in (MAP_KEYS if is_map else LOOP_KEYS).items():
            before = cpu(t.pid)
            took = [ms for ms in map(t.key, keys) if ms is not None]
            if not took:
                continue
            everything += took
            print("%-26s n %3d  median %6.2f  p99 %6.2f  max %6.2f ms  processor %5.1f" % (
                name, len(took), percentile(took, 0.5), percentile(took, 0.99), max(took), (cpu(t.pid) - before) / len(took)))
        print("%-26s n %3d  median %6.2f  p99 %6.2f  max %6.2f ms" % (
            "all", len(everything), percentile(everything, 0.5), percentile(everything, 0.99), max(everything)))
        print("processor per key          %.2f ms" % ((cpu(t.pid) - used) / len(everything)))
    finally:
        os.write(t.fd, b"Q")
        t.quiet(0.3)
        os.close(t.fd)
        os.waitpid(t.pid, 0)
        shutil.rmtree(folder)


main()
