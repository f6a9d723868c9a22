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
set -euo pipefail

# Name, espeak-ng's voice (an accent and a throat), and its own pitch, 0 to 99.
voices() {
  cat <<'LIST'
amy     en-us+f2           58
bill    en-us+m3           42
clara   en-gb+f4           50
duncan  en-gb-scotland+m1  40
ella    en-029+f1          62
frank   en-gb-x-rp+m7      34
grace   en-gb-x-gbclan+f5  54
henry   en-gb-x-gbcwmd+m2  46
iris    en-gb-scotland+f3  66
jack    en-029+m6          30
kate    en-gb-x-rp+f2      44
leo     en-us+m5           52
LIST
}
# Name, change of pitch, words a minute, amplitude.
styles() {
  cat <<'LIST'
plain   0 160  90
slow   -4 110  80
fast    6 230 100
high   25 170  90
low   -22 150  90
soft   -8 140  30
LIST
}
words() {
  printf '%s\n' yes no up down left right stop go \
    zero one two three four five six seven eight nine bird house tree water happy open
}

fail() {
  echo "espeak_words.sh: $*" >&2
  exit 1
}

output='' n_voices=12 n_words=8 n_styles=6
for argument; do
  case $argument in
    --output=?*) output=${argument#*=} ;;
    --voices=*) n_voices=${argument#*=} ;;
    --words=*) n_words=${argument#*=} ;;
    --styles=*) n_styles=${argument#*=} ;;
    --help) sed -n '3,10s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "espeak_words.sh: unknown argument '$argument'; see --help" >&2; exit 2 ;;
  esac
done
[[ -n $output ]] || { echo "espeak_words.sh: --output=DIR is missing" >&2; exit 2; }
for number in "$n_voices" "$n_words" "$n_styles"; do
  [[ $number =~ ^[1-9][0-9]?$ ]] || fail "'$number', want a number from 1 to 99"
done
((n_voices <= 12 && n_words <= 24 && n_styles <= 6)) ||
  fail "there are 12 voices, 24 words and 6 styles, not $n_voices, $n_words and $n_styles"
[[ ! -e $output ]] || fail "'$output' exists; give a folder that does not"
command -v espeak-ng > /dev/null || fail "no espeak-ng; third_party/install.sh installs it"

# The folder appears only when it is whole.
partial=$(mktemp -d "${output%/}.partial.XXXXXX")
trap 'rm -rf -- "$partial"' EXIT
chmod 755 "$partial"
{
  echo file,word,voice,style
  while read -r voice espeak pitch; do
    mkdir "$partial/$voice"
    while read -r style higher speed loudness; do
      while read -r word; do
        file=$voice/${word}_$style.wav
        espeak-ng -v "$espeak" -p $((pitch + higher)) -s "$speed" -a "$loudness" \
          -w "$partial/$file" "$word" < /dev/null
        [[ -s $partial/$file ]] || fail "espeak-ng -v $espeak wrote nothing for '$word'"
        echo "$file,$word,$voice,$style"
      done < <(words | head -n "$n_words")
    done < <(styles | head -n "$n_styles")
  done < <(voices | head -n "$n_voices")
} > "$partial/words.csv"
mv -T -- "$partial" "$output"
