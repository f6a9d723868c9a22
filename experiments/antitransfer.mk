# SPDX-License-Identifier: Apache-2.0
# The published grid of anti-transfer learning: 208 trainings on IEMOCAP and Good-Sounds.
#
# Does a network tell emotions (or how well a note is played) better when a layer of it is kept unlike
# that of a network trained to tell speakers (instruments), words or instrument families? Each ID is a
# target with a way to pretrain (bazel run //experiments:antitransfer_21 is ID 21; IDS="1 21" several):
#
#   ID       target (split)                         pretraining                       trainings
#    1, 2    IEMOCAP random, by session             none                              20 each
#    3, 4    Good-Sounds by instrument, random      none                              20 each
#   10, 11   IEMOCAP random, by session             starts from LibriSpeech words      3 each
#   12, 13   IEMOCAP random, by session             starts from IEMOCAP                3 each
#   14, 15   Good-Sounds by instrument, random      starts from NSynth                 3 each
#   16, 17   Good-Sounds by instrument, random      starts from Good-Sounds            3 each
#   20, 21   IEMOCAP by session, random             anti-transfer, LibriSpeech words  13 each: a layer
#   22, 23   IEMOCAP random, by session             anti-transfer, IEMOCAP            13 each
#   24, 25   Good-Sounds by instrument, random      anti-transfer, NSynth             13 each
#   26, 27   Good-Sounds by instrument, random      anti-transfer, Good-Sounds        13 each
#
# VARIANT=fixed (the default): layers by name, after their activation, conv1_1 to conv5_3; a training
# for each of SEEDS; the pretraining on the target's own corpus tells speakers (instruments) and sees
# nothing but the training part of the target's split; weights are loaded or it fails; one control per
# seed with the term computed and without gradient; IEMOCAP windows by the corrected rule.
# VARIANT=paper: what the published program did, as values: layers by slice number 0, 2, 5 … 28 (the
# first is the raw input, the last convolution is never used), one seed for all, the pretraining on
# IEMOCAP tells sessions and hears all of them, "weight init" loads nothing, clips whose samples stay
# under 0.05 are left out, each quality has as many notes as the rarest, NSynth has 56 001 notes a
# part at most (seeded here), windows repeat and lose tails by its rule, torch 1.4's rule for small
# norms. Its defects that are no values are not repeated: collapsed instrument labels, swapped
# metrics, means of batches, stopping on loss plus penalty.
#
# Corpora: IEMOCAP=/path GOODSOUNDS=/path LIBRISPEECH=/path NSYNTH=/path, of which an ID needs those
# that it names; CORPUS=synthetic makes stand-ins in their layouts, to try everything in minutes: their
# accuracies say nothing of the real ones. RUNS=first-last takes some of an ID's trainings.
#
# Not run on the real corpora, which are not ours to ship. A training at WIDTH=1 takes hours on two
# cores: give it a GPU, LAUNCH=srun, or WIDTH=0.25.
CORPORA = IEMOCAP GOODSOUNDS LIBRISPEECH NSYNTH

IDS ?= 1 2 3 4 10 11 12 13 14 15 16 17 20 21 22 23 24 25 26 27
VARIANT ?= fixed
CORPUS ?= real
RUNS ?=
# Default: 20, 3 or 1 of them, as many as there are trainings above.
SEEDS ?=
# Default: 1 and 50; of stand-ins 0.03125 and 2. EPOCHS is of targets and pretraining alike.
WIDTH ?=
EPOCHS ?=
PRECISION ?= auto
BETA ?= 1
# Where the control's term is computed.
CONTROL_TAP ?= conv4_2
# emotion4_merged counts excited as happy; emotion6 adds excited and frustrated.
EMOTIONS ?= emotion4

$(if $(filter real synthetic,$(CORPUS)),,$(error CORPUS='$(CORPUS)', want real or synthetic))
$(if $(filter paper fixed,$(VARIANT)),,$(error VARIANT='$(VARIANT)', want paper or fixed))
# $1 of the paper's variant, else $2; $1 of the real corpora, else $2.
if_paper = $(if $(filter paper,$(VARIANT)),$1,$2)
if_real = $(if $(filter real,$(CORPUS)),$1,$2)
# The variants and the stand-ins lie beside one another: fixed/21.conv4_2.1.model.
d := $(VARIANT)$(call if_real,,.synthetic)

# ID:target:split:method:pretraining
grid := 1:iemocap:random:alone:- 2:iemocap:session:alone:- \
  3:goodsounds:instrument:alone:- 4:goodsounds:random:alone:- \
  10:iemocap:random:init:words 11:iemocap:session:init:words \
  12:iemocap:random:init:own 13:iemocap:session:init:own \
  14:goodsounds:instrument:init:families 15:goodsounds:random:init:families \
  16:goodsounds:instrument:init:own 17:goodsounds:random:init:own \
  20:iemocap:session:unlike:words 21:iemocap:random:unlike:words \
  22:iemocap:random:unlike:own 23:iemocap:session:unlike:own \
  24:goodsounds:instrument:unlike:families 25:goodsounds:random:unlike:families \
  26:goodsounds:instrument:unlike:own 27:goodsounds:random:unlike:own
