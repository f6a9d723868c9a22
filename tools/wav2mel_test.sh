#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What wav2mel promises on its command line. Arguments: wav2mel, rec2json, list_corpus.
set -u
wav2mel=$PWD/$1 rec2json=$PWD/$2 list_corpus=$PWD/$3
# shellcheck source=tools/testing.sh
source tools/testing.sh

# Little endian, $2 bytes.
number() {
  local i
  for ((i = 0; i < $2; ++i)); do printf '%b' "\\x$(printf %02x $((($1 >> (8 * i)) & 255)))"; done
}
# A WAV of 16 bits at 16 kHz: $1 samples of text, $2 what the header says of its bytes, $3 channels.
wav() {
  local said=${2:-$((2 * $1))} channels=${3:-1}
  printf RIFF; number $((said == 4294967295 ? said : said + 36)) 4
  printf 'WAVEfmt '; number 16 4; number 1 2; number "$channels" 2; number 16000 4
  number $((32000 * channels)) 4; number $((2 * channels)) 2; number 16 2
  printf data; number "$said" 4
  seq 100000 | head -c $((2 * $1))
}
clips() { "$rec2json" "$1" | grep -c '^{"clip"'; }

mkdir corpus corpus/deep
for i in 1 2 3 4 5 6; do wav $((16000 + 777 * i)) >corpus/$i.wav; done
wav 40000 >corpus/deep/long.wav
wav 0 >empty.wav
wav 16000 | head -c 20000 >cut.wav
name=$'we"i\'rd `id` $(id)\n=cmd.wav'
wav 16000 >"$name"

check '--help succeeds and shows an example' rc 0 '' "$wav2mel" --help
check 'the example is one' grep -q 'wav2mel .*[|<.]' out
check 'a folder is its audio files and those within' \
  rc 0 '' "$wav2mel" --front_end=vggish --threads=1 corpus --output=a.tfr
check 'seven clips' [ "$(clips a.tfr)" = 7 ]
check 'the stream is whole' rc 0 '' "$rec2json" --check a.tfr
for threads in 2 3 8; do
  "$wav2mel" --front_end=vggish --threads=$threads corpus >b.tfr
  check "$threads threads give the bytes of one" cmp a.tfr b.tfr
  # Long items, whose records wait for one another, with every step that needs the whole item.
  for t in 1 $threads; do
    "$wav2mel" --front_end=mfcc12k --chunk=0.2 --wave_norm=wave_standard --dither=1e-3 --delta_order=2 \
      --feature_norm=feature_standard --keep_samples --threads="$t" corpus >"d$t.tfr"
  done
  check "$threads threads give the bytes of one, of chunks too" cmp d1.tfr d$threads.tfr
done
check 'a glob is its matches' rc 0 '' "$wav2mel" --front_end=vggish 'corpus/[1-3].wav' --output=b.tfr
check 'three clips' [ "$(clips b.tfr)" = 3 ]
"$wav2mel" --front_end=vggish --chunk=0.5 corpus >b.tfr
check 'chunks follow one another' [ "$(clips b.tfr)" = 23 ]
check 'a chunk of less than a frame is misuse' rc 2 '' "$wav2mel" --front_end=vggish --chunk=0.009 corpus
check 'which says how long a frame is' grep -q -- '--chunk=0.009 .* 0.01 s' err
check 'a chunk of one frame is legal' rc 0 '' "$wav2mel" --front_end=vggish --chunk=0.01 corpus/1.wav

"$wav2mel" --front_end=vggish <corpus/1.wav >b.tfr
check 'WAV on stdin is an item' [ "$(clips b.tfr)" = 1 ]
for size in 0 4294967295 2147479552; do
  wav 16000 $size | "$wav2mel" --front_end=vggish | "$rec2json" >b.json
  check "a size of $size on a pipe is unknown" grep -q '"shape":\[98,64\]' b.json
done
"$wav2mel" --front_end=vggish corpus | "$wav2mel" --front_end=kaldi >b.tfr
"$wav2mel" --front_end=kaldi corpus >c.tfr
check 'features are made anew from a stream of clips' [ "$(clips b.tfr)" = 7 ]
"$rec2json" b.tfr | grep '^{"clip"' >b.json
"$rec2json" c.tfr | grep '^{"clip"' >c.json
check 'and are those of the files' cmp b.json c.json

check 'nothing but names may come from a file name' rc 0 '' "$wav2mel" --front_end=vggish "$name" --output=b.tfr
check 'the name is the id' grep -qF 'we\"i' <("$rec2json" b.tfr)

wav 160 >short.wav
check 'an item of less than a window is refused' rc 1 'less than one window of 0.0250 s; a front end with a min_duration' \
  "$wav2mel" --front_end=vggish short.wav
