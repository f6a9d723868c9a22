#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What predict does with audio, chunks and shards. Arguments: the folder of the tools.
set -u
bin=$PWD/$1
# shellcheck source=tools/testing.sh
source tools/testing.sh

python3 - <<'P'
import math, os, struct, wave
for label in ("low", "high"):
    os.makedirs("tones/" + label, exist_ok=True)
    for take in range(6):
        with wave.open(f"tones/{label}/{take}.wav", "wb") as w:
            w.setnchannels(1); w.setsampwidth(2); w.setframerate(16000)
            hz = 400 if label == "low" else 1200
            w.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(6.2832 * hz * i / 16000 + take)))
                for i in range(5000 + 900 * take)))
P
"$bin/list_corpus" --corpus=folders tones --output=list.tfr 2>/dev/null || exit 1
"$bin/split_dataset" --ratios=60,20,20 list.tfr 2>/dev/null | "$bin/wav2mel" --threads=1 --output=x.tfr || exit 1
"$bin/train_classifier" --task=label --width=0.0625 --pool=global_mean --batch=8 --threads=1 --precision=fp32 \
  --epochs=1 x.tfr --output=m.model 2>err || { cat err; exit 1; }
predict() { "$bin/predict" --model=m.model --precision=fp32 "$@"; }

predict --threads=1 --format=csv x.tfr >features.csv
predict --threads=1 --format=csv list.tfr >audio.csv
check 'features made here are those of wav2mel' cmp features.csv audio.csv
predict --threads=3 list.tfr --output=three.pred
predict --threads=3 list.tfr --output=again.pred
check 'threads do not change the order of items' cmp three.pred again.pred
"$bin/rec2json" --head=99 three.pred | grep -o '"id":"[^"]*"' >three.ids
"$bin/rec2json" --head=99 list.tfr | grep -o '"id":"[^"]*"' >list.ids
check 'nor lose one' cmp three.ids list.ids

cat x.tfr x.tfr >twice.tfr
for format in csv jsonl records; do
  check "an item that comes twice is refused ($format)" rc 1 "is there twice" \
    predict --threads=1 --format=$format twice.tfr
done
check 'audio that comes twice is refused' rc 1 "is there twice" \
  predict --threads=1 --format=csv list.tfr x.tfr

check 'the same prediction is not added twice' rc 1 "has a prediction 'label' already" \
  predict --threads=1 --max_bad=100% --keep_features <("$bin/predict" --model=m.model --keep_features x.tfr) --output=x
check 'a table without items has its columns' [ "$(predict --threads=1 --format=csv --max_bad=100% none.wav 2>/dev/null)" \
  = 'id,prediction,truth,decision,confidence,probability_high,probability_low' ]
check 'a table has no room for windows' rc 2 'are for records' predict --windows --format=csv x.tfr
python3 - "$bin/predict" <<'P' >terminal.out
import os, pty, sys
os.rename("tones/low/0.wav", "tones/low/\x1b[31m0.wav")
pty.spawn([sys.argv[1], "--model=m.model", "--threads=1", "tones/low/\x1b[31m0.wav"])
os.rename("tones/low/\x1b[31m0.wav", "tones/low/0.wav")
P
check 'a name does not move the cursor of a terminal' grep -qF 'low/\x1b[31m0.wav,label' terminal.out
head -c 3000 tones/low/0.wav >tones/low/9.wav
check 'a bad file ends it' rc 1 "tones/low/9.wav': truncated" predict --format=csv tones
check 'with the way to go on' grep -q -- '--max_bad=1 leaves one bad item out' err
check 'unless allowed' rc 0 'dropped 1 of 13 items' predict --max_bad=1 --format=csv tones
check 'and then the others are there' [ "$(wc -l <out)" = 13 ]

"$bin/list_corpus" --corpus=folders tones 2>/dev/null | "$bin/wav2mel" --max_bad=1 2>/dev/null \
  | "$bin/split_dataset" --ratios=60,20,20 2>/dev/null | "$bin/train_classifier" --task=label --width=0.0625 --batch=8 --threads=1 --epochs=0 \
    - --output=few.model 2>err || cat err
check 'a model names what was dropped on the way to it' [ "$("$bin/rec2json" few.model | grep -c truncated)" = 1 ]

# The folder is walked as wav2mel and list_corpus walk it.
mkdir -p walk/a walk/.Trash-1000 walk/a/.ipynb_checkpoints 'walk/lost+found'
for to in a .Trash-1000 a/.ipynb_checkpoints 'lost+found'; do cp tones/low/1.wav "walk/$to"; done
printf '\0\5\26\7' >walk/a/._1.wav
ln -s .. walk/a/up
: >walk/phone.m4a
check 'hidden files, links and what systems keep are passed over' rc 0 "ffmpeg -i 'walk/phone.m4a'" \
  predict --threads=1 --format=csv walk
check 'one recording is left' [ "$(cut -d, -f1 out | tail -n +2)" = walk/a/1.wav ]

# Lists of names, a channel, a name that a spreadsheet would run.
ls tones/low/[0-3].wav >names
check 'names on stdin are inputs' rc 0 '' predict --threads=1 --format=csv <names
check 'each' [ "$(wc -l <out)" = 5 ]
cp out four.csv
check 'and names in a file' rc 0 '' predict --threads=1 --format=csv --files_from=names
check 'the same' cmp out four.csv
python3 - <<'P'
import wave
def put(name, channels, frames):
    with wave.open(name, "wb") as out:
        out.setnchannels(channels); out.setsampwidth(2); out.setframerate(16000)
        out.writeframes(frames)
