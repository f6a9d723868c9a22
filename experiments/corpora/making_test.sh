#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2317  # What stands in quotes here is for other shells.
# The stand-ins of the four corpora, the corpora of emotions and of notes, at their smallest: whole, in the form
# that their parsers read, the same each time, and of sounds that are neither silent nor clipped.
set -euo pipefail

corpora=$(pwd)/experiments/corpora
cd "${TEST_TMPDIR:-$(mktemp -d)}"
failures=0
check() {
  if "${@:2}"; then
    echo "ok    $1"
  else
    echo "FAIL  $1"
    failures=$((failures + 1))
    [[ ! -s said ]] || tail -n 5 said | sed 's/^/      /'
  fi
}
make() { "$corpora/$1.sh" --output="$2" "${@:3}" 2> said; }
fails() { ! make "$@"; }
misuse() {
  local status=0
  make "$@" || status=$?
  ((status == 2))
}
count() { [[ $(find "$1" -name "$2" | wc -l) == "$3" ]] || { find "$1" -name "$2" > said; false; }; }
python() { /usr/bin/python3 -IBc "$@" 2> said; }

# Every WAV below DIR is mono, 16 bits, of one of the RATES, and its peak from LEAST to full scale.
sounds() { # DIR LEAST RATE…
  python '
import array, glob, sys, wave
for path in glob.glob(sys.argv[1] + "/**/*.wav", recursive=True):
    with wave.open(path) as file:
        form = file.getnchannels(), file.getsampwidth()
        peak = max(map(abs, array.array("h", file.readframes(file.getnframes()))))
        assert form == (1, 2) and str(file.getframerate()) in sys.argv[3:], (path, form)
        assert int(sys.argv[2]) <= peak < 32767, (path, peak)
' "$@"
}

mkdir emotions
check "iemocap is made" make synthetic_iemocap iemocap --turns=1
check "of 5 sessions × 4 dialogues × 2 speakers" count iemocap '*.wav' 40
check "each with a text" count iemocap/Session5/dialog/EmoEvaluation 'Ses05?_*_?.txt' 2
check "that labels its two turns, times and emotion set off by tabs" eval '
  [[ $(grep -cP "^\[\d+\.\d{4} - \d+\.\d{4}\]\tSes01F_impro01_[FM]000\t(neu|ang|sad|hap|exc|fru|xxx)\t\[" \
    iemocap/Session1/dialog/EmoEvaluation/Ses01F_impro01.txt) == 2 ]]'