check 'an empty file is refused' rc 1 '' "$wav2mel" --front_end=vggish empty.wav
check 'and told as such' grep -q "'empty.wav': holds no audio" err
check 'a truncated one too' rc 1 '' "$wav2mel" --front_end=vggish cut.wav --output=none.tfr
check 'with both lengths' grep -q 'says 32000 bytes of audio, the file has 19956' err
check 'which leaves no output' [ ! -e none.tfr ]
check 'a missing one too' rc 1 '' "$wav2mel" nowhere.wav
printf 'file,label\n1.wav,a\n' | "$list_corpus" --corpus=csv --root=corpus - >listed.tfr 2>/dev/null
mkdir elsewhere && cd elsewhere || exit 1
check 'clips of a relative root are not found elsewhere' rc 1 '' "$wav2mel" ../listed.tfr
check 'the path that was tried is named' grep -q "('corpus/1.wav')" err
check 'and what to do' grep -q "'corpus' is looked for in the working directory.*--root" err
cd ..
check '--max_bad lets them go' rc 0 '' "$wav2mel" --front_end=vggish --max_bad=3 \
  cut.wav corpus/1.wav empty.wav nowhere.wav --output=b.tfr
check 'and the rest is there' [ "$(clips b.tfr)" = 1 ]
check 'what went is named' grep -q '"dropped_count":3' <("$rec2json" b.tfr)
check 'one too many is an error' rc 1 '' "$wav2mel" --front_end=vggish --max_bad=1 cut.wav empty.wav
check 'an unknown front end is misuse' rc 2 '' "$wav2mel" --front_end=vgish corpus
check 'with the nearest named' grep -q "did you mean 'vggish'" err
check 'so is a parameter that cannot be' rc 2 '' "$wav2mel" --front_end=vggish --mel_high_hz=9000 corpus
check 'so is a wrong word' rc 2 '' "$wav2mel" --log=loud corpus
# The limit would end a tool that reads on.
check 'what has no end and is no audio is refused at its first bytes' \
  rc 1 'not audio that can be read' timeout 20 "$wav2mel" /dev/zero
check 'on stdin too' rc 1 'not audio that can be read' timeout 20 "$wav2mel" - </dev/zero
check 'an empty stdin is an error' rc 1 '' "$wav2mel" </dev/null
"$wav2mel" corpus | head -c 10 >/dev/null
check 'a reader that leaves ends it quietly' [ "${PIPESTATUS[0]}" = 0 ]
check 'shards are as many as asked for' rc 0 '' "$wav2mel" --front_end=vggish corpus --output=s.tfr@3
check 'and hold all' [ "$(clips s.tfr@3)" = 7 ]
check 'float16 is half the size' rc 0 '' "$wav2mel" --front_end=vggish --dtype=float16 corpus --output=b.tfr
check 'nearly' [ $(($(stat -c %s b.tfr) * 19 / 10)) -lt "$(stat -c %s a.tfr)" ]

"$wav2mel" --front_end=vggish --max_bad=1 corpus/1.wav nowhere.wav --output=b.tfr 2>&-
check 'words for a stderr that is closed are not written into the output' rc 0 '' "$rec2json" --check b.tfr
check 'a file under two names is one item given twice' rc 2 '' "$wav2mel" empty.wav ./empty.wav
# shellcheck disable=SC2317  # rc calls it.
limited() { (ulimit -f 8; "$@"); }
check 'a limit on file sizes is an error like a full disk' rc 1 '' limited "$wav2mel" corpus --output=huge.tfr
check 'which is said' grep -q 'File too large' err
check 'and leaves no output' [ ! -e huge.tfr ]

{ wav 0 32000 | head -c 44; head -c 32000 /dev/zero; } >quiet.wav
check 'what is too quiet is left out, which is no fault' rc 0 '' "$wav2mel" --min_peak=0.05 \
  corpus/1.wav quiet.wav corpus/2.wav --output=b.tfr
check 'and counted' grep -q '1 of 3 items are not above --min_peak=0.05 and are left out' err
check 'the others are there' [ "$(clips b.tfr)" = 2 ]
check 'what went is named' grep -q '"id":"quiet.wav","reason":"its largest sample, 0, is not' \
  <("$rec2json" b.tfr)
check 'all of them are too many' rc 1 '' "$wav2mel" --min_peak=0.05 quiet.wav --output=none.tfr
check 'and leave no output' [ ! -e none.tfr ]
check 'a peak that cannot be is misuse' rc 2 '' "$wav2mel" --min_peak=-1 corpus

