# SPDX-License-Identifier: Apache-2.0
# What the anti-transfer studies on one corpus share. A study says, before it includes this:
#
#   clips.how    the command that makes the clips, with plans PLAN.FOLD (see FOLDS)
#   clips, task, orthogonal, group, plan    the file, what is learnt, what the frozen network knows,
#                the task whose classes are resampled for intervals, the plans' first part
#   net, rate    flags of every network, and the learning rate
#   evaluation   further flags of evaluate, if any
#   FOLDS SEEDS TAPS SCREEN_SEEDS CONTROLS CONTROL_TAP EPOCHS BETA
#
# The network that knows the orthogonal task is trained on the fold's own training part, so it has
# heard neither the test nor the validation part; one serves all conditions of its fold and seed. All
# conditions share the network, the optimizer, the budget, the choice of the best epoch (validation
# UAR) and, for a seed, the random start and the order of the clips:
#
#   baseline       the task alone
#   init           starts from the orthogonal network's weights
#   at_TAP         anti-transfer at TAP from that network, frozen
#   no_gradient    the term is computed at CONTROL_TAP and trains nothing: what differs from the
#                  baseline would be a fault of the procedure
#   untrained      anti-transfer at CONTROL_TAP from a network that never learned (its learning rate
#                  is 1e-12, so that its batch normalisation has seen the clips): what it does as
#                  well as at_CONTROL_TAP is not owed to knowing the orthogonal task
#
# First every tap with SCREEN_SEEDS (screen.html), then TAPS with SEEDS (report.html).

all_taps := conv1_1 conv1_2 conv2_1 conv2_2 conv3_1 conv3_2 conv3_3 conv4_1 conv4_2 conv4_3 \
  conv5_1 conv5_2 conv5_3

# $1 fold, $2 seed, $3 name, $4 flags.
define pretraining
$3.$1.$2.model.how = pretrain_vgg --task=$(orthogonal) --validation=within:10% --plan=$(plan).$1 \
  $(net) $4 --seed=$2 $(clips)
PRETRAININGS += $3.$1.$2
endef
# $1 fold, $2 seed, $3 condition, $4 its trainer and flags.
define condition
$3.$1.$2.model.how = $4 --task=$(task) --plan=$(plan).$1 $(net) $(rate) --seed=$2 $(clips)
$3.$1.$2.results.how = predict --model=$3.$1.$2.model --plan=$(plan).$1 --split=test $(clips) \
  | evaluate --task=$(task) --by=$(group) $(evaluation) --name=$3
TRAININGS += $3.$1.$2
endef
# $1 fold, $2 seed, $3 tap, $4 frozen network.
anti_transfer = train_antitransfer --from=$4.$1.$2.model --at=$3 --beta=$(BETA)

define with_no_gradient
$(call condition,$1,$2,no_gradient,$(call \
  anti_transfer,$1,$2,$(CONTROL_TAP),$(orthogonal)) --no_gradient)
endef
define with_untrained
$(call pretraining,$1,$2,novice,--learning_rate=1e-12 --epochs=1)
$(call condition,$1,$2,untrained,$(call anti_transfer,$1,$2,$(CONTROL_TAP),novice))
endef
define with_tap
$(call condition,$1,$2,at_$3,$(call anti_transfer,$1,$2,$3,$(orthogonal)))
endef
define plain
$(call pretraining,$1,$2,$(orthogonal),$(rate))
$(call condition,$1,$2,baseline,train_classifier)
endef
define with_init
$(call condition,$1,$2,init,train_classifier --from=$(orthogonal).$1.$2.model)
endef
# $1 seed: what it is trained for.
taps_of = $(sort $(if $(filter $1,$(SEEDS)),$(TAPS)) $(if $(filter $1,$(SCREEN_SEEDS)),$(all_taps)))
extras_of = $(if $(filter $1,$(SEEDS)),init $(CONTROLS))
$(foreach s,$(sort $(SEEDS) $(SCREEN_SEEDS)),$(foreach f,$(FOLDS),$(eval $(call plain,$f,$s)) \
  $(foreach t,$(call taps_of,$s),$(eval $(call with_tap,$f,$s,$t))) \
  $(foreach c,$(call extras_of,$s),$(eval $(call with_$c,$f,$s)))))

# $1 conditions, $2 seeds.
results_of = $(foreach c,$1,$(foreach f,$(FOLDS),$(foreach s,$2,$c.$f.$s.results)))
judged := --baseline=baseline --metric=accuracy
report.html.how = report --title=$(STUDY) $(judged) $(call results_of,baseline \
  $(TAPS:%=at_%) init $(CONTROLS),$(SEEDS))
ifneq ($(SCREEN_SEEDS),)
screen.html.how = report --title=$(STUDY)-every-tap $(judged) $(call results_of,baseline \
  $(all_taps:%=at_%),$(SCREEN_SEEDS))
endif
include rules.mk
