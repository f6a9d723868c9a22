# SPDX-License-Identifier: Apache-2.0
"""What a tool's --help says, taken apart: the one source of its man page and its completion.

lib/tool/help.cc writes the text and lib/tool's README says its form.
"""
import re
from dataclasses import dataclass, field

_WORD = r"[A-Za-z][\w./:%-]*"


@dataclass
class Flag:
    name: str
    default: str
    text: str  # The description in one line.

    @property
    def is_switch(self):
        return self.default in ("true", "false")


@dataclass
class Help:
    name: str
    purpose: str
    usage: list  # Lines without their indentation; the first ones are synopses, or all are examples.
    notes: list  # Lines as they stand.
    groups: list = field(default_factory=list)  # (title, [Flag]); the tool's own have title "".

    def flags(self):
        return [flag for _, flags in self.groups for flag in flags]

    def listed(self, title=None):
        """Names of indented lists in the notes, '    vggish   what it is'; of one, by its title."""
        names, inside = [], title is None
        for line in self.notes:
            item = re.match(r" {4}([\w-]+) +\S", line)
            if item and inside:
                names.append(item[1])
            elif title is not None and not line.startswith(" "):
                inside = line == title
        return names

    def values(self, flag):
        """The words that `flag` can be, if its description is made of them; else []."""
        if re.search(r"\b(listed|names) above\b", flag.text):
            return self.listed()
        return _enumerated(flag)


def _enumerated(flag):
    """Words of the first list 'a, b (remark) or c' that holds the default, if there is one.

    A list stands in a clause of its own: from the description's begin, or a full stop, colon or
    semicolon, to the next of them. Its last word follows an 'or'.
    """
    if flag.is_switch or re.fullmatch(r"-?[\d.]+[KMG]?", flag.default):
        return []
    text = flag.text
    while True:
        bare = re.sub(r" ?\([^()]*\)", "", text)
        if bare == text:
            break
        text = bare
    for clause in re.split(r"[.:;](?:\s|$)", text):
        listed = re.fullmatch(rf"({_WORD}(?:, {_WORD})*),? or ({_WORD})", clause.strip())
        if not listed:
            continue
        words = listed[1].split(", ") + [listed[2]]
        if not flag.default or flag.default in words:
            return words
    return []


def parse(text):
    """Help of what --help printed. Raises ValueError with what is not as it should be."""
    lines = text.rstrip("\n").split("\n")
    first = re.fullmatch(r"(\w+): (.+)", lines[0])
    if not first:
        raise ValueError(f"the first line '{lines[0]}' is not 'NAME: purpose'")
    blocks = [[]]
    for line in lines[1:]:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    usage, notes, groups = [], [], []
    for block in blocks:
        title = re.fullmatch(r"Flags(?: \((\w+)\))?", block[0]) if block else None
        if title:
            groups.append((title[1] or "", _flags(block[1:])))
        elif groups:
            raise ValueError(f"text after the flags: '{block[0]}'")
        elif not notes and all(line.startswith("    ") for line in block):
            usage += ([""] if usage else []) + [line[4:] for line in block]
        else:
            notes += ([""] if notes else []) + block
    if not usage:
        raise ValueError("there is no usage, indented by four spaces")
    return Help(first[1], first[2], usage, notes, groups)


def _flags(lines):
    flags = []
    for line in lines:
        head = re.fullmatch(r"    --(\w+)=(.*)", line)
        if head:
            flags.append(Flag(head[1], head[2], ""))
        elif line.startswith("        ") and flags:
            flags[-1].text = f"{flags[-1].text} {line.strip()}".strip()
        else:
            raise ValueError(f"'{line}' is neither a flag nor its description")
    return flags
