#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Every flag and every tool that a message of lib/ or tools/ names exists. Arguments: the tools, by
# whose --help a flag is known; that they are arguments runs this test again when a source changes.
set -u
for tool in "$@"; do
  basename "$tool"
  "./$tool" --help | grep -oE '^    --[a-z_0-9]+' | tr -d ' '
done >"$TEST_TMPDIR/known"

# The sources lie where this script does, outside of what Bazel copies.
root=$(dirname "$(dirname "$(readlink -f "$0")")")
python3 - "$root" "$TEST_TMPDIR/known" <<'P'
import pathlib, re, sys

root, known = pathlib.Path(sys.argv[1]), set(open(sys.argv[2]).read().split())
known |= {"--help", "--version"}
known |= {"--no" + flag[2:] for flag in known if flag.startswith("--")}
# Of libreoffice.
known |= {"--headless", "--convert"}
verbs = "train|pretrain|import|export|list|split|merge|mix|trim|corrupt|audit|relabel"
words = re.compile(r"(?<![\w.(/-])(--[a-z][a-z_0-9]+)|(?<!var)\((--[a-z][a-z_0-9]+)|"
                   r"(?<![\w./'-])((?:" + verbs + r")_[a-z]+)\b(?![.:=(])")
literal = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
files = [f for folder in ("lib", "tools") for f in sorted((root / folder).rglob("*.cc"))
         if not re.search(r"(_test|_testing|_fuzzer|_benchmark)\.cc$", f.name)]
failures = 0
for file in files:
    text = re.sub(r"^\s*(//|#include).*$", "", file.read_text(errors="replace"), flags=re.M)
    text = re.sub(r'"\s*\n\s*"', "", text)  # Literals side by side are one.
    for message in literal.findall(text):
        if " " not in message.strip():
            continue  # A name, not a message.
        for groups in words.findall(message.replace("\\n", " ")):
            name = next(g for g in groups if g)
            flag = name if name.startswith("--") else "--" + name
            if name in known or flag in known:
                continue
            failures += 1
            print(f"FAILED: {file.relative_to(root)} names {name}, which does not exist: {message[:120]}")
assert len(files) > 200, f"only {len(files)} sources below {root}"
assert sum(flag.startswith("--") for flag in known) > 100, "hardly any flag is known"
sys.exit(failures > 0)
P
