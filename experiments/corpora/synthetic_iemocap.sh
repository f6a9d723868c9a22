#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Makes a stand-in for IEMOCAP in its layout: acted dialogues of ten voices of espeak-ng, a woman and
# a man in each of five sessions, with annotators' votes. Emotion is heard as pitch, speed and
# loudness; everyone says every kind of sentence in every emotion.
#
#   synthetic_iemocap.sh --output=DIR [--turns=6]
#
# TURNS of each speaker in each of a session's four dialogues, 240 utterances by default. A third of
# them is neither neutral, angry, happy nor sad; some sad ones are too soft for the published
# threshold. 16 kHz mono WAV. The same call gives the same bytes.

# shellcheck disable=SC2154  # making.sh sets $partial.
set -euo pipefail
# shellcheck source=experiments/corpora/making.sh
source "$(dirname "$0")/making.sh"

# Emotion; change of pitch, words a minute, amplitude; valence, activation, dominance in halves; what
# annotators call it, and what the one who disagrees does.
emotions() {
  cat <<'LIST'
neu 0 160 60 5 5 5 Neutral Sadness
ang 10 205 84 3 8 8 Anger Frustration
sad -14 112 10 4 4 4 Sadness Neutral
hap 18 180 72 8 6 6 Happiness Excited
exc 26 208 76 9 8 6 Excited Happiness
neu 0 160 60 5 4 5 Neutral Frustration
fru 3 178 78 4 6 6 Frustration Anger
ang 10 205 84 3 7 8 Anger Disgust
sad -14 112 10 3 5 4 Sadness Frustration
hap 18 180 72 7 6 5 Happiness Neutral
xxx 4 150 64 5 5 5 Neutral Sadness
rare 16 190 68 5 7 5 Surprise Excited
LIST
}
# The rare ones take turns.
rare=(sur fea oth dis)
rare_names=(Surprise Fear Other Disgust)

