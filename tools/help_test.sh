#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What --help of every tool promises. Arguments: the tools.
set -u
failures=0
check() {  # check WHAT command…
  local what=$1
  shift
  "$@" || { echo "FAILED: $name: $what"; failures=$((failures + 1)); }
}
none() { ! "$@"; }
name=docs/tools.md
listed=$(sed -n '1,/^Each/s/^| `\([a-z0-9_]*\)`.*/\1/p' docs/tools.md | sort)
check 'its table is of all tools' [ "$listed" = "$(printf '%s\n' "${@##*/}" | sort)" ]
name=README.md
for tool in "${@##*/}"; do
  check "it names $tool" grep -q "\`$tool\`" README.md
done
name="eval"
check "its help is evaluate's" cmp <(tools/eval --help) <(tools/evaluate --help)
for tool in "$@"; do
  name=${tool##*/}
  check '--help succeeds' eval '"./$tool" --help >help 2>err'
  check 'all of it is on stdout' [ ! -s err ]
  check 'the first line is the name and what it is for' grep -qE "^$name: .{20}" <(head -1 help)
  check 'an example stands indented below' grep -qE "^    (.*\| )?$name .*[a-z]" <(sed -n '3,8p' help)
  check 'no line is beyond 100 columns' none grep -nE '^.{101}' help
  check 'no two empty lines follow one another' none grep -q . <(uniq -d help | grep -x '')
  check 'no flag is listed twice' none grep . <(grep -oE '^    --[a-z_0-9]+' help | sort | uniq -d)
done
[ "$failures" = 0 ]
