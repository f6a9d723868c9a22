# SPDX-License-Identifier: Apache-2.0
# IEMOCAP: does anti-transfer from the speaker help to tell emotions of speakers never heard?
#
# The short way in: one corpus, and the question of the published grid (antitransfer_23) asked with
# controls. Each of the five sessions, two speakers, is the test set once and the next one is for
# validation; neutral, angry, happy and sad utterances of the other three are trained on. The
# conditions are in antitransfer_study.mk. EMOTIONS=emotion4_merged counts excited as happy,
# EMOTIONS=emotion6 adds excited and frustrated.
#
# VGG16 at WIDTH, with batch normalisation and the mean over the last map, on windows of 4 s of the
# published spectrum. CORPUS=synthetic makes a stand-in to try it in minutes, smaller: EPOCHS=2
# WIDTH=0.03125 SEEDS=1 FOLDS="Ses01 Ses02". Its accuracies say nothing of IEMOCAP.
#
# Not run on IEMOCAP, which is not ours to ship.
CORPORA = IEMOCAP
STUDY = IEMOCAP

FOLDS ?= Ses01 Ses02 Ses03 Ses04 Ses05
SEEDS ?= 1 2 3 4 5
SCREEN_SEEDS ?=
TAPS ?= conv2_2 conv3_3 conv4_2 conv5_2
CONTROLS ?= no_gradient untrained
CONTROL_TAP ?= conv4_2
EMOTIONS ?= emotion4
WIDTH ?= 0.25
EPOCHS ?= 20
BETA ?= 1
PRECISION ?= auto
CORPUS ?= real

clips = iemocap.tfr
task = $(EMOTIONS)
orthogonal = speaker
group = speaker
plan = session
net = --width=$(WIDTH) --batch_norm --pool=global_mean --classifier_units=1024 --dropout=0 \
  --window_frames=501 --hop_frames=250 --batch=13 --patience=0 --select_by=valid/uar \
  --precision=$(PRECISION) --epochs=$(EPOCHS)
rate =
evaluation = --unlabelled=drop

$(if $(filter real synthetic,$(CORPUS)),,$(error CORPUS='$(CORPUS)', want real or synthetic))
ifeq ($(CORPUS),synthetic)
synthetic/iemocap.tree.how = synthetic_iemocap.sh
clips = synthetic.tfr
endif
$(clips).how = list_corpus --corpus=iemocap $(if $(filter real,$(CORPUS)),.in/IEMOCAP,$(strip \
  synthetic/iemocap.tree)) | split_dataset --hold_one_out --by=session --plan=session \
  | wav2mel --front_end=antitransfer

# Estimated from a step's time on one core.
TRAINING_SECONDS = 4000
TRAINING_MB = 8
PRETRAINING_SECONDS = 5000
PRETRAINING_MB = 8
OTHER_SECONDS = 300
OTHER_MB = 1500
EFFECT = unknown before baselines have run: the report says it then
include antitransfer_study.mk