sentences=(
  "I was standing in that line for nearly two hours this morning"
  "You never told me that the letter had already been answered"
  "We could walk down to the water and look at the moon"
  "They have moved the whole office to the other side of town"
  "My brother wants to know when we are leaving for the station"
  "There is nothing on this table that belongs to you any more"
  "She said that the children will stay with us until next Sunday"
  "Well you can ask the manager yourself if you do not believe me"
  "It has been raining since they closed the road to the harbour"
  "I have three forms here and not one of them has my name"
  "Tell me again what the doctor said about the summer"
  "He bought the house because of the tall trees behind it"
)
# $text: what turn $1 of emotion $2 says. Some say more, but nobody more than 10 s.
choose_text() {
  text=${sentences[$1 * 7 % ${#sentences[@]}]}
  (($1 % 4)) || [[ $2 == sad ]] || text+=". ${sentences[($1 * 7 + 5) % ${#sentences[@]}]}"
}

turns=6
take_options turns=24 -- "$@"
begin espeak-ng sndfile-resample /usr/bin/python3

mapfile -t of_emotion < <(emotions)
mapfile -t of_speaker < <(ten_speakers)
all_turns=$partial/turns

# One line a turn: session, dialogue, utterance, row of the emotions, serial number.
list_turns() {
  local session dialogue turn actor row serial=0 d
  for session in 1 2 3 4 5; do
    d=0
    for dialogue in F_impro01 M_impro02 F_script01_1 M_script02_2; do
      for ((turn = 0; turn < turns; ++turn)); do
        for actor in F M; do
          row=$(((2 * turn + 7 * d + 5 * session) % 12))
          [[ $actor == F ]] || row=$(((row + 1) % 12))
          printf '%d Ses0%d%s Ses0%d%s_%s%03d %d %d\n' $session $session $dialogue $session \
            $dialogue $actor $turn $row $((serial++))
        done
      done
      ((++d))
    done
  done
}

# What speak.py is to say.
list_speech() {
  local session dialogue utterance row serial emotion higher speed loudness espeak pitch speaker text _
  while read -r session dialogue utterance row serial; do
    read -r emotion higher speed loudness _ <<< "${of_emotion[row]}"
    choose_text "$serial" "$emotion"
    speaker=$((2 * (session - 1)))
    [[ $utterance == *_F??? ]] || ((++speaker))
    read -r _ espeak pitch <<< "${of_speaker[speaker]}"
    # Nobody acts an emotion twice alike.
    pitch=$((pitch + higher + serial * 5 % 9 - 4))
    printf 'Session%d/sentences/wav/%s/%s.wav\t%s\t%d\t%d\t%d\t%s\n' "$session" "$dialogue" \
      "$utterance" "$espeak" "$((pitch < 0 ? 0 : pitch > 99 ? 99 : pitch))" \
      $((speed + serial * 7 % 31 - 15)) $((loudness * (70 + serial * 11 % 61) / 100)) "$text"
  done < "$all_turns"
}

halves() {
  echo "$(($1 / 2)).$(($1 % 2 * 5))000"
}

# The dialogues' EmoEvaluation, in the form that the corpus has.
write_labels() {
  local session dialogue utterance row serial emotion name other v a d folder file start ms now=0
  local last='' third text _
  while read -r session dialogue utterance row serial; do
    read -r emotion _ _ _ v a d name other <<< "${of_emotion[row]}"
    if [[ $emotion == rare ]]; then
      emotion=${rare[serial % 4]} name=${rare_names[serial % 4]}
    fi
    folder=$partial/Session$session/dialog
    file=$folder/EmoEvaluation/$dialogue.txt
    choose_text "$serial" "$emotion"
    if [[ $last != "$dialogue" ]]; then
      mkdir -p "$folder/EmoEvaluation/Categorical" "$folder/transcriptions"
      printf '%% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n' > "$file"
      now=6000 last=$dialogue
    fi
    ms=$(($(stat -c %s "$partial/Session$session/sentences/wav/$dialogue/$utterance.wav") / 32))
    start=$now now=$((now + ms + 400))
    third=$name
    ((serial % 3 != 1)) || third=$other
    [[ $emotion != xxx ]] || third=Frustration
    {
      printf '\n[%d.%03d0 - %d.%03d0]\t%s\t%s\t[%s, %s, %s]\n' $((start / 1000)) $((start % 1000)) \
        $(((start + ms) / 1000)) $(((start + ms) % 1000)) "$utterance" "$emotion" \
        "$(halves "$v")" "$(halves "$a")" "$(halves "$d")"
      if [[ $emotion == xxx ]]; then
        printf 'C-E2:\tAnger;\t()\nC-E3:\tSadness;\t()\n'
      else
        printf 'C-E2:\t%s;\t()\nC-E3:\t%s;\t()\n' "$name" "$name"
      fi
      if ((serial % 5)) || [[ $third == "$other" ]]; then
        printf 'C-E4:\t%s;\t()\n' "$third"
      else
        printf 'C-E4:\t%s; %s;\t(hard to say)\n' "$third" "$other"
      fi
      printf 'C-%s1:\t%s;\t()\n' "${utterance: -4:1}" "$name"
      printf 'A-E3:\tval %d; act %d; dom  %d;\t()\n' $((v / 2)) $((a / 2)) $((d / 2))
      printf 'A-E4:\tval %d; act %d; dom  %d;\t()\n' $((v - v / 2)) $((a - a / 2)) $((d - d / 2))
      printf 'A-%s1:\tval %d; act %d; dom  %d;\t()\n' "${utterance: -4:1}" $((v / 2)) 3 3
    } >> "$file"
    echo "$utterance :$name; ()" >> "$folder/EmoEvaluation/Categorical/${dialogue}_e2_cat.txt"
    printf '%s [%03d.%03d0-%03d.%03d0]: %s.\n' "$utterance" $((start / 1000)) $((start % 1000)) \
      $(((start + ms) / 1000)) $(((start + ms) % 1000)) "$text" \
      >> "$folder/transcriptions/$dialogue.txt"
  done < "$all_turns"
}

list_turns > "$all_turns"
list_speech | speak --output="$partial"
write_labels
rm "$all_turns"
finish
