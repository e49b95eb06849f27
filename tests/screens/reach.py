"""What of the tables of commands and of places' keys a log of aslant (ASLANT_LOG) shows to have been used."""
import glob, os, re


def strings(row):
    """The string literals of a row of C, neighbours joined."""
    return [re.sub(r'"\s*"', "", m)[1:-1] for m in re.findall(r'"(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*', row)]


def commands(top):
    with open(os.path.join(top, "src/screens/command_table.c"), encoding="utf-8") as f:
        table = f.read().split("const struct command commands[] = {", 1)[1].split("\n};", 1)[0]
    return re.findall(r'^\t\{"([^"]+)",', table, re.M)


def place_keys(top):
    """The sentences of the rows with a function of their own."""
    out = set()
    for path in glob.glob(os.path.join(top, "src/screens/*.c")):
        with open(path, encoding="utf-8") as f:
            text = f.read()
        for table in re.findall(r"struct place_key \w+\[\] = \{\n(.*?)\n\};", text, re.S):
            for row in re.findall(r"^\t\{(.*?)\},$", table, re.M | re.S):
                if not row.rstrip().endswith("NULL"):
                    out.add((os.path.basename(path), strings(row)[-1].replace('\\"', '"')))
    return out


def unused(top, log):
    names, ran, places = commands(top), set(), set()
    with open(log, encoding="utf-8", errors="replace") as f:
        for line in f:
            m = re.search(r"\bcommand (.*?): after", line)
            if m:
                word = m.group(1).split(" ")[0]
                fits = [n for n in names if n == word] or [n for n in names if n.startswith(word)]
                ran.update(fits if len(fits) == 1 else [])
            m = re.search(r"\bplace \S+: (.*)", line)
            if m:
                places.add(m.group(1))
    return ["the command " + n for n in names if n not in ran] + [
        "the key of %s: %s" % (file, text) for file, text in sorted(place_keys(top)) if text not in places]
