#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# list_corpus and split_dataset as a user meets them: pipes, exit statuses, messages, bytes.
set -u
list=$PWD/$1
split=$PWD/$2
cd "$TEST_TMPDIR" || exit 1
failures=0

# expect NAME STATUS STDERR-PATTERN COMMAND…; what goes to stdout lies in the file `out`.
expect() {
  local name=$1 status=$2 err=$3
  shift 3
  "$@" >out 2>err </dev/null
  local got=$?
  if [ $got != "$status" ] || { [ -n "$err" ] && ! grep -qE -- "$err" err; }; then
    echo "FAILED: $name (status $got, want $status; stderr wants $err)"
    head -5 err
    failures=$((failures + 1))
  fi
}
same() {
  if ! cmp -s "$2" "$3"; then
    echo "FAILED: $1"
    failures=$((failures + 1))
  fi
}

mkdir -p fsdd/recordings
for digit in 0 1 2; do
  for speaker in anna bert carl dora; do
    for index in 0 1 2 5 6 7; do : >fsdd/recordings/${digit}_${speaker}_$index.wav; done
  done
done
printf 'file,label\nfsdd/recordings/0_anna_0.wav,zero\nnone.wav,one\n' >bad.csv

expect 'every corpus is in the help' 0 '' bash -c '"$0" --help | grep -cE "^    (crema_d|csv|csv_parts|emodb|esc|folders|fsdd|goodsounds|iemocap|librispeech_words|nsynth|ravdess|urbansound8k) " | grep -qx 13' "$list"
expect 'what was seen is said' 0 '72 files seen, 72 used, 0 refused' "$list" --corpus=fsdd fsdd
cp out clips.tfr
expect 'no --corpus is misuse' 2 'how PATH is laid out is not said; there are crema_d, csv, csv_parts, emodb, esc' "$list" fsdd
expect 'a tool has no flag that would do nothing' 2 'no flag --salvage' "$list" --corpus=fsdd --salvage fsdd
expect 'nor one that this layout does not read' 2 'label_column says nothing to --corpus=fsdd; it is for csv, csv_parts, folders' \
  "$list" --corpus=fsdd --label_column=digit fsdd
expect 'part of a corpus is drawn' 0 '20 used, 0 refused; passed over: 52 beyond the 10 a part' \
  "$list" --corpus=fsdd --at_most=10 fsdd
cp out ten.tfr
expect 'by the seed' 0 '' "$list" --corpus=fsdd --at_most=10 --seed=2 fsdd
cmp -s out ten.tfr && { echo 'FAILED: another seed drew the same'; failures=$((failures + 1)); }
expect 'an unknown corpus is misuse' 2 "did you mean 'fsdd'\?" "$list" --corpus=fsd fsdd
expect 'no path is misuse' 2 'give the PATH' "$list" --corpus=fsdd
expect 'two paths of one name' 1 "'fsdd' and 'fsdd/' would both be called 'fsdd'" \
  "$list" --corpus=fsdd fsdd fsdd/
expect 'a missing corpus fails' 1 "there is no directory 'none'" "$list" --corpus=fsdd none
expect 'a refused row fails' 1 'refused line 3: there is no file' "$list" --corpus=csv bad.csv
expect 'a refused row passes if allowed' 0 'dropped 1 of 2' "$list" --corpus=csv --max_bad=1 bad.csv
expect 'a table comes from stdin too' 0 '1 used' bash -c '"$0" --corpus=csv < <(head -2 bad.csv)' "$list"
expect 'a failed run leaves no output' 1 '' "$list" --corpus=csv bad.csv --output=none.tfr
[ ! -e none.tfr ] || { echo 'FAILED: none.tfr was written'; failures=$((failures + 1)); }

expect 'groups are kept apart' 0 'train +36 clips, 2 of speaker' \
  "$split" --by=speaker --balance=digit clips.tfr
cp out one.tfr
expect 'the same flags give the same bytes' 0 'no leak' "$split" --by=speaker --balance=digit clips.tfr
same 'the same flags give the same bytes' out one.tfr
expect 'a pipe gives the bytes of a file' 0 '' \
  bash -c '"$0" --by=speaker --balance=digit < <(cat clips.tfr)' "$split"
same 'a pipe gives the bytes of a file' out one.tfr
expect 'a plan is not overwritten' 1 "plan 'split' already" "$split" one.tfr
expect 'a plan is replaced if said' 0 'no leak' "$split" --replace_plan one.tfr
expect 'several plans stand side by side' 0 'plan cv.2' "$split" --folds=3 --plan=cv one.tfr
expect 'one plan a speaker' 0 'plan who.dora' "$split" --hold_one_out --by=speaker --plan=who clips.tfr
expect 'few shots' 0 'train +6 clips' "$split" --balance=digit --train_per_class=2 clips.tfr
expect 'the official test part stays' 0 'test +36 clips' "$split" --test_of=official --plan=mine clips.tfr
expect 'with shares for none of it' 2 'ratios is not for --folds' "$split" --test_of=official --ratios=60,20,20 clips.tfr
expect 'few shots beside the validation part that was chosen' 0 'train +3 clips' \
  "$split" --test_of=split --valid=same --plan=one --balance=digit --train_per_class=1 one.tfr
expect 'which stays' 0 'valid +18 clips' \
  "$split" --test_of=split --valid=same --plan=one --balance=digit --train_per_class=1 one.tfr
expect 'what another plan tests on is kept out' 0 'unassigned +36 clips' \
  "$split" --keep_out=official:test --plan=pre clips.tfr
