#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes one of several emotion corpora in the layout of EmoNet's users: train.csv, devel.csv and
# test.csv with the columns file,label,speaker, and 16 kHz mono WAV files. espeak-ng's voices of a
# language say every sentence in every style; a style is pitch, its range, speed and loudness.
#
#   synthetic_emotions.sh --language=de|en|es|it|zh --output=DIR [--sentences=8] [--seed=1]
#
# Each language has styles, sentences and speakers of its own, up to 10 SENTENCES (emotions_*.txt).
# Nobody speaks in two parts. Speakers differ in how much they express, and no two clips of a style
# are alike: each has its own draws of SEED, so that styles overlap. The same call gives the same
# bytes.

# shellcheck disable=SC2154  # making.sh sets $partial.
set -euo pipefail
# shellcheck source=experiments/corpora/making.sh
source "$(dirname "$0")/making.sh"

language='' sentences=8 seed=1
take_options language='de|en|es|it|zh' sentences=10 seed=9999 -- "$@"
[[ -n $language ]] || misuse "--language=de, en, es, it or zh is missing"
begin espeak-ng sndfile-resample /usr/bin/python3

# The corpus: lines of style, voice and say.
corpus=$here/emotions_$language.txt
lines_of() { sed -n "s/^$1 //p" "$corpus"; }
mapfile -t styles < <(lines_of style)
mapfile -t texts < <(lines_of say | head -n "$sentences")

# $drawn: a whole number from $1 to $2, by a linear congruence whose low bits are not used.
state=$((seed * 7919 + ${#styles[@]} * 104729 + 12345))
draw() {
  state=$(((state * 1103515245 + 12345) & 0x7fffffff))
  drawn=$(($1 + (state >> 8) % ($2 - $1 + 1)))
}
# $drawn: the sum of two draws, from -$1 to $1, small ones more often.
draw_about_zero() {
  local first
  draw 0 "$1"
  first=$drawn
  draw 0 "$1"
  drawn=$((first - drawn))
}
# $clamped: $3, but from $1 to $2.
clamp() { clamped=$(($3 < $1 ? $1 : $3 > $2 ? $2 : $3)); }

# speak.py's line for file $1, voice $2, own pitch $3, expression $4, speed $5 and loudness $6 in
# percent; style $7…: change of pitch, range in percent, words a minute, amplitude; then the text.
say_line() {
  local pitch speed range
  draw_about_zero 10
  clamp 0 99 $(($3 + $7 * $4 / 100 + drawn))
  pitch=$clamped
  draw_about_zero 40
  clamp 10 200 $((100 + ($8 - 100) * $4 / 100 + drawn))
  range=$clamped
  draw_about_zero 16
  clamp 90 260 $(((160 + ($9 - 160) * $4 / 100) * $5 / 100 * (100 + drawn) / 100))
  speed=$clamped
  draw_about_zero 35
  clamp 14 110 $(((78 + (${10} - 78) * $4 / 100) * $6 / 100 * (100 + drawn) / 100))
  printf '%s\t%s\t%d\t%d\t%d\t%s\t%d\n' "$1" "$2" "$pitch" "$speed" "$clamped" "${11}" "$range"
}

# Fills the tables; what speak.py is to say goes to stdout.
list_speech() {
  local part voice own text style label changes speaker number=0 clip expression speed loudness file
  while read -r part voice own; do
    printf -v speaker '%s%02d' "$language" $((++number))
    clip=0
    draw 55 115 && expression=$drawn
    draw 92 108; speed=$drawn
    draw 75 110; loudness=$drawn
    for text in "${texts[@]}"; do
      for style in "${styles[@]}"; do
        read -r label changes <<< "$style"
        printf -v file 'wav/%s/%03d.wav' "$speaker" $((++clip))
        printf '%s,%s,%s\n' "$file" "$label" "$speaker" >> "$partial/${part/valid/devel}.csv"
        # shellcheck disable=SC2086  # Four numbers.
        say_line "$file" "$voice" "$own" $expression $speed $loudness $changes "$text"
      done
    done
  done < <(lines_of voice)
}

for part in train devel test; do
  echo file,label,speaker > "$partial/$part.csv"
done
list_speech | speak --output="$partial"
finish
