#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What bash offers when a line of a tool is completed, from the file that the package carries.
# shellcheck disable=SC2154  # The sourced file sets the tables.
set -u
# shellcheck source=/dev/null
source packaging/auricle.bash || exit 1
failures=0
# offers 'WORDS OFFERED' WORD…: the words as readline parts them; the last one is being typed.
offers() {
  local want=$1
  shift
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  _auricle "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2> /dev/null
  [[ "${COMPREPLY[*]}" == "$want" ]] && return
  echo "FAILED: '$*' offers '${COMPREPLY[*]}', want '$want'"
  failures=$((failures + 1))
}
offers '--front_end=' wav2mel --fr
offers '--front_end=' /usr/bin/wav2mel --fr
offers 'panns16k panns32k' wav2mel --front_end = panns
offers 'panns16k panns32k' wav2mel --front_end panns
offers '--front_end=panns16k --front_end=panns32k' wav2mel --front_end=panns
offers 'float32 float16' wav2mel --dtype =
offers '--keep_samples' wav2mel --keep
offers 'crema_d csv csv_parts' list_corpus --corpus = c
offers 'adam adamw sgd rmsprop adadelta' train_classifier --optimizer =
offers 'fp32 bf16 auto' pretrain_vgg --precision =
offers 'scalar per_bin none refit keep' train_classifier --input_norm =
offers 'mean_probability mean_logit vote' predict --aggregation =
offers 'round_robin uniform proportional temperature' train_adapters --sampling =
offers 'scratch finetune last-layer adapters auto' train_adapters --mode =
offers 'within:10%' pretrain_vgg --validation = w
offers 'error drop wrong' evaluate --unseen =
offers 'html md tsv xlsx runs svg png pdf auto' report --format =
offers '--nofigures' report --nof
# A name of the data's own, a number and a file are readline's to complete.
offers '' evaluate --task =
offers '' evaluate --resamples =
offers '' predict --model =
offers '' predict a
offers 'fsdd_antitransfer' auricle fsdd
offers '' auricle quickstart S
# Wherever words are offered, the default is one of them.
while read -r tool flag words; do
  default=$(sed -n "s/^    $flag=//p" "packaging/help/$tool.txt")
  [[ -z $default || " $words " == *" $default "* ]] && continue
  echo "FAILED: $tool $flag=$default is not among '$words'"
  failures=$((failures + 1))
done < <(for key in "${!_auricle_values[@]}"; do echo "$key ${_auricle_values[$key]}"; done)
[[ " $(complete -p) " == *"-F _auricle auricle"* ]] || { echo 'FAILED: it is not registered'; failures=1; }
((${#_auricle_flags[@]} > 10)) || { echo 'FAILED: few tools'; failures=1; }
complete -p eval 2> /dev/null && { echo "FAILED: the shell's eval is touched"; failures=1; }
exit $((failures > 0))