cp out pre.tfr
expect 'and if not, that is said' 0 'test elsewhere: [0-9]+ in official .--keep_out' \
  "$split" --plan=pre clips.tfr
expect 'plans of one name lead to plans' 0 'plan pre.dora: ' \
  bash -c '"$0" --hold_one_out --by=speaker --plan=who "$1" | "$0" --keep_out=who --plan=pre' "$split" clips.tfr
expect 'a plan that is not there' 1 "no plan 'offical'; did you mean 'official'" \
  "$split" --keep_out=offical:test clips.tfr
expect 'a part that is not one' 2 'want PLAN:PART' "$split" --keep_out=official:tset clips.tfr
expect 'so many of each class' 0 'unassigned +54 clips' "$split" --balance=digit --per_class=6 clips.tfr
expect 'too few groups' 1 '5 parts to fill, but the clips fall into 4 sets' "$split" --folds=5 --by=speaker clips.tfr
expect 'a task that is not there' 1 "did you mean 'speaker'" "$split" --by=speakers clips.tfr
expect 'a class that a part lacks is warned of' 0 "warning: class 'anna' is missing" \
  "$split" --by=speaker --balance=speaker clips.tfr
expect 'held-out groups want a task' 2 'wants --by' "$split" --hold_one_out clips.tfr
expect 'an empty stream' 1 '' "$split" /dev/null
expect 'text is no stream' 1 '' "$split" bad.csv

# 30000 clips, more than the least that --memory can be.
{
  echo file,from,to,tape
  seq 30000 | sed 's|.*|fsdd/recordings/0_anna_0.wav,&,&.5,&|'
} >many.csv
expect 'stretches are listed' 0 '30000 used' \
  "$list" --corpus=csv --start_column=from --end_column=to --source_column=tape many.csv
mv out many.tfr
expect 'a file is mapped' 0 'train +18000 clips' "$split" many.tfr
mv out mapped.tfr
expect 'beyond --memory a pipe goes to disk, which is said' 0 'larger than' \
  bash -c '"$0" --memory=1K < <(cat many.tfr)' "$split"
same 'beyond --memory a pipe goes to disk' out mapped.tfr

# Clips of two speakers cut from one tape: no one of them can be held out alone.
printf 'file,label,tape\nfsdd/recordings/0_anna_0.wav,a,1\nfsdd/recordings/0_bert_0.wav,b,1\nfsdd/recordings/0_carl_0.wav,c,2\n' >tape.csv
expect 'sources are listed' 0 '3 used' "$list" --corpus=csv --source_column=tape tape.csv
cp out tape.tfr
expect 'a leak is refused' 1 "source 'tape/1' stands in" "$split" --hold_one_out --by=label tape.tfr
expect 'a leak is allowed if said' 0 'warning: allowed' \
  "$split" --hold_one_out --by=label --allow_leaks tape.tfr

# What a corpus brings with it is audited if asked for.
expect 'an official plan is audited by a task' 1 "plan official, by speaker: 4 leaks: group 'anna'" \
  "$list" --corpus=fsdd --by=speaker fsdd
expect 'a task that is not there is named' 1 "did you mean 'speaker'" "$list" --corpus=fsdd --by=speakr fsdd

# Labels from names, tables as people have them, names that read alike.
expect 'labels come from names' 0 'task speaker: 4 classes' \
  "$list" --label_pattern='{digit}_{speaker}_{take}.wav' fsdd
expect 'a pattern that does not fit names the files' 1 \
  "first, 'recordings/0_anna_0.wav': its name does not fit --label_pattern='.digit:1.-.take.' from '_anna_0' on; then 'recordings/0_anna_1.wav'," \
  "$list" --corpus=folders --label_pattern='{digit:1}-{take}' fsdd
expect 'a pattern is not for tables' 2 'label_pattern says nothing to --corpus=csv; it is for folders' \
  "$list" --corpus=csv --label_pattern='{x}' bad.csv
row() { printf 'fsdd/recordings/0_%s.wav,%b\n' "$1" "$2"; }
{ echo file,label,speaker,split; row anna_0 'cat,anna,train'; row anna_1 'cat\0302\0240,Anna,test'; row bert_0 'dog,bert,train'; } >alike.csv
expect 'names that read alike are said' 0 "names of label that read alike are not the same: 'cat' and 'cat.u00a0'" \
  "$list" --corpus=csv alike.csv
cp out alike.tfr
expect 'a column of parts is a plan' 0 'plan official: official' "$list" --corpus=csv alike.csv
expect 'speakers that read alike leak' 1 "'Anna' and 'anna', which read alike, stand in train" \
  "$list" --corpus=csv --by=speaker alike.csv
expect 'they are merged if asked' 0 "'cat.u00a0' is now 'cat' among names of label" "$list" --corpus=csv --merge_alike alike.csv
expect 'a split refuses speakers that read alike' 1 "'Anna' and 'anna', which read alike, stand in" \
  "$split" --hold_one_out --by=speaker --plan=who alike.tfr
expect 'or takes them for one' 0 'no leak: none of 3 sources, none of 2 groups' \
  "$split" --ratios=50,0,50 --by=speaker --merge_alike alike.tfr
printf 'file,label\nfsdd/recordings/0_anna_0.wav,"Bark,Dog"\nfsdd/recordings/0_bert_0.wav,Dog\n' >tags.csv
expect 'several labels in a cell are said' 0 'warning: cells of .label. hold several labels .*--tags=label' \
  "$list" --corpus=csv tags.csv
expect 'and are tags if asked' 0 'task label: 2 classes .Bark, Dog.' "$list" --corpus=csv --tags=label tags.csv

echo "$failures failed"
exit $((failures > 0))
