#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2317  # What stands in quotes here is for other shells.
# The launcher and the rules on a study of tiny stand-in tools, in a folder with a hostile name.
# Defects of the anti-transfer original that this forbids: D10 (programs that disagreed on paths), D11
# (stale caches) and D14 (a dead run was waited for).
set -euo pipefail

here=$(pwd)/experiments
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
# shellcheck disable=SC2016  # The name is meant to hold these characters.
work="$top/it's a \$(touch pwned) \"place\" #1 : %"
runfiles="$work/bin/toy.runfiles/auricle"
mkdir -p "$runfiles/tools" "$runfiles/experiments/corpora" "$work/corpus & more"
cp "$here"/{launch.sh,stage.sh,rules.mk} "$runfiles/experiments/"
cp "$here/launch.sh" "$work/bin/toy"
echo words > "$work/corpus & more/words.txt"

# Stand-ins: each writes what it read and its arguments' name to --output or stdout, and counts.
tool() {
  cat > "$runfiles/tools/$1" <<TOOL
#!/bin/bash
# $2
set -e
echo "$1 \$*" >> calls
for a; do [[ \$a != --output=* ]] || out=\${a#*=}; done
[[ ! -e hang.$1 ]] || { touch "\$out.checkpoint"; sleep 60; }
[[ ! -e fail.$1 ]] || { echo "half" > "\${out:-/dev/null}"; echo "$1: broken" >&2; exit 1; }
$3
TOOL
  chmod +x "$runfiles/tools/$1"
}
tool lister 1 'cat "$2/words.txt"'
tool wav2mel 1 'cat > "$out"'
tool train_classifier 1 'cat words.tfr > /dev/null; echo "model $OMP_NUM_THREADS" > "$out"'
tool evaluate 1 'echo result > "$out"'
tool report 1 'echo page > "$out"'
tool unused 1 ''

printf '%s\n' '#!/bin/bash' 'out=${@: -1}' 'out=${out#--output=}' 'mkdir "$out" && echo w > "$out/list.csv"' \
  'echo maker >> calls' > "$runfiles/experiments/corpora/maker.sh"
chmod +x "$runfiles/experiments/corpora/maker.sh"

cat > "$runfiles/experiments/toy.mk" <<'STUDY'
# A toy.
CORPORA = WORDS
SEEDS ?= 1 2
EPOCHS ?= 3
PRETRAININGS =
TRAININGS = $(SEEDS:%=base.%)
TRAINING_SECONDS = 60
TRAINING_MB = 10
PRETRAINING_SECONDS = 0
PRETRAINING_MB = 0
OTHER_SECONDS = 60
OTHER_MB = 1
EFFECT = 5 points
words.tfr.how = lister --root .in/WORDS | wav2mel --bins=4
spoken/list.csv.how = maker.sh
tables.tree.how = maker.sh .in/WORDS
spoken.tfr.how = lister --root .in/WORDS spoken/list.csv tables.tree/list.csv | wav2mel
define seed
base.$1.model.how = train_classifier --loss='a(at=b,c=1)' --seed=$1 --epochs=$$(EPOCHS) --validation=within:10% words.tfr
base.$1.results.how = evaluate --task=t base.$1.model
endef
$(foreach s,$(SEEDS),$(eval $(call seed,$s)))
report.html.how = report $(extra) spoken.tfr $(TRAININGS:%=%.results)
include rules.mk
STUDY

failures=0
check() {
  if "${@:2}"; then
    echo "ok    $1"
  else
    echo "FAIL  $1"
    failures=$((failures + 1))
    tail -n 20 "$top/said" | sed 's/^/      /'
  fi
}
out="$work/runs/toy"
toy() {
  (cd "$work" && "$work/bin/toy" "$@") > "$top/said" 2>&1
}
refused() {
  local status=0
  toy "$@" || status=$?
  ((status == 2))
}
says() { grep -q -e "$1" "$top/said"; }
calls() { # How often the tools ran since the last call: "lister:1 evaluate:2".
  touch "$out/calls"
  awk '{print $1}' "$out/calls" | sort | uniq -c | awk '{printf "%s%s:%d", s, $2, $1; s = " "}'
  rm "$out/calls"
}
ran() {
  local now
  now=$(calls)
  [[ $now == "$1" ]] || { echo "ran '$now', want '$1'" >> "$top/said"; false; }
}

check "list works without the corpus" toy list
check "list has one line a run" says '^run base.2: to do: train_classifier'
check "list says what the study costs" says '3 min on one core, 2 on two (-j2); 21 MB'
check "list says what effect can be seen" says '^effect 5 points'
check "list makes nothing" test ! -e "$out"
launcher() { (cd "$work" && bash "$runfiles/experiments/launch.sh" "$@") > "$top/said" 2>&1; }
check "launch.sh itself takes the study's name" launcher toy list
check "and lists the same" says '^run base.2: to do: train_classifier'
check "a name that is no study's is misuse" eval 'launcher toys; (($? == 2)) && says "no study of this name"'
check "and so is a path" eval 'launcher ../experiments/toy; (($? == 2))'
check "-n works without the corpus" toy -n
check "-n shows the stages" says 'train_classifier .*--seed=2'
check "-n makes nothing" test ! -e "$out"
fails() {
  local status=0
  toy "$@" || status=$?
  ((status == 1))
}
check "a study without its corpus fails" fails
check "and says which variable names it" says 'WORDS=/path'
check "an unknown variable is misuse" refused SEED=3
check "PATH is no variable of a study" refused PATH=/tmp
check "a value with a dollar sign is misuse" refused 'EPOCHS=$(shell touch pwned)'
check "a value with a backtick is misuse" refused 'LAUNCH=`touch pwned`'
check "-f is misuse" refused -f other.mk
mkdir "$work/wrong 'place'"
check "a folder that is not the corpus fails" fails "WORDS=wrong 'place'"
check "and is named" says "[.]in/WORDS is '.*/wrong 'place''"
rm -rf "$out"
export extra=--of-the-environment
check "a corpus in a folder with a hostile name is read" toy "WORDS=corpus & more" -j2
check "what the environment says is not" eval '! grep -q of-the-environment "$out/calls"'
unset extra
check "each stage ran once" ran 'evaluate:2 lister:2 maker:2 report:1 train_classifier:2 wav2mel:2'
check "nothing in a name was run" eval '[[ -z $(find "$top" -name pwned) ]]'
check "a second run" toy
check "runs nothing" ran ''
check "and calls nothing stale" eval '! says stale'
check "-n of a finished study" toy -n
check "shows no stage" eval '! says train_classifier'
check "a changed flag" toy EPOCHS=4
check "retrains and all that follows, and nothing before" ran 'evaluate:2 report:1 train_classifier:2'
check "-n with a changed flag" toy -n EPOCHS=5
check "shows the retraining" says 'epochs=5'
check "and leaves the finished study finished" toy EPOCHS=4
check "so that nothing is run again" ran ''
check "another number of threads" toy EPOCHS=4 THREADS=2 -j2
check "re-makes nothing" ran ''
check "one more seed" toy EPOCHS=4 SEEDS="1 2 3"
check "runs only that seed" ran 'evaluate:1 report:1 train_classifier:1'
tool wav2mel 2 'cat > "$out"'
check "a changed feature tool that changes no byte" toy EPOCHS=4 SEEDS="1 2 3"
check "re-makes the clips and retrains nothing" ran 'lister:2 wav2mel:2'
tool wav2mel 3 'tr a-z A-Z > "$out"'
check "a changed feature tool that changes bytes" toy EPOCHS=4
check "retrains" ran 'evaluate:2 lister:2 report:1 train_classifier:2 wav2mel:2'
tool train_classifier 2 'echo "other $OMP_NUM_THREADS" > "$out"'
check "a changed trainer" toy EPOCHS=4
check "retrains no finished model" ran ''
check "but names the stale ones" says 'stale.*base.1.model'
check "REBUILD=1" toy EPOCHS=4 REBUILD=1
check "retrains them" ran 'evaluate:2 report:1 train_classifier:2'
check "and only once" toy EPOCHS=4 REBUILD=1
check "as no tool has changed since" ran ''
check "the tools that ran are kept beside the outputs" test -x "$out"/.tools/*/wav2mel
check "and no other tool" eval '[[ -z $(find "$out/.tools" -name unused) ]]'
touch "$out/fail.train_classifier"
check "a failing tool fails the study" eval '! toy EPOCHS=6 SEEDS=1'
check "its words reach the screen" says 'train_classifier: broken'
check "no half model stays" test ! -e "$out/base.1.model"
rm "$out/fail.train_classifier" "$out/calls"
touch "$out/base.1.model.checkpoint"
check "after a crash" toy EPOCHS=6 SEEDS=1
check "training goes on from its checkpoint" grep -q -e ' --resume' "$out/calls"
rm "$out/calls" "$out/base.1.model.checkpoint"
check "LAUNCH starts every stage" toy EPOCHS=7 SEEDS=1 "LAUNCH=env OMP_NUM_THREADS=7"
check "and its environment holds there" grep -q 'other 7' "$out/base.1.model"
rm "$out/calls"
check "KEEP=none" toy EPOCHS=8 SEEDS=1 KEEP=none
check "deletes the models" test ! -e "$out/base.1.model"
check "keeps the results" test -e "$out/base.1.results"
rm "$out/calls"
check "and does not miss the models" toy EPOCHS=8 SEEDS=1 KEEP=none
check "when run again" ran ''

# Ctrl-C goes to all that the terminal runs.
touch "$out/hang.train_classifier"
set -m
(cd "$work" && exec "$work/bin/toy" EPOCHS=9 SEEDS=1) > "$top/said" 2>&1 & study=$!
set +m
until [[ -e $out/base.1.model.checkpoint ]]; do sleep 0.05; done
kill -INT -- -$study
status=0
wait $study || status=$?
check "a study that is interrupted ends so" test $status = 130
check "and leaves no half model" test ! -e "$out/base.1.model"
rm "$out/hang.train_classifier" "$out/calls"
check "started again" toy EPOCHS=9 SEEDS=1
check "it goes on" eval 'grep -q -e "train_classifier .*--resume" "$out/calls"'
rm "$out/calls" "$out/base.1.model.checkpoint"

# An editor writes into the file that bash reads.
tool report 2 'yes "echo torn >&2" | head -c 9000 > "$LAUNCHER"; echo page > "$out"'
export LAUNCHER=$work/bin/toy
check "a launcher that changes while it runs" toy EPOCHS=9 SEEDS=1
check "is none of the study's business" eval '! says torn && says "done; the report is"'
cp "$here/launch.sh" "$work/bin/toy"
tool report 1 'echo page > "$out"'
toy EPOCHS=9 SEEDS=1
rm "$out/calls"

(cd "$out" && exec 9> .lock && flock -n 9 && sleep 20) & holder=$!
sleep 0.3
check "two runs of one study at a time are refused" refused
check "list works meanwhile" toy list EPOCHS=9 SEEDS=1
check "and says what is done" says '^run base.1: done'
kill $holder

# A model that others start from, one that has several results, and one that is its results' alone.
cat > "$runfiles/experiments/toy.mk" <<'STUDY'
words.tfr.how = wav2mel < .lock
first.model.how = train_classifier words.tfr
first.results.how = evaluate first.model words.tfr
next.model.how = train_classifier --from=first.model words.tfr
next.results.how = evaluate next.model words.tfr
joint.model.how = train_classifier --heads=a,b words.tfr
a.results.how = evaluate --head=a joint.model words.tfr
b.results.how = evaluate --head=b joint.model words.tfr
report.html.how = report first.results next.results a.results b.results
EFFECT = none
include rules.mk
STUDY
tool train_classifier 3 'for a; do [[ $a != --from=* ]] || cat "${a#*=}"; done; echo model > "$out"'
tool evaluate 2 'for a; do [[ $a != *.model ]] || cat "$a"; done; echo result > "$out"'
tool trim_model 1 'cat "$1" && echo features > "$out"'
left() { [[ $(cd "$out" && ls -d *.model *.features 2> /dev/null | tr '\n' ' ') == "$1" ]]; }
rm -rf "$out"
mkdir -p "$out" && touch "$out/fail.evaluate"
check "KEEP=none with a failure" fails KEEP=none -k
check "keeps what was trained" left "first.model joint.model next.model "
rm "$out/fail.evaluate" "$out/calls"
check "so that nothing is trained again" eval 'toy KEEP=none && ! grep train_classifier "$out/calls"'
rm -rf "$out"
check "KEEP=none with a model that others start from" toy KEEP=none
check "keeps no model in the end" left ""
check "and trains each once" ran 'evaluate:4 report:1 train_classifier:3 wav2mel:1'
check "run again" toy KEEP=none
check "it does nothing" ran ''
rm -rf "$out"
check "KEEP=features with a model that others start from" toy KEEP=features
check "keeps what can be started from" left "first.features joint.model next.features "
check "and trains each once" ran 'evaluate:4 report:1 train_classifier:3 trim_model:2 wav2mel:1'
rm "$runfiles/tools/trim_model"

# Commands of many lengths: make 4.3 reads some stamps back with a newline, some without.
cat > "$runfiles/experiments/toy.mk" <<'STUDY'
a := aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa aaaa
lengths := $(foreach x,$a,$a)
numbers := $(shell seq 97)
define clips
s$1.tfr.how = wav2mel $(wordlist 1,$1,$(lengths)) < .lock
endef
$(foreach n,$(numbers),$(eval $(call clips,$n)))
report.html.how = report $(numbers:%=s%.tfr)
EFFECT = none
include rules.mk
STUDY
check "97 commands of all lengths" toy -j4
check "run" ran 'report:1 wav2mel:97'
check "and again" toy -j4
check "nothing of them" ran ''

echo "$failures failures"
exit $((failures > 0))
