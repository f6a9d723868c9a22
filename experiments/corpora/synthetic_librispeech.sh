#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes a stand-in for LibriSpeech with SpeechVGG's word labels in their layout: ten voices of
# espeak-ng chain words, six of them in train-clean-100, two in dev-clean, two in test-clean. Words
# are spoken one by one, so that their labelled times are exact.
#
#   synthetic_librispeech.sh --output=DIR [--utterances=40] [--words=40]
#
# UTTERANCES of each voice, 3 to 10 words long, of a list of WORDS and a few that are not in it.
# 16 kHz FLAC. The same call gives the same bytes.

# shellcheck disable=SC2154  # making.sh sets $partial.
set -euo pipefail
# shellcheck source=experiments/corpora/making.sh
source "$(dirname "$0")/making.sh"

vocabulary=(the and of to a in was he that his with it had for not but she you him all from which
  were said little when there would could water house never people morning father under another
  something country thought always through mother before night great window hundred letter garden
  river nothing evening answered together summer children mountain silver)
# Said, but labelled by nobody: not frequent enough.
unlisted=(marmalade quarrelsome obelisk tambourine zeppelin)
# Subset and the speaker's number, for each of making.sh's ten.
readers=(train-clean-100:103 train-clean-100:211 train-clean-100:322 train-clean-100:405
  train-clean-100:548 train-clean-100:614 dev-clean:1272 dev-clean:1673 test-clean:1089
  test-clean:1995)

utterances=40 words=40
take_options utterances=400 words=${#vocabulary[@]} -- "$@"
begin espeak-ng sndfile-resample flac /usr/bin/python3

# $text: words of utterance $1; every word comes round again and again, after other ones.
choose_words() {
  local count=$((3 + $1 * 5 % 8)) i
  text=''
  for ((i = 0; i < count; ++i)); do
    if ((($1 + i * 3) % 13 == 12)); then
      text+=" ${unlisted[$1 % ${#unlisted[@]}]}"
    else
      text+=" ${vocabulary[($1 * 17 + i * i * 3 + i * $1) % words]}"
    fi
  done
  text=${text:1}
}

# What speak.py is to say.
list_utterances() {
  local reader=0 espeak pitch number chapter i subset speaker serial=0 text folder _
  while read -r _ espeak pitch; do
    IFS=: read -r subset speaker <<< "${readers[reader]}"
    for ((i = 0; i < utterances; ++i)); do
      chapter=$((speaker * 100 + 1 + i % 2)) number=$((i / 2))
      choose_words $serial
      folder=split/$subset/$speaker/$chapter
      mkdir -p "$partial/$folder"
      printf '%d-%d-%04d %s\n' "$speaker" $chapter $number "${text^^}" \
        >> "$partial/$folder/$speaker-$chapter.trans.txt"
      # A voice says a word in four ways.
      printf '%s/%d-%d-%04d.wav\t%s\t%d\t%d\t90\t%s\n' $folder "$speaker" $chapter $number "$espeak" \
        $((pitch + 4 * (i % 4) - 6)) $((140 + i * 3 % 4 * 15)) "$text"
      serial=$((serial + 1))
    done
    reader=$((reader + 1))
  done < <(ten_speakers)
}

# SUBSET-selected-1000.txt, from lines of file, start, duration, word.
select_words() {
  awk -F '\t' -v list=word_labels/1000-mostfreq '
    BEGIN { while ((getline word < list) > 0) listed[word] }
    $4 in listed {
      n = split($1, part, "/")
      sub(/\.wav$/, "", part[n])
      print part[n], 1, $2, $3, $4, 1 > ("word_labels/" part[2] "-selected-1000.txt")
    }' spoken
}

mkdir "$partial/word_labels"
printf '%s\n' "${vocabulary[@]:0:words}" > "$partial/word_labels/1000-mostfreq"
list_utterances | speak --output="$partial" --words="$partial/spoken"
(cd "$partial" && select_words)
find "$partial/split" -name '*.wav' -print0 | sort -z |
  xargs -0 flac --silent --no-seektable --delete-input-file
rm "$partial/spoken"
finish
