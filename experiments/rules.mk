# SPDX-License-Identifier: Apache-2.0
# The rules of every study; a study includes them last. It defines, for each file X that it makes,
#
#   X.how = the command that makes it, without --output: tools in a pipe, files by name
#
# with X ending in .csv (a made corpus' list, in the corpus' folder), .tree (a made corpus' folder),
# .tfr (clips), .model, .results, or what a report can be (.html, .xlsx, .tsv, .svg, .png, .pdf); the
# rules find in the command which files it reads and which tools it runs. make's own laws apply: what
# is missing or older than what it is made from is made. Besides that
#
#   a changed command    re-makes X (.stamps/X holds the text and is touched only on change);
#   a changed tool       re-makes clips and results; a finished model only with REBUILD=1, else it
#                        is named as stale;
#   clips that came out as they were re-make nothing (.stamps/X.id, their digest).

# Threads of a stage; -j says how many stages run at once.
THREADS ?= 1
# What starts a stage: "srun -c1 --mem=4G".
LAUNCH ?=
# What stays of a model once its results X.results are made: best (all of it), features (without its
# classifier, as X.features: enough to start from or to compare with; X.model of several results, of a
# network of many heads, stays whole), or none.
KEEP ?= best
# 1: models made by other tools than today's are trained again.
REBUILD ?=

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDEXPANSION:
.PHONY: all list FORCE
.DEFAULT_GOAL := all

$(if $(filter best features none,$(KEEP)),,$(error KEEP='$(KEEP)', want best, features or none))

made = $(sort $(patsubst %.how,%,$(filter %.$1.how,$(.VARIABLES))))
lists := $(call made,csv)
trees := $(call made,tree)
streams := $(call made,tfr)
models := $(call made,model)
results := $(call made,results)
pages := $(foreach s,html xlsx tsv svg png pdf,$(call made,$s))
all: $(pages)

# $1: a target. The files that its command reads, the tools that it runs, the tools' contents.
words_of = $(subst =, ,$($1.how))
reads = $(filter $(lists) $(trees) $(streams) $(models) $(results),$(words_of)) \
  $(foreach t,$(trees),$(if $(filter $t/%,$(words_of)),$t))
runs = $(filter $(TOOLS),$($1.how))
contents = $(foreach t,$(call runs,$1),$(filter $t:%,$(TOOL_DIGESTS)))
# Clips count by content: a model waits for x.tfr, but is older than it only if x.tfr.id is newer.
needs = $(foreach f,$(call reads,$1),$(if $(filter $(streams),$f),.stamps/$f.id,$f))

# The command as it is run: every tool that has threads gets THREADS, the last one the output.
threaded := wav2mel embed predict pretrain_vgg train_classifier train_antitransfer train_adapters \
  train_sed train_proto relabel_proselflc
command = $(foreach w,$($1.how),$w$(if $(filter $w,$(threaded)), --threads=$(THREADS))) --output=$1

# -n shows commands, not the rules' own bookkeeping.
unless_dry = $(if $(filter dry,$(MODE)),,$1)
quoted = '$(subst ','\'',$1)'
# What a file holds. GNU make 4.3 sometimes keeps the last newline.
held = $(strip $(file < $1))
# "" if equal, else the difference.
differ = $(subst x$1x,,x$2x)$(subst x$2x,,x$1x)
corpora = $(foreach c,$(CORPORA),$(if $(findstring .in/$c,$($1.how)),.in/$c))
places = $(foreach c,$(patsubst .in/%,%,$(call corpora,$1)),$(filter $c:%,$(PLACES)))
text = $(strip $($1.how) $(if $(filter $(models),$1),,$(call contents,$1)) $(call places,$1))

# Flag stamps. The comparison is make's own, so that -n sees what would change and changes nothing.
files := $(lists) $(trees) $(streams) $(models) $(results) $(pages)
stamps := $(addprefix .stamps/,$(files))
$(stamps): .stamps/%: $$(if $$(call differ,$$(call text,$$*),$$(call held,.stamps/$$*)),FORCE)
	@$(call unless_dry,mkdir -p $(@D) && rm -f $*.checkpoint && \
	  printf '%s\n' $(call quoted,$(call text,$*)) > $@)

