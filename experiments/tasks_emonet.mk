# SPDX-License-Identifier: Apache-2.0
# Real recordings: three tasks that have little in common, by one network with adapters. Digits of a
# speaker never heard, and speakers, of FSDD (no recording is in both); and the sounds of ESC-10.
#
# Conditions: all six of emonet_study.mk.
#
CORPORA = FSDD ESC10
STUDY = three-tasks

NAMES = digits speakers sounds
SOURCE ?= sounds
OTHER_SOURCE ?= digits
CONDITIONS ?= scratch finetune last-layer adapters joint added
SEEDS ?= 1 2 3
EPOCHS ?= 25
FILTERS ?= 8
MELS ?= 64
BATCH ?= 16
VALID ?= yweweler
TEST ?= lucas
RESAMPLES ?= 2000

PLAN = split
net = --classifier=FCNAttention --number_of_filters=$(FILTERS) --window=2 --batch=$(BATCH) \
  --epochs=$(EPOCHS) --schedule=cosine --patience=0 --precision=fp32

clips.digits = digits.tfr
clips.speakers = speakers.tfr
clips.sounds = sounds.tfr
task.digits = digit
task.speakers = speaker
task.sounds = category
group.digits = none
group.speakers = none
group.sounds = source
mel = wav2mel --front_end=emonet --mel_bands=$(MELS)
tables.tree.how = fsdd_tables.sh .in/FSDD --valid=$(VALID) --test=$(TEST)
of_tables = list_corpus --corpus=csv_parts --root=.in/FSDD/recordings
digits.tfr.how = $(of_tables) --label_column=digit tables.tree/digits --name=digits | $(mel)
speakers.tfr.how = $(of_tables) --label_column=speaker tables.tree/speakers --name=speakers | $(mel)
sounds.tfr.how = list_corpus --corpus=esc --name=sounds .in/ESC10 \
  | split_dataset --ratios=60,20,20 --balance=category | $(mel)

# Measured on one core.
TRAINING_SECONDS = 60
TRAINING_MB = 1
PRETRAINING_SECONDS = 150
PRETRAINING_MB = 2
OTHER_SECONDS = 60
OTHER_MB = 60
EFFECT = to be measured
include emonet_study.mk
