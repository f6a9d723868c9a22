#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes a stand-in for NSynth in its layout: notes of 4 s of five General MIDI instruments in each of
# the eleven families, played by FluidSynth; three instruments of a family are in nsynth-train, one
# in nsynth-valid, one in nsynth-test.
#
#   synthetic_nsynth.sh --output=DIR [--notes=8]
#
# NOTES of each instrument, 440 files by default. 16 kHz mono WAV. The same call gives the same bytes.

# shellcheck disable=SC2154  # making.sh sets $partial.
set -euo pipefail
# shellcheck source=experiments/corpora/making.sh
source "$(dirname "$0")/making.sh"

# Family; lowest key; then five instruments, program:source:its lasting quality. The families are in
# the corpus' order, and so are sources (acoustic, electronic, synthetic) and qualities below.
families() {
  cat <<'LIST'
bass       28 32:0:- 33:1:percussive 38:2:nonlinear_env 36:1:percussive 39:2:-
brass      46 56:0:- 57:0:- 62:2:nonlinear_env 60:0:- 61:0:multiphonic
flute      60 73:0:- 74:0:- 75:0:- 72:0:- 79:0:-
guitar     40 24:0:fast_decay 27:1:- 30:1:distortion 25:0:fast_decay 29:1:distortion
keyboard   36 0:0:long_release 4:1:- 6:0:fast_decay 1:0:long_release 5:1:-
mallet     53 11:0:long_release 12:0:percussive 9:0:long_release 13:0:percussive 8:0:-
organ      36 19:0:- 16:1:- 18:1:distortion 20:0:- 17:1:percussive
reed       50 71:0:- 65:0:- 68:0:- 66:0:- 70:0:-
string     43 40:0:- 48:0:multiphonic 45:0:percussive 42:0:- 49:0:multiphonic
synth_lead 48 80:2:- 81:2:- 87:2:multiphonic 82:2:- 84:2:distortion
vocal      48 52:0:reverb 54:2:- 85:2:- 53:0:- 91:2:long_release
LIST
}
qualities=(bright dark distortion fast_decay long_release multiphonic nonlinear_env percussive reverb
  tempo-synced)
sources=(acoustic electronic synthetic)
velocities=(25 50 75 100 127)

notes=8
take_options notes=60 -- "$@"
begin fluidsynth /usr/bin/python3

# $1: names of qualities. "[0, 1, …]" and "["dark", …]", the two forms in which they are given.
quality_lists() {
  local quality flags='' names=''
  for quality in "${qualities[@]}"; do
    if [[ " $1 " == *" $quality "* ]]; then
      flags+=', 1' names+=", \"$quality\""
    else
      flags+=', 0'
    fi
  done
  flag_list="[${flags:2}]" name_list="[${names:2}]"
}

# Entries of examples.json, after a comma and a line's end. All text is from the tables above.
entry() { # NOTE INSTRUMENT-NUMBER INSTRUMENT KEY VELOCITY FAMILY-NUMBER FAMILY SOURCE-NUMBER QUALITIES
  local note_str
  note_str=$(printf '%s-%03d-%03d' "$3" "$4" "$5")
  quality_lists "$9"
  printf ',\n    "%s": {' "$note_str"
  printf '\n        "%s": %s' qualities "$flag_list"
  printf ',\n        "%s": %d' pitch "$4" note "$1" sample_rate 16000 velocity "$5" \
    instrument "$2" instrument_family "$6" instrument_source "$8"
  printf ',\n        "%s": "%s"' instrument_family_str "$7" instrument_str "$3" note_str "$note_str" \
    instrument_source_str "${sources[$8]}"
  printf ',\n        "qualities_str": %s\n    }' "$name_list"
}

# Writes nsynth-PART.json without its first "{," and its end, and $partial/score.
list_notes() {
  local family lowest programs f=0 instrument=0 serial=0 number part spec program source lasting
  local name key velocity playing note quality
  declare -A of_kind=()
  while read -r family lowest programs; do
    number=0
    for spec in $programs; do
      part=train
      ((number != 3)) || part=valid
      ((number != 4)) || part='test'
      IFS=: read -r program source lasting <<< "$spec"
      # Numbered within family and source, as in the corpus.
      name=$(printf '%s_%s_%03d' "$family" "${sources[source]}" \
        "${of_kind[$family.$source]:-0}")
      of_kind[$family.$source]=$((${of_kind[$family.$source]:-0} + 1))
      for ((note = 0; note < notes; ++note)); do
        key=$((lowest + (note * 5 + number * 2) % 36)) velocity=${velocities[note * 3 % 5]}
        playing=plain quality=${lasting/-/}
        ((note % 4 != 3)) || playing=dull quality+=' dark'
        ((velocity < 100)) || [[ $playing == dull ]] || quality+=' bright'
        entry "$serial" "$instrument" "$name" "$key" "$velocity" "$f" "$family" "$source" \
          "$quality" >> "$partial/$part.json"
        # The corpus' soft notes are louder than General MIDI's.
        printf 'nsynth-%s/audio/%s-%03d-%03d.wav\t%d\t%d\t%d\t3000\t4000\t%s\n' "$part" "$name" \
          "$key" "$velocity" "$program" "$key" $((48 + velocity * 5 / 8)) "$playing"
        serial=$((serial + 1))
      done
      number=$((number + 1)) instrument=$((instrument + 1))
    done
    f=$((f + 1))
  done < <(families) > "$partial/score"
}

list_notes
play --output="$partial" --rate=16000 < "$partial/score"
for part in train valid test; do
  { echo '{'; tail -n +2 "$partial/$part.json"; printf '\n}\n'; } \
    > "$partial/nsynth-$part/examples.json"
  rm "$partial/$part.json"
done
rm "$partial/score"
finish