check "with four votes a turn" eval '
  [[ $(cat iemocap/Session*/dialog/EmoEvaluation/*.txt | grep -cP "^C-(E[2-4]|[FM]1):\t[A-Z]") == 160 ]]'
check "and emotions beyond the four" eval '
  cat iemocap/Session*/dialog/EmoEvaluation/*.txt | cut -f3 | grep -qE "^(exc|fru|xxx)$"'
check "it sounds" sounds iemocap 300 16000

check "goodsounds is made" make synthetic_goodsounds goodsounds --takes=1
check "of 12 instruments × (5 qualities + 8 other klasses) × 2 microphones" count goodsounds '*.wav' 312
check "its database has the takes, each with its pack and both files" eval '
  sqlite3 goodsounds/database.sqlite "SELECT name, pack_filename FROM sounds JOIN packs ON packs.id = pack_id" |
    tr "|" " " | while read -r pack file; do
      [[ -s goodsounds/sound_files/$pack/iphone/$file && -s goodsounds/sound_files/$pack/neumann/$file ]] || exit 1
      echo there
    done | grep -c there | grep -qx 156'
check "by 12 instruments" eval '
  [[ $(sqlite3 goodsounds/database.sqlite "SELECT count(DISTINCT instrument), count(*) FROM sounds") == "12|156" ]]'
check "one good sound each" eval '
  [[ $(sqlite3 goodsounds/database.sqlite "SELECT count(*) FROM sounds WHERE klass = '\''good-sound'\''") == 12 ]]'
check "it sounds" sounds goodsounds 300 44100 48000

check "librispeech is made" make synthetic_librispeech librispeech --utterances=2 --words=12
check "of ten readers" count librispeech/split '*.flac' 20
check "and no WAV is left" count librispeech '*.wav' 0
check "the list has the words" eval '[[ $(wc -l < librispeech/word_labels/1000-mostfreq) == 12 ]]'
check "labels have six fields, with a word of the list and a time within its utterance" python '
import glob, sys, wave
words = open("librispeech/word_labels/1000-mostfreq").read().split()
rows = 0
for subset in "train-clean-100", "dev-clean", "test-clean":
    for line in open(f"librispeech/word_labels/{subset}-selected-1000.txt"):
        utterance, _, start, duration, word, _ = line.rstrip("\n").split(" ")
        speaker, chapter, _ = utterance.split("-")
        path = f"librispeech/split/{subset}/{speaker}/{chapter}/{utterance}.flac"
        head = open(path, "rb").read(26)
        bits = int.from_bytes(head[18:26], "big")
        rate, samples = bits >> 44, bits & (1 << 36) - 1
        assert head[:4] == b"fLaC" and rate == 16000, path
        assert word in words and float(duration) > 0.05, line
        assert float(start) + float(duration) <= samples / rate, line
        rows += 1
assert rows > 40, rows
'
check "where a labelled word ends there is silence, and within it sound" eval '
  file=librispeech/split/test-clean/1089/108901/1089-108901-0000
  flac --silent --decode "$file.flac" -o word.wav && python "
import array, wave
with wave.open(\"word.wav\") as file:
    samples = array.array(\"h\", file.readframes(file.getnframes()))
for line in open(\"librispeech/word_labels/test-clean-selected-1000.txt\"):
    utterance, _, start, duration, word, _ = line.split()
    if utterance == \"1089-108901-0000\":
        a, b = round(float(start) * 16000), round((float(start) + float(duration)) * 16000)
        assert not any(samples[a - 480:a]) and not any(samples[b:b + 480]), line
        assert max(map(abs, samples[a:a + 160])) > 100 and max(map(abs, samples[b - 320:b])) > 50, line
"'

check "nsynth is made" make synthetic_nsynth nsynth --notes=1
check "of 3 instruments of each family in nsynth-train" count nsynth/nsynth-train/audio '*.wav' 33
check "1 in nsynth-valid" count nsynth/nsynth-valid/audio '*.wav' 11
check "and 1 in nsynth-test" count nsynth/nsynth-test/audio '*.wav' 11
check "whose examples.json tells each file, family and source, by number and by name" python '
import json, os, re
instruments = []
for part in "train", "valid", "test":
    examples = json.load(open(f"nsynth/nsynth-{part}/examples.json"))
    assert len(examples) == (33 if part == "train" else 11)
    for key, e in examples.items():
        family, source = e["instrument_family_str"], e["instrument_source_str"]
        instruments.append(e["instrument"])
        assert key == e["note_str"] == "%s-%03d-%03d" % (e["instrument_str"], e["pitch"], e["velocity"])
        assert re.fullmatch(f"{family}_{source}_[0-9]{{3}}", e["instrument_str"]), e
        assert ["acoustic", "electronic", "synthetic"][e["instrument_source"]] == source
        assert len(e["qualities"]) == 10 and sum(e["qualities"]) == len(e["qualities_str"])
        assert os.path.getsize(f"nsynth/nsynth-{part}/audio/{key}.wav") == 44 + 2 * 4 * e["sample_rate"]
assert sorted(instruments) == list(range(55)), "no instrument is in two parts"
'
check "it sounds" sounds nsynth 60 16000

few=(--instruments=2 --notes=2 --takes=1)
check "notes are made" make fluidsynth_notes notes "${few[@]}"
check "of instruments × notes × playings" count notes '*.wav' 20
check "each in the list" eval '
  [[ $(tail -n +2 notes/notes.csv | cut -d, -f1 | sort) == $(cd notes && find -- * -name "*.wav" | sort) ]]'
check "every playing by every instrument alike" eval '
  [[ $(tail -n +2 notes/notes.csv | cut -d, -f2,3 | sort | uniq -c | awk "{print \$1}" | sort -u) == 2 ]]'
check "it sounds" sounds notes 300 16000
check "no two alike" eval '[[ -z $(sha256sum notes/*/*.wav | cut -c1-64 | sort | uniq -d) ]]'

# Three speakers, 50 recordings of a digit each; only names are read.
mkdir -p fsdd/recordings
for speaker in anna bert carl; do
  for index in {0..49}; do
    : > "fsdd/recordings/7_${speaker}_$index.wav"
  done
