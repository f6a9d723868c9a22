#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Tables of two corpora that share no recording, of the Free Spoken Digit Dataset: digits by a speaker
# never heard, and speakers. So one network can learn both, and neither's test clips were heard.
#
#   fsdd_tables.sh FSDD [--valid=yweweler] [--test=lucas] --output=DIR
#
# DIR (it must not exist) gets digits/ and speakers/, each with train.csv, devel.csv and test.csv of
# the columns file,digit,speaker; files are relative to FSDD's recordings. Of the speakers but --valid
# and --test: recordings 0 to 9 of each digit are digits' training part, 10 to 19 speakers' training
# part, 20 to 29 its validation and 30 to 49 its test part. Digits' validation and test part are all
# recordings of --valid and --test, whom the speakers' network never hears.

# shellcheck disable=SC2154  # making.sh sets $partial.
set -euo pipefail
# shellcheck source=experiments/corpora/making.sh
source "$(dirname "$0")/making.sh"

fsdd='' valid=yweweler test=lucas
arguments=()
for argument; do
  case $argument in
    --help | --output=*) arguments+=("$argument") ;;
    --valid=*) valid=${argument#*=} ;;
    --test=*) test=${argument#*=} ;;
    --*) misuse "unknown argument '$argument'" ;;
    *) fsdd=$argument ;;
  esac
done
take_options nothing=1 -- "${arguments[@]}"
[[ -n $fsdd ]] || misuse "which folder is FSDD?"
[[ ! -d $fsdd/recordings ]] || fsdd=$fsdd/recordings
[[ $valid != "$test" ]] || misuse "--valid and --test are both '$test'"

declare -A heard=()
# Which tables a recording stands in: CORPUS/PART, or nothing.
table_of() { # SPEAKER INDEX
  case $1 in
    "$valid") echo digits/devel ;;
    "$test") echo digits/test ;;
    *)
      if (($2 < 10)); then
        echo digits/train
      elif (($2 < 20)); then
        echo speakers/train
      elif (($2 < 30)); then
        echo speakers/devel
      else
        echo speakers/test
      fi
      ;;
  esac
}

begin
mkdir "$partial/digits" "$partial/speakers"
for table in "$partial"/{digits,speakers}/{train,devel,test}.csv; do
  echo file,digit,speaker > "$table"
done
shopt -s nullglob
for path in "$fsdd"/*.wav; do
  file=${path##*/}
  [[ $file =~ ^([0-9])_([a-z]+)_([0-9]+)\.wav$ ]] || fail "'$file' is not DIGIT_SPEAKER_INDEX.wav"
  heard[${BASH_REMATCH[2]}]=1
  echo "$file,${BASH_REMATCH[1]},${BASH_REMATCH[2]}" \
    >> "$partial/$(table_of "${BASH_REMATCH[2]}" "${BASH_REMATCH[3]}").csv"
done
names=${!heard[*]}
for speaker in "$valid" "$test"; do
  [[ -n ${heard[$speaker]:-} ]] || fail "'$fsdd' has no recording of '$speaker'; it has" \
    "${names:-nobody}"
done
finish
