# SPDX-License-Identifier: Apache-2.0
# FSDD: does anti-transfer from the speaker help to tell the digits of a speaker never heard?
#
# Each of the six speakers is the test set once; another one is for validation and four are trained on
# with PER_CLASS takes a digit, because anti-transfer is meant for little data. The speaker network of
# a fold is trained on the same items, so it has heard neither the test nor the validation speaker;
# one serves all conditions of its fold and seed. All conditions share the network, the optimizer, the
# budget and, for a seed, the random start:
#
#   baseline       digits alone
#   init           starts from the speaker network's weights
#   at_TAP         anti-transfer at TAP from the frozen speaker network
#   no_gradient    the same term on the input: it is constant, so what differs from the baseline
#                  is the noise of the procedure
#
# `-- list` says what that costs and what effect it can see.
CORPORA = FSDD

FOLDS ?= george jackson lucas nicolas theo yweweler
SEEDS ?= 1 2 3
TAPS ?= conv2_2 conv3_3 conv4_2 conv5_2
CONTROLS ?= no_gradient
PER_CLASS ?= 20
EPOCHS ?= 40
BETA ?= 1
RESAMPLES ?= 2000

net = --width=0.25 --batch=16 --learning_rate=1e-3 --epochs=$(EPOCHS) --patience=0 --precision=fp32

digits.tfr.how = list_corpus --corpus=fsdd .in/FSDD \
  | split_dataset --hold_one_out --by=speaker --balance=digit --train_per_class=$(PER_CLASS) \
    --plan=speaker | wav2mel --front_end=vggish

# $1 fold, $2 seed.
define speaker
speaker.$1.$2.model.how = pretrain_vgg --task=speaker --validation=within:10% --plan=speaker.$1 \
  $(net) --seed=$2 digits.tfr
PRETRAININGS += speaker.$1.$2
endef
# $1 fold, $2 seed, $3 condition, $4 its trainer and flags.
define condition
$3.$1.$2.model.how = $4 --task=digit --plan=speaker.$1 $(net) --seed=$2 digits.tfr
$3.$1.$2.results.how = predict --model=$3.$1.$2.model --plan=speaker.$1 --split=test digits.tfr \
  | eval --task=digit --by=speaker --name=$3 --resamples=$(RESAMPLES)
TRAININGS += $3.$1.$2
endef
# $1 fold, $2 seed, $3 tap.
anti_transfer = train_antitransfer --from=speaker.$1.$2.model --at=$3 --beta=$(BETA)
define fold_and_seed
$(eval $(call speaker,$1,$2))
$(eval $(call condition,$1,$2,baseline,train_classifier --network=vgg16))
$(eval $(call condition,$1,$2,init,train_classifier --network=vgg16 --from=speaker.$1.$2.model))
$(foreach t,$(TAPS),$(eval $(call condition,$1,$2,at_$t,$(call anti_transfer,$1,$2,$t))))
$(foreach c,$(CONTROLS),$(eval $(call condition,$1,$2,$c,$(call anti_transfer,$1,$2,input))))
endef
$(foreach f,$(FOLDS),$(foreach s,$(SEEDS),$(call fold_and_seed,$f,$s)))

report.html.how = report --title=FSDD --baseline=baseline $(TRAININGS:%=%.results)

TRAINING_SECONDS = 45
TRAINING_MB = 4
PRETRAINING_SECONDS = 45
PRETRAINING_MB = 4
OTHER_SECONDS = 60
OTHER_MB = 60
EFFECT = to be measured
include rules.mk
