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
# What came out with CORPUS=synthetic (German, English and Spanish voices of espeak-ng; 4, 5 and 6
# styles; test speakers never heard; English and Spanish start from German, German from Spanish): UAR, mean
# of three seeds with 95 % intervals over speakers and seeds:
#
#                de (64 clips)        en (120)             es (96)               mean of three
#   scratch      59.4 (33.3 … 85.4)   33.6 (25.8 … 41.4)   41.3 (0.0 … 100.0)    44.8 (20.5 … 69.0)
#   finetune     51.6 (0.0 … 100.0)   36.9 (24.6 … 49.3)   45.8 (22.6 … 69.1)    44.8 (0.0 … 98.5)
#   last-layer   57.3 (50.8 … 63.8)   38.6 (23.0 … 54.2)   42.4 (0.0 … 89.1)     46.1 (19.5 … 72.7)
#   adapters     52.1 (0.0 … 100.0)   38.3 (33.4 … 43.3)   45.1 (0.0 … 100.0)    45.2 (3.4 … 86.9)
# (Those intervals, and p, are from before the methods of lib/metrics/README.md, which are longer with few
# seeds: the report is to be made again from new runs.)
#
# Nothing is shown, on the mean or on any corpus: minus scratch 0.0 (-23.2 … +23.2), +1.3
# (-10.3 … +12.9) and +0.4 (-5.9 … +6.8). Two or three test speakers a corpus are too few. A training took
# 20 s (scratch), 16 s (finetune), 24 s (adapters, a seventh of the parameters) and 2 s (last-layer).
#
CORPORA = EMONET
STUDY = EmoNet-single

NAMES ?= de en es
SOURCE ?= $(firstword $(NAMES))
OTHER_SOURCE ?= $(lastword $(NAMES))
CONDITIONS ?= scratch finetune last-layer adapters
include emonet_corpora.mk
