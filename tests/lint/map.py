#!/usr/bin/env python3
"""The source map of doc/ARCHITECTURE.md: a line a file, from the first sentence of each file's first comment.

    map.py TOP            says whether the map is as the sources are (exit status 1: no)
    map.py --write TOP    makes it so
"""
import os
import re
import sys

BEGIN, END = "<!-- source map: ./dev map writes it -->\n", "<!-- end of the source map -->\n"
ROOMS = "base json query asl engine history loop task store graph ui app screens cli".split()
LIMIT = 150


def sentence(path, stem):
    """What the file is for: its first sentence, without its own name and references to other documents."""
    with open(path, encoding="utf-8") as f:
        comment = re.match(r"\s*/\*(.*?)\*/", f.read(4000), re.S)
    if not comment:
        sys.exit("%s: begins without a comment that says what it is for" % path)
    text = re.sub(r"\s*\n\s*\*?\s*", " ", comment.group(1)).strip()
    text = re.sub(r"^[a-z_0-9]+ - ", "", text)
    text = re.sub(r"\s*\((?:see )?[A-Z]+\.md[^)]*\)", "", text)
    text = re.sub(r",? [A-Z]+\.md [\d.]+", "", text)
    text = re.split(r"(?<=[.;])\s", text)[0].rstrip(".;:")
    if text.count("(") > text.count(")"):
        text = text[:text.rindex("(")].rstrip()
    if len(text) > LIMIT:
        text = text[:LIMIT].rsplit(" ", 1)[0].rstrip(",:;") + " …"
    # Names of states keep their capital.
    return text[0].lower() + text[1:] if re.match(r"(?!Parallel|Map|Choice|Task|Wait)[A-Z][a-z]*[ :]", text) else text


def room(top, name):
    folder = os.path.join(top, "src", name)
    stems = {}
    for f in sorted(os.listdir(folder)):
        stem, ending = os.path.splitext(f)
        if ending in (".c", ".h"):
            stems.setdefault(stem, []).append(ending[1:])
    lines = ["### %s\n" % name, "\n"]
    for stem, endings in stems.items():
        source = os.path.join(folder, "%s.%s" % (stem, "h" if "h" in endings else "c"))
        shown = "%s.%s" % (stem, endings[0] if len(endings) == 1 else "[ch]")
        lines.append("- `%s`: %s\n" % (shown, sentence(source, stem)))
    return lines + ["\n"]


def main():
    write = sys.argv[1:2] == ["--write"]
    top = sys.argv[-1]
    path = os.path.join(top, "doc", "ARCHITECTURE.md")
    with open(path, encoding="utf-8") as f:
        old = f.read()
    before, rest = old.split(BEGIN)
    new = before + BEGIN + "\n" + "".join("".join(room(top, r)) for r in ROOMS) + END + rest.split(END)[1]
    if write:
        with open(path, "w", encoding="utf-8") as f:
            f.write(new)
    elif new != old:
        sys.exit("doc/ARCHITECTURE.md: the source map is not as the sources are: ./dev map writes it")


if __name__ == "__main__":
    main()
