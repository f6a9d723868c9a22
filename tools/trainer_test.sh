#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the trainers and predict promise on their command line. Arguments: the folder of the tools.
set -u
bin=$PWD/$1
# shellcheck source=tools/testing.sh
source tools/testing.sh

# Twelve takes of two tones by two timbres.
python3 - <<'P'
import math, os, struct, wave
for tone in range(2):
    for timbre in range(2):
        for take in range(12):
            folder = f"tones/{'low' if tone == 0 else 'high'}"
            os.makedirs(folder, exist_ok=True)
            with wave.open(f"{folder}/{timbre}_{take}.wav", "wb") as w:
                w.setnchannels(1); w.setsampwidth(2); w.setframerate(16000)
                hz = 400 * 3 ** tone
                w.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(6.2832 * hz * i / 16000 + take)
                    * (1 if timbre == 0 else math.sin(i / 900)))) for i in range(5000 + 90 * take)))
P
"$bin/list_corpus" --corpus=folders tones 2>/dev/null | "$bin/split_dataset" --ratios=50,25,25 --balance=label \
  2>/dev/null | "$bin/wav2mel" --front_end=antitransfer --threads=1 --output=tones.tfr || exit 1
"$bin/list_corpus" --corpus=folders tones 2>/dev/null | "$bin/split_dataset" --by=label --ratios=50,0,50 \
  2>/dev/null | "$bin/wav2mel" --threads=1 --output=low.tfr || exit 1
flags=(--task=label --width=0.0625 --pool=global_mean --batch=8 --threads=1 --precision=fp32
  --learning_rate=2e-3)
train() { "$bin/train_classifier" "${flags[@]}" tones.tfr "$@"; }

check 'describe needs neither data nor a model' rc 0 '' "$bin/train_antitransfer" --describe --classes=4
grep -q 'parameters: 134,275,780 ' out || check 'VGG16 of 4 classes has 134,275,780 parameters' false
check 'a missing task is misuse' rc 2 '--task is needed' "$bin/train_classifier" tones.tfr --output=x.model
check 'a missing tap is misuse' rc 2 '--at is needed' "$bin/train_antitransfer" --task=label tones.tfr
for bad in --device=gpu --device=cuda:x --precision=fp16 --optimizer=Adam --select_by=uar --input_norm=bin; do
  check "$bad is misuse before anything is read" rc 2 "${bad%%=*}='" train $bad --output=x.model
done
for bad in 'loss=cross_entropie' 'loss=cross_entropy(' 'loss=cross_entropy(smoothing=2)' 'validation=within:10' \
  'validation='; do
  check "--$bad is misuse before anything is read" rc 2 "--${bad%%=*}" "$bin/train_classifier" \
    --task=label "--$bad" no_such.tfr --output=x.model
done
check 'a device that is not there is no misuse' rc 1 'cuda' train --device=cuda:99 --output=x.model
check 'a flag of a term that --loss names already is misuse' rc 2 'put --beta into it' \
  "$bin/train_antitransfer" --task=label --loss='antitransfer(at=conv2_2)' --beta=2 tones.tfr
check 'an output that cannot be is told before the training' rc 1 "there is no directory 'nowhere'" \
  train --epochs=1 --output=nowhere/x.model
grep -q 'epoch 1' err && check 'and not after it' false
check 'a trainer has no --salvage' rc 2 'no flag --salvage' train --salvage --output=x.model
check 'describe needs no frozen model to know the term' rc 0 '' "$bin/train_antitransfer" \
  --describe --width=0.125 --at=conv4_2
check 'an empty stream is named' rc 1 'empty stream' "$bin/train_classifier" --task=label \
  --output=x.model - </dev/null
check 'a frozen model is asked for' rc 2 'name it with --from' train --epochs=1 --output=x.model \
  --loss='cross_entropy,antitransfer(at=conv2_2)'
[ ! -e x.model ] || check 'a failed training leaves no model' false

check 'a board that cannot be written costs no model' rc 0 '' \
  bash -c 'trap "" XFSZ; ulimit -f 1; exec "$@" 2>/dev/null' - "$bin/train_classifier" "${flags[@]}" --epochs=9 \
  --tensorboard=board tones.tfr --output=/dev/null
check 'and is cut' [ "$(cat board/* | wc -c)" = 1024 ]