# Two channels; the second alone; features are the end of a line of JSON.
wav $((2 * 16000)) $((4 * 16000)) 2 >both.wav
{ wav 0 32000; tail -c +45 both.wav | od -An -v -tx1 -w4 | while read -r _ _ low high; do
  printf '%b' "\\x$low\\x$high"; done; } >second.wav
tensor() { "$rec2json" --tensors "$1" | grep -o '"feature":.*'; }
check 'a channel is taken' rc 0 '' "$wav2mel" --front_end=vggish --channel=2 both.wav --output=b.tfr
check 'and recorded' grep -q '"channel":2' <("$rec2json" b.tfr)
check 'alone' rc 0 '' "$wav2mel" --front_end=vggish second.wav --output=c.tfr
check 'it is that channel' [ "$(tensor b.tfr)" = "$(tensor c.tfr)" ]
check 'also through a pipe' rc 0 '' "$wav2mel" --front_end=vggish --channel=2 --output=c.tfr <both.wav
check 'the same' [ "$(tensor b.tfr)" = "$(tensor c.tfr)" ]
check 'without --channel it is the mean' rc 0 '' "$wav2mel" --front_end=vggish both.wav --output=c.tfr
check 'which is another' [ "$(tensor b.tfr)" != "$(tensor c.tfr)" ]
check 'a channel that is not there is an error' rc 1 '' "$wav2mel" --channel=3 both.wav
check 'that says what there is' grep -q 'the file has channels 1 to 2' err
check 'a channel below none is misuse' rc 2 '' "$wav2mel" --channel=-1 both.wav

# Front ends as files, and their stages.
check 'a front end is printed' rc 0 '' "$wav2mel" --front_end=kaldi --mel_bands=40 --describe
cp out mine.textproto
"$wav2mel" --front_end=mine.textproto corpus/1.wav --output=b.tfr
"$wav2mel" --front_end=kaldi --mel_bands=40 corpus/1.wav --output=c.tfr
check 'and read back is the same' [ "$(tensor b.tfr)" = "$(tensor c.tfr)" ]
check 'its path stays out of the header' [ "$(grep -ac mine.textproto b.tfr)" = 0 ]
"$wav2mel" --front_end=mine.textproto --describe >again.textproto
check 'so is what is printed of it' cmp mine.textproto again.textproto
echo 'remove_dc: false scale: UNIT' >>mine.textproto
check 'a parameter given twice is refused' rc 2 'remove_dc' "$wav2mel" --front_end=mine.textproto corpus/1.wav
sed -e '$d' -e 's/^remove_dc.*/remove_dc: false/' again.textproto >mine.textproto
"$wav2mel" --front_end=mine.textproto corpus/1.wav --output=b.tfr
check 'what has no flag is set' [ "$(tensor b.tfr)" != "$(tensor c.tfr)" ]
echo 'colour: 3' >bad.textproto
check 'an unknown parameter is misuse' rc 2 'no field named "colour"' "$wav2mel" --front_end=bad.textproto corpus/1.wav
echo 'sample_rate_hz: 16' >bad.textproto
check 'so is a value out of its range' rc 2 'it lies within 100 and 1000000' "$wav2mel" --front_end=bad.textproto
check 'so is a file that is not there' rc 2 "'none.textproto'" "$wav2mel" --front_end=none.textproto corpus/1.wav
check 'mel bands that hold no bin are told once' rc 0 '1 of 128 mel bands hold no bin' \
  "$wav2mel" --front_end=kaldi --mel_bands=128 corpus/1.wav corpus/2.wav --output=b.tfr
check 'once' [ "$(grep -c 'hold no bin' err)" = 1 ]
bins() { "$rec2json" "$1" | grep -o '"shape":\[[0-9]*,[0-9]*\]' | head -1; }
for stage in spectrum:1025 mel:128 log:128; do
  check "features end after ${stage%:*}" rc 0 '' "$wav2mel" --front_end=desed --stage="${stage%:*}" corpus/1.wav --output=b.tfr
  check 'with its bins' grep -q ",${stage#*:}\]" <(bins b.tfr)
done
check 'a later step contradicts a stage' rc 2 'after --stage=mel' "$wav2mel" --front_end=desed --stage=mel --log=natural corpus/1.wav
check 'a stage that is not there is misuse' rc 2 'no mel bands' "$wav2mel" --front_end=antitransfer --stage=mel corpus/1.wav
check 'linear features are not float16' rc 2 'float16' "$wav2mel" --front_end=desed --stage=mel --dtype=float16 corpus/1.wav

