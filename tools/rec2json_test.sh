#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What rec2json promises, through its command line.
set -uo pipefail
rec2json=$PWD/tools/rec2json
example=$PWD/lib/records/example_stream
cd "$TEST_TMPDIR" || exit 1
failed=0
# expect WHAT WANT GOT
expect() {
  [[ "$2" == "$3" ]] && return
  printf '%s: want "%s", got "%s"\n' "$1" "$2" "$3"
  failed=1
}
status() { "$@" >/dev/null 2>&1; echo $?; }

"$example" 3 > three.tfr
expect "one line a record" 5 "$("$rec2json" three.tfr | wc -l)"
expect "a clip" \
  '{"clip":{"id":"aa","feature":{"tensor":{"dtype":"FLOAT32","shape":[1,2],"min":1.0,"max":2.0,"mean":1.5}}}}' \
  "$("$rec2json" three.tfr | sed -n 3p)"
expect "all numbers" 3 "$("$rec2json" --tensors three.tfr | grep -c '"data":\[1.0,2.0\]')"
expect "stdin" 5 "$("$rec2json" < three.tfr | wc -l)"
expect "--count of two inputs and of concatenated ones" "9" \
  "$(cat three.tfr three.tfr | "$rec2json" --count - three.tfr)"
expect "--head shows the header and N records" "3" "$("$rec2json" --head=2 three.tfr | wc -l)"
expect "--head=0 shows the header" '{"header"' "$("$rec2json" --head=0 three.tfr three.tfr | cut -c1-9)"
expect "--head does not look further" 0 "$(head -c 150 three.tfr | status "$rec2json" --head=1)"

expect "--check of a good stream" "0 " "$("$rec2json" --check three.tfr; echo "$? ")"
for cut in 0 1 11 12 40 96 97 150 $(($(wc -c < three.tfr) - 1)); do
  head -c "$cut" three.tfr > cut.tfr
  expect "--check of a cut at $cut" 1 "$(status "$rec2json" --check cut.tfr)"
done
for at in 0 9 20 70 100 150; do
  cp three.tfr flip.tfr
  byte=$(od -An -tu1 -j "$at" -N 1 three.tfr)
  # shellcheck disable=SC2059
  printf "\\x$(printf %x $((byte ^ 4)))" | dd of=flip.tfr bs=1 seek="$at" conv=notrunc status=none
  expect "--check of a bit flipped at $at" 1 "$(status "$rec2json" --check flip.tfr)"
done
# A length of 1 GiB with the right checksum, of which seven bytes come, costs no room.
{ head -c 31 three.tfr; printf '\0\0\0\x40\0\0\0\0\xcb\x61\xcc\x52little!'; } > false.tfr
expect "a false length" 1 \
  "$( (ulimit -v 200000; "$rec2json" --check false.tfr) 2>&1 | grep -c "cut in a record's payload (19 of")"
head -c 150 three.tfr > cut.tfr
expect "--salvage takes what is left" 2 "$("$rec2json" --salvage --count cut.tfr 2>note)"
expect "--salvage says so" 1 "$(grep -c 'took what is left' note)"

"$example" 5000 > many.tfr
"$rec2json" many.tfr | head -1 > /dev/null
expect "a reader that leaves early" "0 0" "${PIPESTATUS[*]}"
expect "an unknown flag" 2 "$(status "$rec2json" --wrong three.tfr)"
expect "--head with --count" 2 "$(status "$rec2json" --head=1 --count three.tfr)"
expect "a missing file" 1 "$(status "$rec2json" missing.tfr)"
expect "a full disk" 1 "$("$rec2json" three.tfr > /dev/full 2>&1; echo $?)"
expect "--output" 0 "$("$rec2json" --output=out.json three.tfr; echo $?)"
expect "--output holds the lines" 5 "$(wc -l < out.json)"
status "$rec2json" --output=bad.json cut.tfr > /dev/null
expect "no half --output" "" "$(ls bad.json 2>/dev/null)"
exit $failed