# Stages are started by stage.sh, through LAUNCH.
$(files): private SHELL := stage.sh
$(files): private export STAGE = $@
export LAUNCH
export OMP_NUM_THREADS := $(THREADS)

$(lists): %: .stamps/% | $$(call corpora,$$@)
	@rm -rf $(@D) && $($@.how) --output=$(@D)

$(trees): %: .stamps/% | $$(call corpora,$$@)
	@rm -rf $@ && $($@.how) --output=$@ && touch $@

$(streams): %: .stamps/% $$(call needs,$$@) $$(if $$(wildcard .stamps/$$@.id),,FORCE) \
  | $$(call corpora,$$@)
	@$(call command,$@)$(call unless_dry, && sha256sum < $@ > $@.sum && \
	  { cmp -s $@.sum .stamps/$@.id && rm $@.sum || mv $@.sum .stamps/$@.id; })

# Made with the clips. An empty recipe: its own time decides what follows.
$(streams:%=.stamps/%.id): .stamps/%.id: % ;

is_stale = $(call differ,$(strip $(call contents,$1)),$(call held,.stamps/$1.tools))
stale := $(strip $(foreach m,$(wildcard $(models)),$(if $(call is_stale,$m),$m)))
$(models): %: .stamps/% $$(call needs,$$@) $$(if $$(REBUILD),$$(if $$(filter $$@,$$(stale)),FORCE))
	@$(call command,$@)$(call unless_dry,$$(test ! -e $@.checkpoint || echo ' --resume') && \
	  printf '%s\n' $(call quoted,$(strip $(call contents,$@))) > .stamps/$@.tools)

$(results) $(pages): %: .stamps/% $$(call needs,$$@)
	@$(call command,$@)$(call drop,$(filter %.results,$@))

# A model that only its own results need goes when they are made, one that others start from when all
# is done; none for a failure elsewhere. make does not miss a secondary file that nothing needs any more.
ifneq ($(KEEP),best)
needed := $(foreach f,$(files),$(filter $(models),$(call reads,$f)))
passing := $(if $(filter none,$(KEEP)),$(models),$(filter $(models),$(results:.results=.model)))
.SECONDARY: $(passing)
all:
	@$(call unless_dry,rm -f -- $(passing))
drop = $(call drop_model,$(filter $(models),$(1:.results=.model)))
drop_model = $(if $1,$(if $(filter features,$(KEEP)), && trim_model $1 --output=$(1:.model=.features)) \
  $(if $(filter 1,$(words $(filter $1,$(needed)))), && rm $1))
endif

$(CORPORA:%=.in/%):
	@$(call unless_dry,echo "$(@F) is not given or not there: say $(@F)=/path/to/it" >&2; exit 1)

ifeq ($(MODE)$(REBUILD),run)
$(if $(stale),$(info stale, made by other tools than these (REBUILD=1 trains again): $(stale)))
endif

# What a study costs: TRAINING_SECONDS and _MB of one of TRAININGS, PRETRAINING_* of one of
# PRETRAININGS, OTHER_* of all the rest; measured on one core. EFFECT: the smallest effect that the
# study can detect.
state = $(if $(wildcard $1),done,to do)
cost = awk -v n=$(words $(TRAININGS)) -v s=$(TRAINING_SECONDS) -v mb=$(TRAINING_MB) \
  -v pn=$(words $(PRETRAININGS)) -v ps=$(PRETRAINING_SECONDS) -v pmb=$(PRETRAINING_MB) \
  -v os=$(OTHER_SECONDS) -v omb=$(OTHER_MB) -v keep=$(KEEP)
list:
	$(foreach r,$(PRETRAININGS),$(info pretrain $r: $(call state,$r.model): $($r.model.how)))
	$(foreach r,$(TRAININGS),$(info run $r: $(call state,$r.results): $($r.model.how)))
	@$(cost) 'BEGIN { t = (n * s + pn * ps + os) / 60; if (keep == "none") mb = pmb = 0; \
	  printf "cost %d runs of %d s, %d pretrainings of %d s, %d s more: ", n, s, pn, ps, os; \
	  printf "%.0f min on one core, %.0f on two (-j2); ", t, t / 2; \
	  printf "%.0f MB of disk\n", n * mb + pn * pmb + omb }'
	@printf 'effect %s\n' $(call quoted,$(EFFECT))
