#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes a corpus of musical notes: instruments × notes × playings, each twice, by FluidSynth. Every
# instrument plays every note, counted from its lowest, in every way, so that instrument and playing
# are orthogonal.
#
#   fluidsynth_notes.sh --output=DIR [--instruments=12] [--notes=16] [--takes=2]
#
# The ways are a good sound, and faults of dynamics, pitch, timbre and attack, each in two kinds. DIR
# (it must not exist) gets notes.csv with the columns file,playing,instrument,note and the WAV files,
# 1.2 s, 16 kHz mono: 1920 notes by default. The same call gives the same bytes.

# shellcheck disable=SC2154  # making.sh sets $partial.
set -euo pipefail
# shellcheck source=experiments/corpora/making.sh
source "$(dirname "$0")/making.sh"

# Name, General MIDI program, lowest key; all reach 23 keys higher.
instruments() {
  cat <<'LIST'
flute      73 60
clarinet   71 52
trumpet    56 55
violin     40 57
cello      42 38
sax_alto   65 51
oboe       68 58
bass       43 31
trombone   57 40
horn       60 41
bassoon    70 36
viola      41 48
LIST
}
# Name, and the two kinds; a take has one of them, by turns.
playings() {
  cat <<'LIST'
good plain plain
dynamics crescendo unsteady
pitch wavering sliding
timbre dull nasal
attack weak_attack strong_attack
LIST
}

instruments=12 notes=16 takes=2
take_options instruments=12 notes=24 takes=20 -- "$@"
begin fluidsynth /usr/bin/python3

# Writes notes.csv, and prints the score.
list_notes() {
  local instrument program low playing note take serial=0 file one other
  local -a kinds
  echo file,playing,instrument,note > "$partial/notes.csv"
  while read -r instrument program low; do
    while read -r playing one other; do
      kinds=("$one" "$other")
      for ((note = 0; note < notes; ++note)); do
        for ((take = 0; take < takes; ++take)); do
          file=$(printf '%s/%s_%02d_%02d.wav' "$instrument" "$playing" $note $take)
          printf '%s\t%d\t%d\t%d\t1000\t1200\t%s\n' "$file" "$program" \
            $((low + (notes > 12 ? note : note * 2))) $((90 + serial * 7 % 30)) \
            "${kinds[(note + take) % 2]}"
          echo "$file,$playing,$instrument,$note" >> "$partial/notes.csv"
          serial=$((serial + 1))
        done
      done
    done < <(playings)
  done < <(instruments | head -n "$instruments")
}

list_notes > "$partial/score"
play --output="$partial" --rate=16000 < "$partial/score"
rm "$partial/score"
finish