done
check "tables of digits and speakers are made" make fsdd_tables tables --valid=bert --test=carl fsdd
check "of 10, 50 and 50 clips for digits, and 10, 10 and 20 for speakers" eval '
  [[ $(tail -qn +2 tables/*/*.csv | wc -l) == 150 &&
     $(wc -l tables/{digits,speakers}/{train,devel,test}.csv | awk "{ print \$1 - 1 }" | tr "\n" " ") == \
     "10 50 50 10 10 20 155 " ]]'
check "no recording is in two" eval '[[ -z $(tail -qn +2 tables/*/*.csv | sort | uniq -d) ]]'
check "nor a speaker of the speakers among those that digits are tested on" eval '
  [[ $(tail -qn +2 tables/speakers/*.csv | cut -d, -f3 | sort -u) == anna ]]'
mkdir nobody
check "a folder without recordings is an error" fails fsdd_tables more nobody
check "told as such" grep -q "it has nobody" said
check "a speaker that there is not is an error" fails fsdd_tables more --valid=bert --test=dora fsdd
check "that says who there is" grep -q "has no recording of 'dora'; it has .*anna" said

# Of each language at its smallest.
tables() { tail -qn +2 "$1"/{train,devel,test}.csv; }
for language in de en es it zh; do
  check "emotions in $language are made" make synthetic_emotions emotions/$language \
    --language=$language --sentences=1
  check "each file in one table" eval '
    [[ $(tables emotions/$language | cut -d, -f1 | sort) == $(cd emotions/$language && find wav -name "*.wav" | sort) ]]'
  check "each speaker in one part" eval '
    [[ -z $(for part in train devel test; do tail -n +2 emotions/$language/$part.csv | cut -d, -f3 | sort -u; done |
      sort | uniq -d) ]]'
  check "every style of every speaker alike, in every part" eval '
    [[ $(tables emotions/$language | cut -d, -f2,3 | sort | uniq -c | awk "{print \$1}" | sort -u) == 1 &&
       $(tail -n +2 emotions/$language/test.csv | cut -d, -f2 | sort -u) == \
       $(tail -n +2 emotions/$language/train.csv | cut -d, -f2 | sort -u) ]]'
done
check "it sounds" sounds emotions 200 16000
check "no two alike" eval '[[ -z $(find emotions -name "*.wav" -exec sha256sum {} + | cut -c1-64 | sort | uniq -d) ]]'
check "made again" make synthetic_emotions again --language=it --sentences=1
check "they have the same bytes" diff -r emotions/it again
check "of another seed" make synthetic_emotions another --language=it --sentences=1 --seed=2
check "all sounds are others" eval '
  [[ -z $(cat <(cd emotions/it && sha256sum wav/*/*) <(cd another && sha256sum wav/*/*) | sort | uniq -d) ]]'
check "with the same tables" cmp emotions/it/train.csv another/train.csv
check "no language is misuse" misuse synthetic_emotions more
check "a language that there is not is an error" fails synthetic_emotions more --language=xx
check "that says which there are" grep -qF "want de, en, es, it, zh" said

hostile=$'a "b" it\'s $(touch pwned) \\n & c'
check "speech made again, in a folder with a hostile name" make synthetic_librispeech "$hostile" \
  --utterances=2 --words=12
check "has the same bytes" diff -r librispeech "$hostile"
check "dialogues made again" make synthetic_iemocap iemocap2 --turns=1
check "have the same bytes" diff -r iemocap iemocap2
check "music made again" make fluidsynth_notes notes2 "${few[@]}"
check "has the same bytes" diff -r notes notes2
check "a database made again" make synthetic_goodsounds "$hostile.2" --takes=1
check "has the same bytes" diff -r goodsounds "$hostile.2"

# What a maker that was killed left goes with the next one; a folder that is locked is at work.
mkdir killed.partial.AAAAAA killed.partial.BBBBBB killed.partial.CCCCCC
touch -d '10 minutes ago' killed.partial.AAAAAA killed.partial.BBBBBB
exec {at_work}< killed.partial.BBBBBB
flock -n "$at_work"
check "music made where another was killed" make fluidsynth_notes killed "${few[@]}"
check "takes the folder of the killed one away" test ! -e killed.partial.AAAAAA
check "but none that is in use" test -d killed.partial.BBBBBB
check "nor one that has just begun" test -d killed.partial.CCCCCC
rm -r killed.partial.*

check "a folder that exists is not touched" fails fluidsynth_notes notes "${few[@]}"
check "and named" grep -q "'notes' exists" said
check "no output is misuse" eval '"$corpora/synthetic_nsynth.sh" 2> said; (($? == 2))'
check "an unknown argument is misuse" misuse synthetic_nsynth more --items=3
check "a number above the most is an error" fails synthetic_nsynth more --notes=61
check "that says what is wanted" grep -q 'from 1 to 60' said
check "text for a number is an error" fails synthetic_iemocap more '--turns=$(touch pwned)'
check "and is not run" test ! -e pwned
for tool in bash dirname; do
  mkdir -p bin && ln -sf "$(command -v $tool)" bin/
done
check "without the synthesiser" eval '
  ! PATH=$PWD/bin "$corpora/synthetic_nsynth.sh" --output=more 2> said'
check "it says which, and what installs it" grep -q 'no fluidsynth; third_party/install.sh' said
printf '#!/bin/bash\nexit 1\n' > bin/espeak-ng && chmod +x bin/espeak-ng
check "with a broken one" eval '! PATH=$PWD/bin:$PATH make synthetic_iemocap more --turns=1'
check "it names the voice" grep -q 'espeak-ng -v en-us+f2 says nothing' said
check "and nothing half made stays" eval '[[ -z $(find . -maxdepth 1 -name "more*" -o -name "*.partial*") ]]'
echo "$failures failures"
exit $((failures > 0))
