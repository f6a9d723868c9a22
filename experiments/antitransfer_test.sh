#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The published grid is 208 trainings, each with the published values; the mended one has controls.
set -euo pipefail

study=$(pwd)/experiments
cd "$(mktemp -d)"
failures=0
list() { # VARIABLE=value…
  make -s -I "$study" -f "$study/antitransfer.mk" TOOLS= MODE=list "$@" list
}
check() { # WHAT GOT WANT
  if [[ $2 == "$3" ]]; then
    echo "ok    $1"
  else
    echo "FAIL  $1: '$2', want '$3'"
    failures=$((failures + 1))
  fi
}
count() { grep -c '^run ' <<< "$1"; }
refused() {
  if list "$@" > /dev/null 2> said; then
    echo accepted
  else
    grep -o 'want .*\|there is no ID .*;' said
  fi
}

paper=$(list VARIANT=paper)
check "the published grid" "$(count "$paper")" 208
for id in 1 2 3 4; do
  check "ID $id" "$(count "$(list VARIANT=paper IDS=$id)")" 20
done
for id in 1{0..7}; do
  check "ID $id" "$(count "$(list VARIANT=paper IDS="$id")")" 3
done
for id in 2{0..7}; do
  runs=$(list VARIANT=paper IDS="$id")
  check "ID $id" "$(count "$runs")" 13
  check "ID $id goes through the published slices" \
    "$(grep -o 'at=slice:[0-9]*' <<< "$runs" | tr '\n' ' ')" \
    "$(printf 'at=slice:%s ' 0 2 5 7 10 12 14 17 19 21 24 26 28)"
done
check "its baselines share one seed" \
  "$(grep '^run paper/1\.' <<< "$paper" | grep -o 'seed=[0-9]*' | sort -u)" seed=3
check "its weights are not loaded (D1)" \
  "$(grep '^run paper/1[0-7]' <<< "$paper" | grep -c -e --from=)" 0
check "its batches" \
  "$(grep '^run ' <<< "$paper" | grep -c -e '--batch=13 .*--epochs=50 --patience=5')" 208

# The table of the grid: target, split and pretraining of each ID.
of() { # ID: clips, task, plan and frozen network of its first run.
  local runs
  runs=$(list IDS="$1" RUNS=1-1)
  grep '^run ' <<< "$runs" | grep -oE -e '[a-z]+\.tfr|--(task|plan|from)=[^ ]+' | sort | tr '\n' ' '
}
check "ID 1" "$(of 1)" "--plan=random --task=emotion4 iemocap.tfr "
check "ID 3" "$(of 3)" "--plan=instrument --task=quality goodsounds.tfr "
check "ID 10" "$(of 10)" "--from=fixed/words.model --plan=random --task=emotion4 iemocap.tfr "
check "ID 13" \
  "$(of 13)" "--from=fixed/iemocap.session.model --plan=session --task=emotion4 iemocap.tfr "
check "ID 16" \
  "$(of 16)" \
  "--from=fixed/goodsounds.instrument.model --plan=instrument --task=quality goodsounds.tfr "
check "ID 20, by session" \
  "$(of 20)" \
  "--from=fixed/words.model --plan=session --task=emotion4 iemocap.tfr "
check "ID 21, random" \
  "$(of 21)" \
  "--from=fixed/words.model --plan=random --task=emotion4 iemocap.tfr "
check "ID 25" "$(of 25)" "--from=fixed/families.model --plan=random --task=quality goodsounds.tfr "
check "ID 27" \
  "$(of 27)" \
  "--from=fixed/goodsounds.random.model --plan=random --task=quality goodsounds.tfr "

fixed=$(list IDS=23)
layers=$(echo conv{1,2}_{1,2} conv{3,4,5}_{1,2,3})
check "mended: every layer by name (D2), and a control" \
  "$(grep -o 'run fixed/23\.[a-z0-9_]*' <<< "$fixed" | cut -d. -f2 | tr '\n' ' ')" \
  "$layers no_gradient "
check "mended: pretraining keeps to the target's training part (D12)" \
  "$(grep '^pretrain' <<< "$fixed" | grep -oE -e '--(plan|validation|task)=[^ ]+' | tr '\n' ' ')" \
  "--task=speaker --plan=session --validation=within:10% "
check "mended: baselines of 20 seeds" \
  "$(list IDS=1 | grep -o 'seed=[0-9]*' | sort -u | wc -l)" 20
check "SEEDS" "$(count "$(list IDS=23 SEEDS="4 5")")" 28
check "RUNS" \
  "$(list IDS=23 RUNS=2-3 | grep -o '^run [^:]*' | tr '\n' ' ')" \
  "run fixed/23.conv1_2.1 run fixed/23.conv2_1.1 "
check "VARIANT=both is refused" "$(refused VARIANT=both)" "want paper or fixed.  Stop."
check "IDS=5 is refused" "$(refused IDS=5)" "there is no ID '5';"

echo "$failures failures"
exit $((failures > 0))