check 'no epochs give the weights it begins with' rc 0 '' train --epochs=0 --output=zero.model
check 'as a model' rc 0 '' "$bin/predict" --model=zero.model --threads=1 --format=csv tones.tfr
check 'a training succeeds' rc 0 'epoch 2:' train --epochs=4 --output=a.model
train --epochs=4 --output=b.model 2>/dev/null
check 'a model is no data' rc 1 'holds MODEL, not clips' train --output=x.model a.model
check 'one class is nothing to learn' rc 1 'one class of label only' "$bin/train_classifier" \
  "${flags[@]}" --validation=within:20% low.tfr --output=x.model
check 'the same command gives the same bytes' cmp a.model b.model
[ ! -e a.model.checkpoint ] || check 'success leaves no checkpoint' false

: >cut.err  # In err an epoch 1 may stand yet.
"$bin/train_classifier" "${flags[@]}" tones.tfr --epochs=4 --output=c.model 2>cut.err &
trainer=$!
until grep -q 'epoch 1:' cut.err || ! kill -0 $trainer 2>/dev/null; do sleep 0.02; done
kill -TERM $trainer 2>/dev/null
wait $trainer
stopped=$?
if [ $stopped != 0 ]; then
  check 'a signal is what a training dies of' [ $stopped = 143 ]
  check 'a stopped training leaves a checkpoint and no model' [ "$(ls c.model*)" = c.model.checkpoint ]
  cp c.model.checkpoint d.model.checkpoint
  check 'starting anew says what it will overwrite' rc 0 'd.model.checkpoint' train --epochs=4 --output=d.model
  check 'and gives what it would have' cmp a.model d.model
  check 'it goes on' rc 0 'goes on at epoch' train --epochs=4 --output=c.model --resume
fi
check 'stopped and resumed gives the bytes of one run' cmp a.model c.model

check 'a classifier can be taken off' rc 0 'parameters kept' "$bin/trim_model" a.model --output=a.features
check 'not twice' rc 1 'no classifier any more' "$bin/trim_model" a.features --output=x.model
check 'what is left is not applied' rc 1 'not applied' "$bin/predict" --model=a.features tones.tfr
against() {
  "$bin/train_antitransfer" "${flags[@]}" --from="$1" --at=conv4_2 --epochs=1 tones.tfr --output="$2"
}
check 'but compared with' rc 0 '' against a.features x.model
check 'as the whole model is' rc 0 '' against a.model y.model
for m in x y; do "$bin/predict" --model=$m.model --threads=1 --format=csv tones.tfr >$m.csv; done
check 'to the same end' cmp x.csv y.csv
check 'and started from' rc 0 'it has no classifier, so ours starts from random' \
  train --from=a.features --epochs=1 --output=x.model
rm -f x.model y.model
"$bin/predict" --model=a.model --split=test --threads=1 tones.tfr --output=test.pred
check 'predictions are of the test part' [ "$("$bin/rec2json" --count test.pred)" = 12 ]
check 'a plan that is not there is no empty success' rc 1 "assigned by plan 'cv'; plans there: split" \
  "$bin/predict" --model=a.model --plan=cv --split=test --threads=1 tones.tfr --output=x.pred
[ ! -e x.pred ] || check 'and leaves no file' false
check 'a full disk is not the fault of an item' rc 1 "predict: cannot write to '/dev/full'" \
  "$bin/predict" --model=a.model --max_bad=100% --keep_features --threads=1 tones.tfr --output=/dev/full
grep -q 'dropped' err && check 'and drops none' false
"$bin/predict" --model=a.model --threads=1 --format=csv tones/*/0_1.wav >audio.csv
check 'an unknown tap is named before anything is read' rc 2 "no tap 'conv9_9'" "$bin/train_antitransfer" \
  --task=label --from=a.model --at=conv9_9 --threads=1 no_such.tfr --output=x.model
check 'audio files give a row each' [ "$(wc -l <audio.csv)" = 3 ]
"$bin/wav2mel" --front_end=vggish --threads=1 tones/low/0_1.wav --output=other.tfr
check 'another front end is refused with both values' rc 1 'mel_bands: 0 -> 64' \
  "$bin/predict" --model=a.model other.tfr
"$bin/predict" --model=a.model --threads=1 --format=csv tones.tfr 2>err | head -1 >/dev/null
check 'a reader that leaves ends it quietly' [ ! -s err ]
exit $((failures > 0))
