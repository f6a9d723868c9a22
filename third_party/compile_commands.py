#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes compile_commands.json for editors and clang-tidy: what Bazel would run for each source.

third_party/compile_commands.py [TARGETS]   (//... by default; bazel build them once for the
generated protobuf headers)
"""
import json
import os
import subprocess
import sys

# What g++ understands and clang's tools do not; and their business is not our -Werror.
DROP = {"-fno-canonical-system-headers", "-Wno-free-nonheap-object", "-Werror"}


def bazel(root, *arguments):
    made = subprocess.run(["bazel", *arguments], cwd=root, stdout=subprocess.PIPE, check=False)
    if made.returncode != 0:
        sys.exit(f"compile_commands.py: bazel {arguments[0]} failed with status {made.returncode}")
    return made.stdout.decode()


def main():
    if sys.argv[1:] in (["--help"], ["-h"]):
        print(__doc__.strip())
        return
    if len(sys.argv) > 2 or sys.argv[1:][:1] and sys.argv[1].startswith("--"):
        print(f"compile_commands.py: want one target pattern or none, not {' '.join(sys.argv[1:])}",
              file=sys.stderr)
        sys.exit(2)
    root = os.environ.get("BUILD_WORKSPACE_DIRECTORY") or os.path.dirname(
        os.path.dirname(os.path.abspath(__file__)))
    targets = sys.argv[1] if len(sys.argv) > 1 else "//..."
    query = bazel(root, "aquery", f'mnemonic("CppCompile", deps({targets}))', "--output=jsonproto")
    # Of another LibTorch; the root has no link to it.
    external = os.path.join(bazel(root, "info", "output_base").strip(), "external/")
    commands = {}
    for action in json.loads(query)["actions"]:
        arguments = [external + a[len("external/"):] if a.startswith("external/") else a
                     for a in action["arguments"] if a not in DROP]
        source = next(a for a in reversed(arguments) if a.endswith((".cc", ".cpp", ".c")))
        if source.startswith(("lib/", "tools/")):
            commands[source] = {"directory": root, "file": source, "arguments": arguments}
    path = os.path.join(root, "compile_commands.json")
    with open(path + ".partial", "w", encoding="utf-8") as out:
        json.dump([commands[source] for source in sorted(commands)], out, indent=1)
    os.replace(path + ".partial", path)
    print(f"{path}: {len(commands)} sources", file=sys.stderr)


if __name__ == "__main__":
    main()
