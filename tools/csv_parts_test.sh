#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Directories of train.csv, devel.csv and test.csv as their users have them, several at once, and
# with what is wrong in them. Arguments: list_corpus, wav2mel, rec2json, split_dataset.
set -u
list=$PWD/$1 wav2mel=$PWD/$2 rec2json=$PWD/$3 split=$PWD/$4
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
    head -12 err
    failures=$((failures + 1))
  fi
}
none() { # What stderr or stdout, left by expect, should not hold.
  if grep -qE -- "$2" err; then
    echo "FAILED: $1"
    failures=$((failures + 1))
  fi
}
parts() { "$list" --corpus=csv_parts --root=wav "$@"; }

mkdir wav
/usr/bin/python3 -IB - <<'P'
import array, math, wave
for i in range(13):
    with wave.open(f"wav/{i}.wav", "wb") as f:
        f.setparams((1, 2, 8000, 0, "NONE", ""))
        f.writeframes(array.array("h", [int(9000 * math.sin(n * (i + 2) / 20)) for n in range(4000)]).tobytes())
P
# A corpus of one class a speaker: table DIR/NAME LINE…
table() {
  mkdir -p "${1%/*}"
  printf 'file,label,speaker\n' >"$1"
  printf '%s\n' "${@:2}" >>"$1"
}
table moods/train.csv 0.wav,sad,a 1.wav,glad,a 2.wav,sad,b 3.wav,glad,b
table moods/devel.csv 4.wav,sad,c 5.wav,glad,c 8.wav,sad,c 9.wav,glad,c
table moods/test.csv 6.wav,sad,d 7.wav,glad,d 10.wav,sad,d 11.wav,glad,d
cp -r moods acts
sed -i 's/sad/play/; s/glad/work/' acts/*.csv

expect 'three tables need no further flag' 0 'moods: 12 rows seen, 12 used, 0 refused' parts moods
cp out moods.tfr
expect 'what the parts hold is said' 0 'train +4 clips, 2 of speaker \(a, b\), 2 classes of label, 2 clips each' parts moods
expect 'speakers apart are said to be' 0 'no leak: none of 12 sources, none of 4 groups' parts moods
none 'nothing is warned of' warning
expect 'the plan is there, so a split is refused' 1 "plan 'split' already" "$split" moods.tfr
expect 'features follow' 0 '' "$wav2mel" --output=mel.tfr moods.tfr
expect 'with the parts' 0 '' bash -c '"$0" "$1" | grep -c "\"split\":\"TRAIN\"" | grep -qx 4' "$rec2json" mel.tfr
expect 'several corpora are sections' 0 'acts: 12 rows' parts moods/ acts/
cp out both.tfr
expect 'of their own names' 0 '' bash -c '"$0" both.tfr | grep -o "\"name\":\"acts\",\"root\":\"wav\"" | grep -c . | grep -qx 1' "$rec2json"
expect 'the folder of corpora says how' 1 'give those, as DIR/\*/' parts .
expect 'one name for two is misuse' 2 'name is of one corpus' parts --name=x moods acts
mkdir deep && cp -r moods deep/
expect 'two of one name are told apart' 1 "'moods' and 'deep/moods' would both be called 'moods'" parts moods deep/moods
expect 'stdin is no directory' 2 'only csv reads from stdin' parts -
expect 'an order of classes stands in the header' 0 '2 classes .sad, glad.' parts --class_order=sad,glad moods

