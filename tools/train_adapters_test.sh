#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What train_adapters promises on its command line. Arguments: the folder of the tools.
set -u
bin=$PWD/$1
# shellcheck source=tools/testing.sh
source tools/testing.sh

# Two corpora: tones of two and of three pitches, at two sample rates; a third of hostile name.
python3 - <<'P'
import math, os, struct, wave
for corpus, tones, rate in (("low", 2, 8000), ("high", 3, 16000)):
    for tone in range(tones):
        folder = f"{corpus}/{'abc'[tone]}"
        os.makedirs(folder, exist_ok=True)
        for take in range(12):
            with wave.open(f"{folder}/{take}.wav", "wb") as w:
                w.setnchannels(1); w.setsampwidth(2); w.setframerate(rate)
                hz = (300 if corpus == "low" else 500) * 2 ** tone
                w.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(6.2832 * hz * i / rate + take)))
                                       for i in range(rate // 2 + 90 * take)))
P
features() {  # features FOLDER NAME FILE [flags of wav2mel]
  local folder=$1 name=$2 file=$3
  shift 3
  "$bin/list_corpus" --corpus=folders --name="$name" "$folder" 2>/dev/null |
    "$bin/split_dataset" --ratios=50,25,25 --balance=label 2>/dev/null |
    "$bin/wav2mel" --threads=1 --output="$file" "$@" || exit 1
}
features low low low.tfr --front_end=emonet
features high high high.tfr --front_end=emonet
features high low twin.tfr --front_end=emonet
features high "a.b/\$(touch PWNED)'\`touch PWNED\`" hostile.tfr --front_end=emonet
features high coarse coarse.tfr --front_end=emonet --mel_bands=64

small=(--number_of_filters=16 --number_of_resnet_blocks=1 --batch=8 --threads=1 --precision=fp32 --epochs=2)
train() { "$bin/train_adapters" --task=label "${small[@]}" "$@"; }
scores() { "$bin/predict" --threads=1 --format=csv --model="$1" --head="$2" "$3"; }

describe() { "$bin/train_adapters" --describe --classes=7 --classifier=FCNAttention "$@"; }
describe --mode=scratch >out
check 'scratch has as many parameters as published' grep -q 'running statistics 2,818,471' out
check 'and describe says what is trained' grep -q 'trains 2,814,055 of 2,814,055 parameters' out
describe --mode=last-layer | grep -q 'trainable 34,055,' || check 'last-layer trains 34,055' false
describe --mode=adapters | grep -q 'way.new 371,296, head.new 34,055; frozen: shared 2,709,792' ||
  check 'adapters train a way and a head' false
describe --mode=adapters --share_feature_layer | grep -q 'trainable 339,303,' ||
  check 'fewer where the attention is shared' false

for mode in finetune last-layer; do
  check "--mode=$mode without a model is misuse" rc 2 '--from is needed' train --mode=$mode low.tfr --output=x
done
check 'a model that scratch would not take is misuse' rc 2 'leave out --from' \
  train --mode=scratch --from=low.model low.tfr --output=x
check 'a missing task is misuse' rc 2 '--task is needed' "$bin/train_adapters" low.tfr --output=x
check 'heads that are none are misuse' rc 2 'want NAME=CORPUS/TASK' \
  "$bin/train_adapters" --heads=low low.tfr --output=x
for bad in --mode=last --classifier=attention --dropout=0.5 --network=vgg16 --random_noise=1; do
  check "$bad is misuse" rc 2 "${bad%%=*}" train "$bad" low.tfr --output=x
done
check 'weights twice are misuse' rc 2 'leave out --balanced_weights' train --balanced_weights \
  --loss='cross_entropy(class_weights=[1,2])' low.tfr --output=x
check 'two lengths of a window are misuse' rc 2 '--window_frames' train --window=1 --window_frames=9 \
  low.tfr --output=x
check 'adapters for one corpus need a model' rc 2 '--from is needed' train --mode=adapters low.tfr --output=x
check 'a task that a corpus has not is named' rc 1 "corpus 'low', head 'low'" \
  "$bin/train_adapters" --task=emotion low.tfr --output=x
check 'two corpora of one name are named' rc 1 "two corpora are called 'low'" train low.tfr twin.tfr --output=x
check 'unequal front ends are named' rc 1 "corpora 'low' and 'coarse'" train low.tfr coarse.tfr --output=x
check 'an empty stream is named' rc 1 'empty stream' train --output=x - </dev/null
[ ! -e x ] || check 'no failed training leaves a model' false

check 'a default call works' rc 0 'trains' train low.tfr --output=low.model
check 'the same command' rc 0 '' train low.tfr --output=again.model
check 'gives the same bytes' cmp low.model again.model
check 'adapters add a corpus' rc 0 'keeps low' train --from=low.model high.tfr --output=both.model
check 'load all that is there' grep -qE 'loaded ([0-9]+) of \1 tensors' err
check 'and say what they train' grep -qE 'trains [0-9,]+ of [0-9,]+ parameters: way.high' err
scores low.model low low.tfr >alone.csv
scores both.model low low.tfr >beside.csv
check 'which changes no bit of the old corpus' cmp alone.csv beside.csv
scores both.model high high.tfr | head -1 | grep -q 'probability_c' || check 'and tells the new one' false
check 'last-layer keeps it too' rc 0 'head.high' train --mode=last-layer --from=low.model high.tfr --output=last.model
scores last.model low low.tfr >beside.csv
check 'to the bit' cmp alone.csv beside.csv
check 'finetuning drops it' rc 0 'drops low' train --mode=finetune --from=low.model high.tfr --output=fine.model
check 'other classes of a head are named' rc 1 '[a, b] (2)' train --from=low.model twin.tfr --output=x
check 'another architecture is named' rc 1 'filters: 16 -> 8' \
  train --from=low.model --number_of_filters=8 high.tfr --output=x
check 'another window of kept heads is named' rc 1 'frames: ' train --from=low.model --window=1 high.tfr --output=x
check 'features of another front end are named' rc 1 'mel_bands' train --from=low.model coarse.tfr --output=x

check 'several corpora train one network' rc 0 'way.low' train --steps_per_epoch=2 low.tfr high.tfr --output=joint.model
check 'with a mean over them' grep -q 'valid/uar .*(uar of low .*, high ' err
check 'whose ways are their own' rc 1 '--way' train --mode=last-layer --from=joint.model hostile.tfr --output=x
check 'unless one is said' rc 0 "goes 'low's way" \
  train --mode=last-layer --way=low --from=joint.model hostile.tfr --output=hostile.model
check 'and passes what is not trained once' grep -q "nothing up to 'pooled' is trained" err
[ -z "$(find . -name 'PWNED*')" ] || check 'no name is run' false
check 'one corpus feeds two heads' rc 0 "head 'again'" "$bin/train_adapters" "${small[@]}" \
  --heads=tone=low/label,again=low/label --sampling=temperature --accumulate=1 --steps_per_epoch=3 \
  --schedule=cosine --optimizer=adam --balanced_weights --loss=focal --share_feature_layer \
  --classifier=FCNAttention low.tfr --output=two.model
check 'each optimizer of its own' rc 0 '' train --optimizer_per_head --steps_per_epoch=2 \
  --individual_weight_decay low.tfr high.tfr --output=own.model

check 'a flag of another network is misuse' rc 2 '--input_bn means nothing to this emonet_rnn' \
  "$bin/train_adapters" --describe --network=emonet_rnn --input_bn
check 'so is one of a top that is not there' rc 2 '--cell_type means nothing' describe --cell_type=gru

long=(--epochs=16 --patience=0 --schedule=constant --steps_per_epoch=2 low.tfr high.tfr)
train "${long[@]}" --output=whole.model 2>/dev/null
# Not by the function: the signal would be its shell's. And not into err, where an epoch 2 stands yet.
: >cut.err
"$bin/train_adapters" --task=label "${small[@]}" "${long[@]}" --output=cut.model 2>cut.err &
trainer=$!
until grep -q 'epoch 2:' cut.err || ! kill -0 $trainer 2>/dev/null; do sleep 0.02; done
kill -TERM $trainer 2>/dev/null
wait $trainer
stopped=$?
if [ $stopped != 0 ]; then
  check 'a signal is what a training dies of' [ $stopped = 143 ]
  check 'a stopped training leaves a checkpoint and no model' [ "$(ls cut.model*)" = cut.model.checkpoint ]
  check 'it goes on' rc 0 'goes on at epoch' train "${long[@]}" --output=cut.model --resume
fi
check 'stopped and resumed gives the bytes of one run' cmp whole.model cut.model
exit $((failures > 0))
