# SPDX-License-Identifier: Apache-2.0
# Augmentation: does changing training batches at random help to tell the digits of a speaker never
# heard (FSDD), and sounds of recordings never heard (ESC-10)?
#
# FSDD: each of FOLDS' speakers is the test set once, PER_CLASS clips a digit are trained on. ESC-10: its
# four official folds. The network, VGG16 at an eighth of its width with batch normalisation and the
# global mean, the budget and the choice of the best epoch (validation UAR) are those of
# fsdd_antitransfer. Conditions:
#
#   none     batches as they are
#   shift    time_shift(max=0.1s)
#   masks    time_mask(n=2,max=0.1s),frequency_mask(n=2,max=8)
#   mixup    mixup(alpha=0.2)
#   all      the three, one mask of each
#
# What came out: not run in full yet.
CORPORA = FSDD ESC10
STUDY = augment

FOLDS ?= george jackson lucas nicolas theo yweweler
ESC_FOLDS ?= 1 2 3 4
SEEDS ?= 1 2 3
CONDITIONS ?= none shift masks mixup all
PER_CLASS ?= 40
EPOCHS ?= 20

augment.none =
augment.shift = --augment='time_shift(max=0.1s)'
augment.masks = --augment='time_mask(n=2,max=0.1s),frequency_mask(n=2,max=8)'
augment.mixup = --augment='mixup(alpha=0.2)'
augment.all = --augment='time_shift(max=0.1s),time_mask(n=1,max=0.1s),frequency_mask(n=1,max=8),mixup(alpha=0.2)'

net = --width=0.125 --batch_norm --pool=global_mean --classifier_units=1024 --dropout=0 \
  --window_frames=96 --hop_frames=48 --batch=16 --patience=0 --select_by=valid/uar --precision=fp32 \
  --epochs=$(EPOCHS) --learning_rate=5e-4

mel = wav2mel --front_end=vggish --feature_norm=feature_standard
digits.tfr.how = list_corpus --corpus=fsdd .in/FSDD \
  | split_dataset --hold_one_out --by=speaker --balance=digit --train_per_class=$(PER_CLASS) \
    --plan=speaker | $(mel)
sounds.tfr.how = list_corpus --corpus=esc --name=esc10 .in/ESC10 | $(mel)

# $1 condition, $2 seed, $3 fold.
define digits
digits.$1.$3.$2.model.how = train_classifier --task=digit --plan=speaker.$3 $(net) $(augment.$1) \
  --seed=$2 digits.tfr
digits.$1.$3.$2.results.how = predict --model=digits.$1.$3.$2.model --plan=speaker.$3 --split=test \
  digits.tfr | evaluate --task=digit --by=speaker --name=$1
TRAININGS += digits.$1.$3.$2
endef
define sounds
sounds.$1.$3.$2.model.how = train_classifier --task=category --plan=official.$3 \
  --validation=within:15% $(net) $(augment.$1) --seed=$2 sounds.tfr
sounds.$1.$3.$2.results.how = predict --model=sounds.$1.$3.$2.model --plan=official.$3 --split=test \
  sounds.tfr | evaluate --task=category --by=source --name=$1
TRAININGS += sounds.$1.$3.$2
endef
$(foreach c,$(CONDITIONS),$(foreach s,$(SEEDS),$(foreach f,$(FOLDS),\
  $(eval $(call digits,$c,$s,$f)))$(foreach f,$(ESC_FOLDS),$(eval $(call sounds,$c,$s,$f)))))

report.html.how = report --metric=accuracy --baseline=none --title=Augmentation $(TRAININGS:%=%.results)

# Measured on one core, a training with its evaluation.
TRAINING_SECONDS = 25
TRAINING_MB = 2
PRETRAINING_SECONDS = 0
PRETRAINING_MB = 0
OTHER_SECONDS = 20
OTHER_MB = 80
EFFECT = a difference of 5 to 9 points of accuracy of digits is found 4 times out of 5
include rules.mk
