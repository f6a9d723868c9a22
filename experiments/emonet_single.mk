# SPDX-License-Identifier: Apache-2.0
# EmoNet, one corpus at a time: what of a network trained on one emotion corpus helps on another?
#
# EMONET=/path holds a folder for each corpus of NAMES with train.csv, devel.csv (or val.csv) and
# test.csv, columns file,label and, if there is one, speaker; ROOT is what files are relative to, within
# EMONET. CORPUS=synthetic instead speaks corpora with espeak-ng, in as many languages, speaking styles
# for emotions: to see how things are done, not what people's emotions sound like.
#
# Conditions: scratch, finetune, last-layer and adapters (emonet_study.mk).
#
CORPORA = EMONET
STUDY = EmoNet-single

NAMES ?= de en es
SOURCE ?= $(firstword $(NAMES))
OTHER_SOURCE ?= $(lastword $(NAMES))
CONDITIONS ?= scratch finetune last-layer adapters
include emonet_corpora.mk
