# SPDX-License-Identifier: Apache-2.0
# What the studies of residual adapters share. A study says, before it includes this:
#
#   NAMES      the corpora; of each N: clips.N, the file, whose corpus is called N, with plan PLAN;
#              task.N, what is learnt; group.N, the task whose classes are resampled for intervals
#   SOURCE     the corpus whose model others start from (it starts from OTHER_SOURCE's)
#   net        flags of every training but its mode and rate
#   CONDITIONS of:
#     scratch     each corpus for itself, from random weights
#     finetune    from the source's scratch model, all of it trained on
#     last-layer  the same, nothing but the head trained, on windows of a regular grid, whose
#                 values behind the trunk are computed once
#     adapters    the same, adapters, norms, attention and head trained
#     joint       all corpora at once: shared kernels, a way and a head for each
#     added       adapters and a head on a joint model of all the other corpora
#   SEEDS
#
# All conditions have the network, the optimizer, the budget, the choice of the best epoch
# (validation UAR; of joint models its mean over corpora) and, for a seed, the order of the clips.

train = train_adapters --task=$(task.$1) --plan=$(PLAN) $(net)
# $1 corpus: whose model it starts from.
source_of = $(if $(filter $(SOURCE),$1),$(OTHER_SOURCE),$(SOURCE))
# $1 corpora of one model: the inputs, each once, and their heads.
inputs_of = $(foreach n,$1,$(clips.$n))
heads_of = $(subst $() ,$(comma),$(foreach n,$1,$n=$n/$(task.$n)))
comma := ,

# $1 corpus, $2 seed, $3 condition, $4 model.
define judged
$3.$1.$2.results.how = predict --model=$4 --head=$1 --plan=$(PLAN) --split=test $(clips.$1) \
  | evaluate --task=$(task.$1) --prediction=$1 --by=$(group.$1) --plan=$(PLAN) --name=$3
endef
# $1 corpus, $2 seed, $3 condition, $4 flags.
define condition
$3.$1.$2.model.how = $(train) $4 --seed=$2 $(clips.$1)
$(call judged,$1,$2,$3,$3.$1.$2.model)
TRAININGS += $3.$1.$2
endef
with_scratch = $(call condition,$1,$2,scratch,--mode=scratch)
with_finetune = $(call condition,$1,$2,finetune,--mode=finetune \
  --from=scratch.$(source_of).$2.model)
with_last-layer = $(call condition,$1,$2,last-layer,--mode=last-layer --norandom_windows \
  --from=scratch.$(source_of).$2.model)
with_adapters = $(call condition,$1,$2,adapters,--mode=adapters \
  --from=scratch.$(source_of).$2.model)
# One corpus alone has nothing to share.
mode_of = $(if $(word 2,$1),adapters,scratch)
# $1 corpora, $2 seed, $3 name.
define together
$3.$2.model.how = train_adapters --heads=$(heads_of) --mode=$(mode_of) --plan=$(PLAN) $(net) \
  $(joint_net) --seed=$2 $(inputs_of)
JOINT += $3.$2
endef
with_joint = $(call judged,$1,$2,joint,joint.$2.model)
define with_added
$(call together,$(filter-out $1,$(NAMES)),$2,others.$1)
$(call condition,$1,$2,added,--mode=adapters --from=others.$1.$2.model)
endef

$(foreach s,$(SEEDS),$(foreach c,$(CONDITIONS),$(foreach n,$(NAMES),$(eval \
  $(call with_$c,$n,$s)))))
ifneq ($(filter joint,$(CONDITIONS)),)
$(foreach s,$(SEEDS),$(eval $(call together,$(NAMES),$s,joint)))
endif
PRETRAININGS = $(JOINT)

report.html.how = report --title=$(STUDY) --baseline=scratch --metric=uar $(foreach \
  c,$(CONDITIONS),$(foreach n,$(NAMES),$(foreach s,$(SEEDS),$c.$n.$s.results)))
include rules.mk
