#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Every man page says all that --help says, and troff has nothing to complain of.
set -u
export LC_ALL=C.UTF-8
cd packaging || exit 1
failures=0
check() {
  local what=$1
  shift
  "$@" || { echo "FAILED: $name: $what"; failures=$((failures + 1)); }
}
words() { tr -cs "[:alnum:]" "\n" | grep .; }
pages=0
for help in help/*.txt; do
  name=$(basename "$help" .txt)
  page=man/$name.1
  pages=$((pages + 1))
  check 'troff has no warning' [ -z "$(groff -man -Tutf8 -Kutf8 -ww -z "$page" 2>&1)" ]
  groff -man -Tutf8 -Kutf8 -rLL=400n -P-cbou "$page" >shown
  check 'it begins with name and purpose' grep -qF "$(head -1 "$help" | sed 's/: / - /')" shown
  # "Flags" became OPTIONS, and what is beyond ASCII may be shown in another way.
  check 'all words are there' [ -z "$(
    diff <(grep -v '^Flags' "$help" | tail -n +2 | words | sort -u) \
      <(words <shown | sort -u) | grep '^<')" ]
  while read -r flag; do
    check "$flag is an entry" grep -qE "^ +$flag(=|,|$)" shown
  done < <(grep -oE '^    --[a-z0-9_]+' "$help" | tr -d ' ')
  check 'it leads to the others' grep -q 'auricle(1)\|evaluate(1)' shown
done
name=all
check 'every tool has one' [ "$pages" -gt 10 ]
exit $((failures > 0))