all_ids := $(foreach r,$(grid),$(firstword $(subst :, ,$r)))
$(foreach i,$(IDS),$(if $(filter $i,$(all_ids)),,$(error there is no ID '$i'; there are $(all_ids))))
of = $(word $2,$(subst :, ,$(filter $1:%,$(grid))))
target = $(call of,$1,2)
split = $(call of,$1,3)
method = $(call of,$1,4)
pretraining = $(call of,$1,5)

# The corpora, or their stand-ins, and their clips. In "whole" a pretraining hears every session.
iemocap := $(call if_real,.in/IEMOCAP,synthetic/iemocap.tree)
goodsounds := $(call if_real,.in/GOODSOUNDS,synthetic/goodsounds.tree)
librispeech := $(call if_real,.in/LIBRISPEECH,synthetic/librispeech.tree)
nsynth := $(call if_real,.in/NSYNTH,synthetic/nsynth.tree)
ifeq ($(CORPUS),synthetic)
$(foreach c,iemocap goodsounds librispeech nsynth,\
  $(eval synthetic/$c.tree.how = synthetic_$c.sh))
endif
spectrum := wav2mel --front_end=antitransfer
audible := $(spectrum) $(call if_paper,--min_peak=0.05)
ratios := --ratios=70,20,10
equal := $(call if_paper,--per_class=least)
$d/iemocap.tfr.how = list_corpus --corpus=iemocap $(iemocap) \
  | split_dataset --plan=random $(ratios) --balance=$(EMOTIONS) \
  | split_dataset --plan=session $(ratios) --rule=paper --by=session \
  | split_dataset --plan=whole $(ratios) --balance=session | $(audible)
$d/goodsounds.tfr.how = list_corpus --corpus=goodsounds $(goodsounds) \
  | split_dataset --plan=random $(ratios) --balance=quality $(equal) \
  | split_dataset --plan=instrument $(ratios) --rule=paper --by=instrument --balance=quality $(equal) \
  | split_dataset --plan=whole $(ratios) --balance=instrument | $(audible)
$d/words.tfr.how = list_corpus --corpus=librispeech_words $(librispeech) | $(spectrum)
$d/families.tfr.how = list_corpus --corpus=nsynth $(call if_paper,--at_most=56001) $(nsynth) \
  | $(spectrum)
iemocap_task := $(EMOTIONS)
iemocap_group := speaker
goodsounds_task := quality
goodsounds_group := instrument

# Windows of 4 s; of Good-Sounds 6 s, in the paper the first 6 s only.
windows = $(if $(filter goodsounds,$1),--window_frames=751 \
  $(call if_paper,--hop_frames=1000000 --tail=drop,--hop_frames=376),--window_frames=501 \
  --hop_frames=250 $(call if_paper,--tail=paper))
net = --width=$(or $(WIDTH),$(call if_real,1,0.03125)) --precision=$(PRECISION) \
  --epochs=$(or $(EPOCHS),$(call if_real,$1,2))

# Networks to start from, or to be unlike. $1 clips, $2 task, $3 plan, $4 batch, $5 epochs,
# $6 patience.
pretrain = pretrain_vgg --task=$2 --plan=$3 --batch=$4 $(call net,$5) --patience=$6 \
  $(call windows,$1) --seed=1 $d/$1.tfr
$d/words.model.how = $(call pretrain,words,word,official,40,50,5)
$d/families.model.how = $(call pretrain,families,instrument_family,official,30,50,5)
# The target's own: $1 target, $2 split, $3 task. A split that holds out speakers or instruments has
# none of the validation part's to learn.
define own
$d/$1.$2.model.how = $(call pretrain,$1,$3,$(call if_paper,whole,$2$(if \
  $(filter-out random,$2), --validation=within:10%)),40,100,10)
endef
$(foreach s,random session,$(eval $(call own,iemocap,$s,$(call if_paper,session,speaker))))
$(foreach s,random instrument,$(eval $(call own,goodsounds,$s,instrument)))
network = $d/$(if $(filter own,$(call pretraining,$1)),$(call target,$1).$(call \
  split,$1),$(call pretraining,$1)).model

# Conditions of an ID and their repetitions. The paper's repetitions share one seed.
slices := 0 2 5 7 10 12 14 17 19 21 24 26 28
layers := conv1_1 conv1_2 conv2_1 conv2_2 conv3_1 conv3_2 conv3_3 conv4_1 conv4_2 conv4_3 \
  conv5_1 conv5_2 conv5_3