# $1: what is wrong with the copy `bad` that the command after -- makes; $2: status; $3: stderr.
bad() {
  local name=$1 status=$2 err=$3
  shift 3
  rm -rf bad && cp -r moods bad
  (cd bad && eval "$1")
  shift
  expect "$name" "$status" "$err" parts bad "$@"
}
bad 'a class unseen in training' 1 "test.csv line 2: its label 'sda' is never seen in training; did you mean 'sad'" 'sed -i 2s/sad/sda/ test.csv'
bad 'is dropped if allowed' 0 'dropped 1 of 12' 'sed -i 2s/sad/sda/ test.csv' --max_bad=1
bad 'or taken if allowed' 0 '12 used' 'sed -i 2s/sad/sda/ test.csv' --allow_unseen
bad 'which the audit still says' 0 "class 'sda' is missing from train and valid" 'sed -i 2s/sad/sda/ test.csv' --allow_unseen
bad 'a class of one file' 0 "warning: train.csv has a single file of 'new'" 'echo 12.wav,new,a >>train.csv'
bad 'an empty table' 1 'devel.csv: the table is empty' ': >devel.csv'
bad 'only a header' 1 'test.csv: it has a header, but no rows' 'sed -i 1q test.csv'
bad 'a file in two parts' 1 "test.csv line 6: 'bad/0.wav' stands in train.csv line 2 already" 'echo 0.wav,sad,a >>test.csv'
bad 'a file twice in a part' 1 "the id 'bad/0.wav' is taken" 'echo 0.wav,sad,a >>train.csv'
bad 'a missing file' 1 "train.csv line 6: there is no file 'wav/none.wav'" 'echo none.wav,sad,a >>train.csv'
bad 'no label column' 1 'no column is called label; --label_column says which of file, mood, speaker' 'sed -i 1s/label/mood/ train.csv'
bad 'the label column said' 0 'task mood: 2 classes' 'sed -i 1s/label/mood/ *.csv' --label_column=mood
bad 'a test part of another label column' 1 "test.csv: no column is called 'label'" 'sed -i 1s/label/mood/ test.csv'
bad 'two validation tables' 1 "'devel.csv' and 'val.csv' are both the valid part" 'cp devel.csv val.csv'
bad 'no training' 1 "no train.csv beside 'devel.csv'; to list that alone: --corpus=csv" 'rm train.csv'
bad 'no validation' 0 'validation=within:10%' 'rm devel.csv'
bad 'a speaker in two parts' 0 "warning: plan split, by speaker: 1 leak: group 'a' stands in train" 'echo 12.wav,sad,a >>test.csv'
bad 'is an error with --by' 1 "refused .*by speaker: 1 leak: group 'a'" 'echo 12.wav,sad,a >>test.csv' --by=speaker
bad 'a class that the order lacks' 1 "class_order lacks 'glad'" : --class_order=sad,bad
bad 'a binary file' 1 'train.csv: this is no text' 'head -c 100 /dev/zero >train.csv'
bad 'hostile names' 0 "4 classes .\\\$\(touch x\), =cmd" 'sed -i "s/,sad,/,=cmd|x,/; s/,glad,/,\$(touch x),/" train.csv' --allow_unseen
[ ! -e x ] && [ ! -e bad/x ] || { echo 'FAILED: text was run'; failures=$((failures + 1)); }
bad 'a failed run leaves no output' 1 '' 'rm train.csv' --output=none.tfr
[ ! -e none.tfr ] || { echo 'FAILED: none.tfr was written'; failures=$((failures + 1)); }
expect 'a bad corpus after a good one writes nothing' 1 '' parts moods none
[ ! -s out ] || { echo 'FAILED: half a stream'; failures=$((failures + 1)); }

# A split before features is the split after them, whatever the chunks.
printf 'file,label\n' >all.csv
for i in $(seq 0 12); do echo "$i.wav,$((i % 2))" >>all.csv; done
expect 'clips are listed' 0 '13 used' "$list" --corpus=csv --root=wav all.csv
cp out all.tfr
split=$split wav2mel=$wav2mel bash -c '"$split" --balance=label all.tfr | "$wav2mel" >before.tfr
  "$wav2mel" --chunk=0.2 all.tfr | "$split" --balance=label >after.tfr' 2>/dev/null
assigned() { "$rec2json" "$1" | grep -o '"id":"[^"]*"\|"split":"[A-Z]*"' | paste - - | sort -u; }
if [ "$(assigned before.tfr | grep -c TRAIN)" = 0 ] || [ "$(assigned before.tfr)" != "$(assigned after.tfr)" ]; then
  echo 'FAILED: a split before features is another than after them'
  failures=$((failures + 1))
fi

# Identical audio under two names.
cp wav/0.wav wav/copy.wav
printf 'file,label\n0.wav,a\ncopy.wav,b\n1.wav,c\n' >copies.csv
expect 'copies are listed' 0 '3 used' "$list" --corpus=csv --root=wav copies.csv
cp out copies.tfr
expect 'names do not tell them' 0 'no leak' "$split" --hold_one_out --by=label copies.tfr
expect 'features do' 1 "identical audio stands in (train|valid) \('copies/" \
  bash -c '"$0" copies.tfr | "$1" --hold_one_out --by=label' "$wav2mel" "$split"
expect 'and a split keeps them together' 1 'the clips fall into 2 sets' bash -c '"$0" copies.tfr | "$1"' "$wav2mel" "$split"

echo "$failures failed"
exit $((failures > 0))
