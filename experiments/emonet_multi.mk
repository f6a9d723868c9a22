# SPDX-License-Identifier: Apache-2.0
# EmoNet, many corpora: is one shared network with adapters as good as a network for each corpus?
#
# The corpora are those of emonet_single: EMONET=/path, NAMES; or CORPUS=synthetic.
#
# Conditions: scratch, joint and added (emonet_study.mk).
#
CORPORA = EMONET
STUDY = EmoNet-multi

NAMES ?= de en es
CONDITIONS ?= scratch joint added
joint_net = --sampling=round_robin
include emonet_corpora.mk