conditions_alone := baseline
conditions_init := init
conditions_unlike := $(call if_paper,$(slices:%=slice%),$(layers) no_gradient)
repetitions_alone := 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
repetitions_init := 1 2 3
repetitions_unlike := 1
seed = $(if $(SEEDS),$1,$(call if_paper,3,$1))
repeated = $(foreach c,$(conditions_$(call method,$1)),\
  $(foreach n,$(or $(SEEDS),$(repetitions_$(call method,$1))),$1.$c.$n))
first_to_last = $(wordlist $(firstword $(subst -, ,$(RUNS))),$(lastword $(subst -, ,$(RUNS))),$1)
TRAININGS := $(foreach i,$(IDS),$(addprefix $d/,$(if $(RUNS),$(call first_to_last,$(call \
  repeated,$i)),$(call repeated,$i))))

# $1 ID, $2 condition. "Weight init" as published loaded nothing.
train_alone = train_classifier
train_init = train_classifier $(call if_paper,,--from=$(call network,$1))
train_unlike = train_antitransfer --from=$(call network,$1) --beta=$(BETA) \
  $(call if_paper,--eps_rule=product) $(if $(filter no_gradient,$2),--at=$(CONTROL_TAP) \
  --no_gradient,--at=$(patsubst slice%,slice:%,$2))
# $1 ID, $2 condition, $3 repetition.
define training
$d/$1.$2.$3.model.how = $(call train_$(call method,$1),$1,$2) --task=$($(call target,$1)_task) \
  --plan=$(call split,$1) --batch=13 $(call net,50) --patience=5 $(call windows,$(call target,$1)) \
  --seed=$(call seed,$3) $d/$(call target,$1).tfr
$d/$1.$2.$3.results.how = predict --model=$d/$1.$2.$3.model --plan=$(call split,$1) \
  --split=train,valid,test $d/$(call target,$1).tfr | evaluate --task=$($(call target,$1)_task) \
  --split=train,valid,test --each_part --unlabelled=drop --by=$($(call target,$1)_group) \
  --name=$(if $(filter alone,$(call method,$1)),baseline,$1.$2)
endef
parts = $(subst ., ,$(patsubst $d/%,%,$1))
$(foreach r,$(TRAININGS),$(eval $(call training,$(word 1,$(call parts,$r)),$(word \
  2,$(call parts,$r)),$(word 3,$(call parts,$r)))))
PRETRAININGS := $(patsubst %.model,%,$(sort $(filter %.model,$(foreach r,$(TRAININGS),\
  $(subst =, ,$($r.model.how))))))

# A page, a workbook and figures for each target and split. Runs of other IDs that have been made
# before stand beside them; where there is no baseline yet, the control without gradient is one.
# $1 method, $2 results.
of_method = $(filter $(foreach i,$(all_ids),$(if $(filter $1,$(call method,$i)),$d/$i.%)),$2)
controls = $(filter %.no_gradient.1.results,$1)
against = $(if $(call of_method,alone,$1),--baseline=baseline,$(if $(call controls,$1),--baseline=$(word \
  1,$(call parts,$(firstword $(call controls,$1)))).no_gradient))
# $1 file without suffix, $2 results.
define pages
$1.html.how = report $(call against,$2) --title=$(notdir $1) $2
$1.xlsx.how = report $(call against,$2) $2
$1.runs.tsv.how = report $2
$(if $(call of_method,unlike,$2),$(foreach s,svg png pdf,$(newline)$1.loss.$s.how = \
  report --figure=loss $2))
$(if $(and $(call of_method,unlike,$2),$(call against,$2)),$(foreach f,layers boost,$(foreach s,svg png pdf,$(newline)$1.$f.$s.how = \
  report --figure=$f $(call against,$2) --published=.in/study/antitransfer.tsv $2)))
endef
define newline


endef
ids = $(foreach i,$(all_ids),$(if $(filter $1:$2,$(call target,$i):$(call split,$i)),$i))
chosen = $(filter $(foreach i,$(call ids,$1,$2),$d/$i.%),$(TRAININGS:%=%.results))
others = $(foreach i,$(call ids,$1,$2),$(wildcard $d/$i.*.results))
$(foreach p,iemocap:random iemocap:session goodsounds:random goodsounds:instrument,\
  $(foreach t,$(firstword $(subst :, ,$p)),$(foreach s,$(lastword $(subst :, ,$p)),\
    $(if $(call chosen,$t,$s),$(eval $(call pages,$d/$t.$s,$(sort $(call chosen,$t,$s) \
      $(call others,$t,$s))))))))

# At full width, estimated from a step's time on one core (see lib/nn/objectives/antitransfer_benchmark.cc);
# stand-ins measured.
TRAINING_SECONDS = $(call if_real,40000,20)
TRAINING_MB = $(call if_real,540,1)
PRETRAINING_SECONDS = $(call if_real,80000,20)
PRETRAINING_MB = $(call if_real,540,1)
OTHER_SECONDS = $(call if_real,7200,60)
OTHER_MB = $(call if_real,90000,300)
EFFECT = unknown before baselines of several seeds have run: the report says it then
include rules.mk
