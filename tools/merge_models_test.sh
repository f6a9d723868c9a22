#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What merge_models promises on its command line, with models as train_adapters makes them.
# Arguments: the folder of the tools.
set -u
bin=$PWD/$1
# shellcheck source=tools/testing.sh
source tools/testing.sh
merge() { "$bin/merge_models" "$@"; }
rows() {  # rows MODEL HEAD: its predictions
  "$bin/predict" --model="$1" --head="$2" --threads=1 --format=csv tones.tfr
}

# Four takes of two tones by two timbres.
python3 - <<'P'
import math, os, struct, wave
for tone in range(2):
    for timbre in range(2):
        for take in range(4):
            folder = f"tones/{'low' if tone == 0 else 'high'}/{'even' if timbre == 0 else 'wavering'}"
            os.makedirs(folder, exist_ok=True)
            with wave.open(f"{folder}/{take}.wav", "wb") as w:
                w.setnchannels(1); w.setsampwidth(2); w.setframerate(16000)
                hz = 400 * 3 ** tone
                w.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(6.2832 * hz * i / 16000 + take)
                    * (1 if timbre == 0 else math.sin(i / 900)))) for i in range(5000 + 90 * take)))
P
"$bin/list_corpus" --corpus=folders --columns=tone,timbre tones 2>/dev/null |
  "$bin/split_dataset" --ratios=50,50,0 2>/dev/null |
  "$bin/wav2mel" --front_end=emonet --threads=1 --output=tones.tfr || exit 1
train() {  # train HEAD TASK flags…
  "$bin/train_adapters" --heads="$1=tones/$2" --number_of_filters=16 --number_of_resnet_blocks=1 \
    --window=0.5 --epochs=1 --schedule=constant --batch=8 --threads=1 --precision=fp32 "${@:3}" tones.tfr
}
# What LibTorch brings would abort, or try for ever, before main.
check 'too little address space is told' rc 1 'MB of address space' \
  timeout 60 bash -c 'ulimit -v 750000; exec "$0" --version' "$bin/merge_models"
check 'a base is trained' rc 0 '' train tone tone --mode=scratch --output=base.model
check 'one corpus is adapted to' rc 0 '' train timbre timbre --from=base.model --mode=adapters --output=a.model
check 'and another' rc 0 '' train again tone --from=base.model --mode=adapters --seed=2 --output=b.model
check 'a stranger is trained' rc 0 '' train other timbre --mode=scratch --seed=3 --output=stranger.model
check 'a model without heads is trained' rc 0 '' "$bin/train_classifier" --task=tone --width=0.0625 \
  --pool=global_mean --epochs=1 --batch=8 --threads=1 tones.tfr --output=vgg.model

check 'two models become one' rc 0 '3 heads: tone, timbre, again; ' merge a.model b.model --output=both.model
for head in tone timbre again; do
  source=a.model
  [ $head = again ] && source=b.model
  check "head $head tells what it told" cmp <(rows both.model $head) <(rows $source $head)
done
check 'which is something' [ "$(rows both.model again | wc -l)" -gt 8 ]
check 'its parents are both' [ "$("$bin/rec2json" --head=1 both.model | head -1 |
  python3 -c 'import json,sys; print(len(json.load(sys.stdin)["header"]["provenance"]["parents"]))')" = 2 ]
check 'one head is taken out' rc 0 '1 head: timbre; ' merge both.model --heads=timbre --output=timbre.model
check 'and tells what it told' cmp <(rows timbre.model timbre) <(rows a.model timbre)
check 'without the core, which it does not need' rc 1 '' grep -q 'core\.' <("$bin/rec2json" timbre.model)
check 'through a pipe' cmp timbre.model <(merge both.model --heads=timbre 2>/dev/null)
check 'what was taken apart is put together again' rc 0 '2 heads: timbre, again' \
  merge timbre.model b.model --heads=timbre,again --output=x.model

check 'one model whole is misuse' rc 2 'one and --heads' merge a.model --output=x.model
check 'a head twice is misuse' rc 2 "'tone' twice" merge a.model --heads=tone,tone --output=x.model
check 'a head that is nowhere is named' rc 1 "no head 'timbr'; did you mean 'timbre'" \
  merge a.model --heads=timbr --output=y.model
check 'strangers are refused by the first tensor that differs' rc 1 "tensor 'pre.weight' of a.model and" \
  merge a.model stranger.model --output=y.model
check 'a model without heads is refused' rc 1 'vgg.model: network' merge vgg.model a.model --output=y.model
check 'clips are no model' rc 1 'tones.tfr holds CLIPS' merge tones.tfr a.model --output=y.model
[ ! -e y.model ] || check 'and an error leaves no file' false
[ "$failures" = 0 ]