# An output that is an input, by whatever way it is one.
cp corpus/1.wav kept.wav
check 'audio is not written over by its features' rc 2 'is the input' "$wav2mel" kept.wav --output=kept.wav
printf 'file,label\nkept.wav,a\n' >kept.csv
check 'nor a table by its clips' rc 2 'is the input' "$list_corpus" --corpus=csv kept.csv --output=kept.csv
"$list_corpus" --corpus=csv --root="$PWD" kept.csv --output=kept.tfr 2>/dev/null
check 'nor the audio of a stream' rc 2 'its audio is --output' "$wav2mel" --max_bad=5 kept.tfr --output=kept.wav
check 'it is what it was' cmp corpus/1.wav kept.wav
check 'a stream of clips by another may be' rc 0 '' "$wav2mel" kept.tfr --output=kept.tfr

# What is heard of folders; predict and list_corpus walk the same.
mkdir -p walk/a walk/.Trash-1000 walk/a/.ipynb_checkpoints
for file in a/x .Trash-1000/deleted a/.ipynb_checkpoints/x-checkpoint; do cp corpus/1.wav "walk/$file.wav"; done
printf '\0\5\26\7' >walk/a/._x.wav
: >walk/phone.m4a
ln -s .. walk/a/up
check 'a folder is walked' rc 0 '' "$wav2mel" --front_end=vggish walk --output=b.tfr
check 'its one recording is there once' [ "$(clips b.tfr)" = 1 ]
check 'what is hidden is said' grep -q "folder 'walk': 1 audio file; passed over: .*3 hidden ('.Trash-1000', …)" err
check 'what is not read is named with the way' grep -qF "ffmpeg -i 'walk/phone.m4a' 'walk/phone.flac'" err
check 'a link to a folder that is walked is said' grep -q "1 linked again ('a/up')" err
ln -s nowhere walk/gone.wav
check 'a link that leads nowhere ends it' rc 1 "walk/gone.wav" "$wav2mel" --front_end=vggish walk
check 'with the way to go on' grep -q -- '--max_bad=1 leaves one bad item out' err
check 'which is one' rc 0 'dropped 1 of 2 items' "$wav2mel" --front_end=vggish --max_bad=1 walk --output=b.tfr
check 'and leaves the rest' [ "$(clips b.tfr)" = 1 ]

# Lists of names.
printf 'corpus/1.wav\ncorpus/2.wav\n' >names
check 'names on stdin are inputs' rc 0 '' "$wav2mel" --front_end=vggish --output=b.tfr <names
check 'each' [ "$(clips b.tfr)" = 2 ]
printf '\357\273\277corpus/1.wav\r\n\r\ncorpus/2.wav\r\ncorpus/3.wav' | "$wav2mel" --front_end=vggish --output=b.tfr
check 'as Windows writes them too' [ "$(clips b.tfr)" = 3 ]
printf 'corpus/1.wav\0corpus/2.wav\0' | "$wav2mel" --front_end=vggish --output=b.tfr
check 'and find -print0' [ "$(clips b.tfr)" = 2 ]
check 'names in a file are' rc 0 '' "$wav2mel" --front_end=vggish --files_from=names --output=b.tfr
check 'without stdin' [ "$(clips b.tfr)" = 2 ]
check 'beside others' rc 0 '' "$wav2mel" --front_end=vggish --files_from=names corpus/3.wav --output=b.tfr
check 'all of them' [ "$(clips b.tfr)" = 3 ]
check 'a list that is not there is named' rc 1 '--files_from' "$wav2mel" --files_from=none
printf 'corpus/1.wav\nnowhere.wav\n' >names
check 'a name that leads nowhere is a bad item' rc 0 'dropped 1 of 2 items' \
  "$wav2mel" --front_end=vggish --max_bad=1 --output=b.tfr <names
printf 'file,label\ncorpus/1.wav,x\n' >table
check 'a table is no list of names' rc 1 'list_corpus --corpus=csv' "$wav2mel" <table
check 'its first line is shown' grep -q "'file,label', is the name of no file" err

# Stretches that end a little after their file (of 1.0486 s).
printf 'file,from,to\ncorpus/1.wav,0.5,1.06\ncorpus/2.wav,0,0.5\n' >ends.csv
stretches() { "$list_corpus" --corpus=csv --start_column=from --end_column=to "$1" 2>/dev/null; }
stretches ends.csv >b.tfr
check 'a stretch may end a little after its file' rc 0 '1 of 2 items end up to 12 ms after their files' \
  "$wav2mel" --front_end=vggish b.tfr --output=c.tfr
sed -i s/1.06/1.2/ ends.csv
stretches ends.csv >b.tfr
check 'but not by more' rc 1 'the file already at' "$wav2mel" --front_end=vggish b.tfr

exit $((failures > 0))
