#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2317  # Functions are called by name.
# The made corpus: whole, orthogonal, the same each time, and of sounds that differ.
set -euo pipefail

make_words=$(pwd)/experiments/corpora/espeak_words.sh
cd "${TEST_TMPDIR:-$(mktemp -d)}"
failures=0
check() {
  if "${@:2}"; then
    echo "ok    $1"
  else
    echo "FAIL  $1"
    failures=$((failures + 1))
  fi
}
small=(--voices=3 --words=4 --styles=2)
fails() { ! "$make_words" "$@" 2> said; }
misuse() {
  local status=0
  "$make_words" "$@" 2> said || status=$?
  ((status == 2))
}
rows() { [[ $(tail -n +2 words/words.csv | cut -d, -f"$1" | sort -u | wc -l) == "$2" ]]; }
all_there() {
  tail -n +2 words/words.csv | cut -d, -f1 | while read -r file; do
    [[ $(head -c 4 "words/$file") == RIFF ]] || return 1
  done
}
no_two_alike() { [[ -z $(find words -name '*.wav' -exec sha256sum {} + | cut -c1-64 | sort | uniq -d) ]]; }
nothing_left() { [[ -z $(find . -maxdepth 1 -name '*.partial*') ]]; }

check "a corpus is made" "$make_words" --output=words "${small[@]}"
check "of voices × words × styles" rows 1 24
check "with 3 voices" rows 3 3
check "4 words" rows 2 4
check "and 2 styles" rows 4 2
check "every file of the list is a WAV file" all_there
check "no two sound alike" no_two_alike
check "made again" "$make_words" --output=again "${small[@]}"
check "it has the same bytes" diff -r words again
check "a folder that exists is not touched" fails --output=words "${small[@]}"
check "and named" grep -q "'words' exists" said
check "more voices than there are is an error" fails --output=more --voices=99
check "more words than there are is an error" fails --output=more --words=25
check "text for a number is an error" fails --output=more --voices=all
check "an unknown argument is misuse" misuse --output=more --voice=3
check "no output is misuse" misuse
check "nothing half made stays" nothing_left
echo "$failures failures"
exit $((failures > 0))
