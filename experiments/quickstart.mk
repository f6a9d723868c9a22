# SPDX-License-Identifier: Apache-2.0
# Quickstart: does the whole chain work on this machine, from audio files to a report?
#
# espeak-ng's voices say words in several speaking styles. A network learns to tell the voices of the
# training part; then word recognition is trained without and with anti-transfer from that network,
# and tested on voices that no network has heard. It shows how things are done; it is far too small
# to say whether anti-transfer helps (fsdd_antitransfer asks that).

SEEDS ?= 1 2
EPOCHS ?= 16
TAP ?= conv4_2

net = --width=0.125 --batch_norm --pool=global_mean --classifier_units=1024 --dropout=0 \
  --window_frames=128 --hop_frames=64 --batch=8 --learning_rate=5e-4 --epochs=$(EPOCHS) \
  --patience=0 --select_by=valid/uar --precision=fp32

words/words.csv.how = espeak_words.sh
words.tfr.how = list_corpus --corpus=csv --label_column=word words/words.csv \
  | split_dataset --by=voice --ratios=34,16,50 \
  | wav2mel --front_end=vggish --feature_norm=feature_standard

define with_seed
voice.$1.model.how = pretrain_vgg --task=voice --validation=within:10% $(net) --seed=$1 words.tfr
baseline.$1.model.how = train_classifier --task=word $(net) --seed=$1 words.tfr
antitransfer.$1.model.how = train_antitransfer --task=word --from=voice.$1.model --at=$(TAP) \
  $(net) --seed=$1 words.tfr
endef
$(foreach s,$(SEEDS),$(eval $(call with_seed,$s)))

PRETRAININGS = $(SEEDS:%=voice.%)
TRAININGS = $(SEEDS:%=baseline.%) $(SEEDS:%=antitransfer.%)
define scored
$1.results.how = predict --model=$1.model --split=test words.tfr \
  | evaluate --task=word --by=voice --name=$(basename $1)
endef
$(foreach r,$(TRAININGS),$(eval $(call scored,$r)))
report.html.how = report --title=Quickstart $(TRAININGS:%=%.results)

TRAINING_SECONDS = 12
TRAINING_MB = 6
PRETRAINING_SECONDS = 10
PRETRAINING_MB = 6
OTHER_SECONDS = 10
OTHER_MB = 30
EFFECT = none to speak of: two seeds of a small network on synthetic speech
include rules.mk
