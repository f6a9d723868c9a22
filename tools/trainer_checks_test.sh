#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What trainers refuse before they read anything. Arguments: the folder of the tools.
set -u
bin=$PWD/$1
# shellcheck source=tools/testing.sh
source tools/testing.sh

# There are no data: what is not refused before fails by their name.
train() { "$bin/train_classifier" --task=label --width=0.0625 --output=x.model "$@" no_such.tfr; }
check 'nothing else is wrong with this call' rc 1 'no_such.tfr' train
for bad in network=vgg61 freeze=conv9_9 learning_rate=inf max_bad=x; do
  check "--$bad is misuse" rc 2 '--' train "--$bad"
done
check 'a hop of no window is misuse' rc 2 'without a window length' train --window_frames=0 --hop_frames=9
check 'several processes are refused' rc 1 'asks for a training by 2 processes' env RANK=1 WORLD_SIZE=2 \
  "$bin/train_classifier" --task=label no_such.tfr --output=x.model

# The checkpoint is overwritten and removed: it must be nobody else's file.
echo precious >precious.txt
cp precious.txt kept.txt
mkfifo pipe
ln -s precious.txt link
check 'a checkpoint that is the model is misuse' rc 2 'checkpoint is --output' train --checkpoint=./x.model
check 'also by a link' rc 2 'checkpoint is --output' train --output=precious.txt --checkpoint=link
for bad in - pipe; do
  check "--checkpoint=$bad is misuse" rc 2 'is not one file' train --checkpoint=$bad
done
check 'a checkpoint where there is no folder is told' rc 1 "no directory 'nowhere'" train --checkpoint=nowhere/x
check 'one is not written over what is none' rc 1 "over 'precious.txt', which is none" train --checkpoint=precious.txt
check 'which stays' cmp precious.txt kept.txt
check 'resuming wants to know from what' rc 2 'wants --checkpoint' train --resume --output=-

adapt() { "$bin/train_adapters" --describe "$@"; }
check 'cells want a window' rc 2 '--classifier=avgpool8x8 wants windows of one length' adapt --classifier=avgpool8x8 --window=0
check 'a fusion has no cells' rc 2 '--classifier=avgpool8x8 is not for' adapt --classifier=avgpool8x8 \
  --network=emonet_fusion
exit $((failures > 0))
