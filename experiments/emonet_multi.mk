# SPDX-License-Identifier: Apache-2.0
# EmoNet, many corpora: is one shared network with adapters as good as a network for each corpus?
#
# The corpora are those of emonet_single: EMONET=/path, NAMES; or CORPUS=synthetic.
#
# Conditions: scratch, joint and added (emonet_study.mk).
#
# What came out with CORPUS=synthetic (German, English and Spanish voices of espeak-ng; 4, 5 and 6
# styles; test speakers never heard): UAR, mean of three seeds with 95 % intervals over speakers and seeds:
#
#              de (64 clips)        en (120)             es (96)              mean of three
#   scratch    59.4 (33.3 … 85.4)   33.6 (25.8 … 41.4)   41.3 (0.0 … 100.0)   44.8 (20.5 … 69.0)
#   joint      53.1 (14.0 … 92.2)   35.8 (15.3 … 56.4)   44.4 (0.0 … 100.0)   44.5 (30.4 … 58.6)
#   added      43.2 (0.0 … 100.0)   34.4 (10.5 … 58.4)   37.8 (16.3 … 59.4)   38.5 (28.9 … 48.1)
# (Those intervals, and p, are from before the methods of lib/metrics/README.md, which are longer with few
# seeds: the report is to be made again from new runs.)
#
# Nothing is shown: joint minus scratch -0.3 (-5.4 … +4.8), added minus scratch -6.3 (-22.5 … +10.0).
# Two or three test speakers a corpus are too few to say more.
#
CORPORA = EMONET
STUDY = EmoNet-multi

NAMES ?= de en es
CONDITIONS ?= scratch joint added
joint_net = --sampling=round_robin
include emonet_corpora.mk