with wave.open("tones/low/1.wav") as low, wave.open("tones/high/1.wav") as high:
    n = low.getnframes()
    a, b = low.readframes(n), high.readframes(n)
put("=both.wav", 2, b"".join(a[i:i + 2] + b[i:i + 2] for i in range(0, 2 * n, 2)))
P
rest() { tail -1 "$1" | cut -d, -f2-; }
predict --threads=1 --format=csv tones/high/1.wav >high.csv
check 'a channel is predicted' rc 0 '' predict --threads=1 --format=csv --channel=2 =both.wav
check 'alone' [ "$(rest out)" = "$(rest high.csv)" ]
check 'names come out as they went in' grep -q '^=both.wav,' out
predict --threads=1 --format=spreadsheet =both.wav >safe.csv
check 'but for a spreadsheet' grep -q "^'=both.wav," safe.csv
check 'a channel of features is misuse' rc 2 'give it to wav2mel' predict --channel=1 x.tfr

"$bin/wav2mel" --threads=1 --chunk=0.1 list.tfr --output=chunks@3
check 'items in chunks and shards give the same scores' rc 0 '' predict --threads=1 --format=csv chunks@3
check 'to the digit' cmp out features.csv
check 'each shard can be used alone' rc 0 '' predict --threads=1 --format=csv chunks-00001-of-00003
check 'and holds a third of the items' [ "$(wc -l <out)" = 5 ]

# A model of three heads on two corpora.
cp -r tones other && rm other/low/9.wav
"$bin/list_corpus" --corpus=folders other 2>/dev/null | "$bin/split_dataset" --ratios=60,20,20 2>/dev/null \
  | "$bin/wav2mel" --threads=1 --output=other.tfr || exit 1
"$bin/train_adapters" --network=emonet_rnn --hidden_dim=8 --window_frames=40 --epochs=1 --steps_per_epoch=1 --batch=4 \
  --threads=1 --precision=fp32 --heads=first=tones/label,second=tones/label,third=other/label x.tfr other.tfr \
  --output=many.model 2>err || { cat err; exit 1; }
many() { "$bin/predict" --model=many.model --threads=1 --precision=fp32 --format=csv "$@"; }
names() { tail -n +2 | cut -d, -f2 | sort | uniq -c | tr -s ' \n' ' '; }
many x.tfr >both.csv
check 'items get the heads of their corpus' [ "$(names <both.csv)" = ' 12 first 12 second ' ]
check 'each corpus its own' [ "$(cat x.tfr other.tfr | many - | names)" = ' 12 first 12 second 12 third ' ]
check 'audio files, of no corpus, get all' [ "$(many tones/low/1.wav | names)" = ' 1 first 1 second 1 third ' ]
check 'a head alone gives what it gives beside another' \
  cmp <(grep ',second,' both.csv) <(many --head=second x.tfr | tail -n +2)
check 'chunks change nothing for several heads' cmp both.csv <(many chunks@3)
check 'two predictions of one name are told apart' \
  [ "$(many --name=x --head=second,third x.tfr | names)" = ' 12 x-second 12 x-third ' ]
cp many.model more.model
check 'and two models of one head' \
  [ "$("$bin/predict" --model=many.model,more.model --threads=1 --format=csv --head=first tones/low/1.wav | names)" \
    = ' 1 many-first 1 more-first ' ]
check 'and the same model twice is refused' rc 2 "two models called 'many' predict 'first'" \
  "$bin/predict" --model=many.model,./many.model --format=csv x.tfr
check 'an unknown head is named with the nearest' rc 2 "no head 'secnd'; did you mean 'second'?" many --head=secnd x.tfr
check 'a model without heads has none to choose' rc 2 'leave --head away' predict --head=first x.tfr
"$bin/predict" --model=many.model --precision=fp32 --head=first x.tfr --output=first.pred
check 'the stream says which heads were asked for' grep -q '"head=first"' <("$bin/rec2json" --head=1 first.pred)

# Silence is no recording that parts could share; a recording of two labels is said.
mkdir tones/silence
python3 - <<'P'
import wave
for take in range(6):
    with wave.open(f"tones/silence/{take}.wav", "wb") as out:
        out.setnchannels(1); out.setsampwidth(2); out.setframerate(16000); out.writeframes(bytes(16000))
P
"$bin/list_corpus" --corpus=folders tones 2>/dev/null | "$bin/split_dataset" --balance=label 2>/dev/null |
  "$bin/wav2mel" --threads=1 --max_bad=1 --output=silent.tfr 2>/dev/null
check 'a class of silence is learned' rc 0 '' "$bin/train_classifier" --task=label --width=0.0625 --pool=global_mean \
  --batch=8 --threads=1 --epochs=0 silent.tfr --output=silent.model
cp tones/low/1.wav tones/high/copy.wav
"$bin/list_corpus" --corpus=folders tones 2>/dev/null | "$bin/wav2mel" --threads=1 --max_bad=1 --output=copied.tfr 2>/dev/null
check 'one recording of two labels is said' rc 0 \
  "identical audio has different labels: label of 'tones/high/copy.wav' is 'high', of 'tones/low/1.wav' 'low'" \
  "$bin/split_dataset" copied.tfr --output=split.tfr
check 'of silence nothing is said' [ "$(grep -c 'identical audio' err)" = 1 ]
exit $((failures > 0))
