#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes a stand-in for Good-Sounds in its layout: single notes of its twelve instruments, played well
# and badly by FluidSynth (loudness, pitch, filter, attack), each recorded by two microphones, and
# database.sqlite.
#
#   synthetic_goodsounds.sh --output=DIR [--takes=3]
#
# TAKES of each instrument and each of the five qualities, and eight of other klasses an instrument:
# 276 by default. 16-bit mono WAV, 44.1 kHz (iphone) and 48 kHz (neumann). The same call gives the
# same bytes.

# shellcheck disable=SC2154  # making.sh sets $partial.
set -euo pipefail
# shellcheck source=experiments/corpora/making.sh
source "$(dirname "$0")/making.sh"

# Instrument, General MIDI program, lowest and highest key; in the order of the classes.
instruments() {
  cat <<'LIST'
flute        73 62 90
clarinet     71 52 78
trumpet      56 55 79
violin       40 57 86
cello        42 38 62
sax_alto     65 51 75
sax_tenor    66 46 68
sax_baritone 67 38 60
sax_soprano  64 58 82
oboe         68 60 84
piccolo      72 76 96
bass         43 30 54
LIST
}
# Klass, how it is played; a quality a line.
klasses() {
  cat <<'LIST'
good-sound,plain
bad-dynamics-stability-crescendo,crescendo bad-dynamics-stability-errors,unsteady
bad-pitch,wavering bad-pitch-stability-errors,sliding
bad-timbre,dull bad-richness,nasal
bad-attack-too-weak,weak_attack bad-attack-too-strong,strong_attack
LIST
}
# None of the qualities (a scale, two faults at once, a singular that the published rule does not
# know), or bad-pitch together with another fault.
others=("bad-dynamic-stability,unsteady" "scale good-sound,plain" "scale-bad-pitch,wavering"
  "bad-timbre bad-attack,dull" "bad-pitch bad-timbre,wavering" "bad-dynamics-bad-attack,crescendo"
  "bad-reed,nasal" "bad-pitch bad-dynamics,sliding")
players=(ana bruno)
semitones=(C C# D D# E F F# G G# A A# B)

takes=3
take_options takes=40 -- "$@"
begin fluidsynth sqlite3 /usr/bin/python3

# Writes tables as CSV, and the score with '@' for the microphone. All text is from the tables above.
list_takes() {
  local instrument program low high sound=0 serial=0 pack=0 take of_pack kind player specs
  while read -r instrument program low high; do
    of_pack=(0 0)
    for player in 0 1; do
      pack=$((pack + 1))
      echo "$pack,${instrument}_${players[player]}_synthetic,played by fluidsynth" \
        >> "$partial/packs.csv"
    done
    for kind in 0 1 2 3 4; do
      read -r -a specs <<< "${qualities[kind]}"
      for ((take = 0; take < takes; ++take)); do
        list_take "${specs[(take + serial / 23) % ${#specs[@]}]}"
      done
    done
    for kind in "${others[@]}"; do
      list_take "$kind"
    done
  done < <(instruments)
}

list_take() { # KLASS,PLAYING; the other variables are list_takes'.
  local player=$((serial % 2)) key velocity file length
  key=$((low + serial * 7 % (high - low + 1))) velocity=$((96 + serial * 5 % 24))
  length=$((2000 + serial * 370 % 1400))
  file=$(printf %04d.wav ${of_pack[player]})
  of_pack[player]=$((of_pack[player] + 1))
  printf 'sound_files/%s_%s_synthetic/@/%s\t%d\t%d\t%d\t%d\t%d\t%s\n' "$instrument" \
    "${players[player]}" "$file" "$program" "$key" "$velocity" $((length - 300)) $length "${1#*,}" \
    >> "$partial/score"
  sound=$((sound + 1)) serial=$((serial + 1))
  echo "$sound,$instrument,${semitones[key % 12]},$((key / 12 - 1)),mf,${players[player]},$file,$((
    pack - 1 + player)),${1%,*}" >> "$partial/sounds.csv"
  printf '%d,%s,%s,%d\n' $((2 * sound - 1)) iphone "$file" $sound $((2 * sound)) neumann "$file" \
    $sound >> "$partial/takes.csv"
}

mapfile -t qualities < <(klasses)
list_takes
for microphone in iphone:44100:--room neumann:48000; do
  IFS=: read -r name rate room <<< "$microphone"
  sed "s/@/$name/" "$partial/score" | play --output="$partial" --rate="$rate" ${room:+"$room"}
done
(cd "$partial" && sqlite3 -batch -bail -init /dev/null database.sqlite) > /dev/null <<'SQL'
CREATE TABLE packs (id INTEGER PRIMARY KEY, name TEXT, description TEXT);
CREATE TABLE sounds (id INTEGER PRIMARY KEY, instrument TEXT, note TEXT, octave INTEGER,
  dynamics TEXT, player TEXT, pack_filename TEXT, pack_id INTEGER REFERENCES packs (id),
  klass TEXT);
CREATE TABLE takes (id INTEGER PRIMARY KEY, microphone TEXT, filename TEXT,
  sound_id INTEGER REFERENCES sounds (id));
.mode csv
.import packs.csv packs
.import sounds.csv sounds
.import takes.csv takes
SQL
# Each pack has a list beside its microphones, as in the corpus.
for pack in "$partial"/sound_files/*; do
  (cd "$pack" && printf '%s\n' neumann/*.wav) > "$pack/files.csv"
done
rm "$partial"/{packs,sounds,takes}.csv "$partial/score"
finish
