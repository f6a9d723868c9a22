#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes a corpus of spoken words: voices × words × styles, each said once by espeak-ng. Every voice
# says every word in every style, so that voice and style are orthogonal to the word.
#
#   espeak_words.sh --output=DIR [--voices=12] [--words=8] [--styles=6]
#
# DIR (it must not exist) gets words.csv with the columns file,word,voice,style and the WAV files,
# 22.05 kHz mono. The same call gives the same bytes. 16 ms a word: 576 words, 10 s by default, at
# most 12 voices × 24 words × 6 styles, 1728.

# shellcheck disable=SC2154  # making.sh sets $partial.
set -euo pipefail
# shellcheck source=experiments/corpora/making.sh
source "$(dirname "$0")/making.sh"

# Of making.sh's twelve.
names=(amy bill clara duncan ella frank grace henry iris jack kate leo)
# Name, change of pitch, words a minute, amplitude.
all_styles() {
  cat <<'LIST'
plain   0 160  90
slow   -4 110  80
fast    6 230 100
high   25 170  90
low   -22 150  90
soft   -8 140  30
LIST
}
all_words() {
  printf '%s\n' yes no up down left right stop go \
    zero one two three four five six seven eight nine bird house tree water happy open
}

voices=12 words=8 styles=6
take_options voices=12 words=24 styles=6 -- "$@"
begin espeak-ng
{
  echo file,word,voice,style
  number=0
  while read -r _ espeak pitch; do
    voice=${names[number++]}
    mkdir "$partial/$voice"
    while read -r style higher speed loudness; do
      while read -r word; do
        file=$voice/${word}_$style.wav
        espeak-ng -v "$espeak" -p $((pitch + higher)) -s "$speed" -a "$loudness" \
          -w "$partial/$file" "$word" < /dev/null
        [[ -s $partial/$file ]] || fail "espeak-ng -v $espeak wrote nothing for '$word'"
        echo "$file,$word,$voice,$style"
      done < <(all_words | head -n "$words")
    done < <(all_styles | head -n "$styles")
  done < <(twelve_speakers | head -n "$voices")
} > "$partial/words.csv"
finish
