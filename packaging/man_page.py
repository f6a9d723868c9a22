#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Turns a tool's --help into its man page: TOOL --help | man_page.py --changelog=FILE --see=a,b

The changelog's first heading gives version and date; --see names the other pages. The text is the
tool's; only what holds for every tool stands here.
"""
import argparse
import re
import sys

import help_text

EXIT = """0 done; 1 failed, with one line on stderr that says what is, what should be and what to do; 2
misuse; 128 + n ended by signal n. Data goes to stdout and words to stderr. A file named by
\\-\\-output appears only when it is whole."""


def escaped(text):
    """`text` as troff shows it: nothing in it is a request, an escape or a typographic dash."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    text = text.replace("~", "\\(ti").replace("^", "\\(ha")
    return "\\&" + text if text.startswith(".") else text


def verbatim(lines):
    return [".PP", ".nf", *(escaped(line) for line in lines), ".fi"]


def paragraphs(lines):
    """Filled, but for what is indented."""
    out, indented = [".PP"], False
    for line in lines:
        if line.startswith(" ") != indented:
            indented = not indented
            out += [".RS 0", ".nf"] if indented else [".fi", ".RE", ".PP"]
        out.append(escaped(line) if line else ".PP")
    return out + ([".fi", ".RE"] if indented else [])


def page(told, version, date, see):
    synopsis, *examples = "\n".join(told.usage).split("\n\n")
    name = told.name
    out = [f'.TH {name.upper()} 1 "{date}" "Auricle {version}" "Auricle"', ".nh", ".ad l",
           ".SH NAME", f"{name} \\- {escaped(told.purpose)}",
           ".SH SYNOPSIS", *verbatim(synopsis.split("\n"))]
    if told.notes:
        out += [".SH DESCRIPTION", *paragraphs(told.notes)]
    out.append(".SH OPTIONS")
    for title, flags in told.groups:
        if title:
            out.append(f".SS {escaped(title)}")
        for flag in flags:
            out += [".TP", f".B \\-\\-{flag.name}={escaped(flag.default)}", escaped(flag.text)]
    out += [".TP", ".B \\-\\-help, \\-\\-version", "Say this, or the version, on stdout."]
    if examples:
        out += [".SH EXAMPLES", *verbatim("\n\n".join(examples).split("\n"))]
    out += [".SH EXIT STATUS", EXIT, ".SH SEE ALSO"]
    out += [f".BR {other} (1){',' if other != see[-1] else ''}" for other in see]
    return "\n".join(out) + "\n"


def version_and_date(changelog):
    with open(changelog, encoding="utf-8") as file:
        heading = re.search(r"^## (\S+) \(([\d-]+)\)$", file.read(), re.MULTILINE)
    if not heading:
        raise ValueError(f"{changelog} has no heading '## VERSION (YEAR-MONTH-DAY)'")
    return heading[1], heading[2]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("changelog", "see"):
        parser.add_argument(f"--{option}", required=True)
    given = parser.parse_args()
    told = help_text.parse(sys.stdin.read())
    see = sorted(set(given.see.split(",")) - {told.name})
    sys.stdout.write(page(told, *version_and_date(given.changelog), see))


if __name__ == "__main__":
    try:
        main()
    except ValueError as error:
        sys.exit(f"man_page.py: {error}")
