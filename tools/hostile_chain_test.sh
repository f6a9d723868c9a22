#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The whole chain, from a manifest to the report, on names made to break out: quotes, backticks,
# $(…), spaces, newlines, =cmd, markup. Nothing of them may run, tear a line or reach a page raw.
# Defect D15 of the anti-transfer original: its configuration and command line were run as code.
set -eu -o pipefail
bin=$PWD/tools
work="$TEST_TMPDIR/a b'c\"d\$(touch PWNED1)\`touch PWNED2\`;e"
mkdir -p "$work"
cd "$work"

fail() {
  echo "FAILED: $*"
  exit 1
}

# Eight takes of four classes by four voices: a tone whose pitch is the class, whose timbre the voice.
python3 - <<'P'
import csv, math, os, struct, wave
classes = ["=cmd|' /C calc'!A0", "$(touch PWNED3)", "`touch PWNED4`\"'\\", "<script>alert(5)</script>\nrow two\ttab"]
voices = ["'; set output 'PWNED6'; '", "@import \"x\" {}", "a & b <b>", "\u202e|\x1b[31mred"]
os.makedirs("wav's $(touch PWNED7)", exist_ok=True)
with open("list.csv", "w", newline="") as f:
    out = csv.writer(f)
    out.writerow(["file", "label", "voice"])
    for c, name in enumerate(classes):
        for v, voice in enumerate(voices):
            for take in range(8):
                path = f"wav's $(touch PWNED7)/{c}{v}{take} `touch PWNED8` \"q\".wav"
                with wave.open(path, "wb") as w:
                    w.setnchannels(1); w.setsampwidth(2); w.setframerate(8000)
                    hz, over = 300 * 1.6 ** c, [0.0, 0.3, 0.6, 0.9][v]
                    n = 2400 + 40 * take
                    w.writeframes(b"".join(struct.pack("<h", int(
                        9000 * (math.sin(6.2832 * hz * i / 8000 + take) +
                                over * math.sin(6.2832 * 2.1 * hz * i / 8000)) / 2)) for i in range(n)))
                out.writerow([path, name, voice])
P

small=(--width=0.0625 --epochs=3 --batch=16 --threads=1 --precision=fp32 --learning_rate=1e-3)
"$bin/list_corpus" --corpus=csv list.csv |
  "$bin/split_dataset" --ratios=50,25,25 --balance=label |
  "$bin/wav2mel" --front_end=antitransfer --threads=2 --output="all's.tfr"
"$bin/rec2json" --check "all's.tfr" >/dev/null
"$bin/pretrain_vgg" --task=voice --validation=within:20% "${small[@]}" "all's.tfr" \
  --output='$(touch PWNED9).model'
"$bin/train_classifier" --task=label "${small[@]}" "all's.tfr" --output=base.model
"$bin/train_antitransfer" --task=label --from='$(touch PWNED9).model' --at=conv2_2 "${small[@]}" \
  "all's.tfr" --output='anti;touch PWNED10.model'
for run in base 'anti;touch PWNED10'; do
  "$bin/predict" --model="$run.model" --split=test "all's.tfr" |
    "$bin/evaluate" --task=label --by=voice --name="=$run|'<i>\`touch PWNED11\`" --output="$run.results"
done
for format in html md tsv xlsx runs.tsv; do
  "$bin/report" ./*.results --output="report.$format"
done
for figure in conditions differences curves; do
  "$bin/report" --figure=$figure --title='$(touch PWNED12)`touch PWNED13`' ./*.results \
    --output="$figure.png"
done
"$bin/predict" --model=base.model --split=test --format=csv "all's.tfr" >predictions.csv
"$bin/predict" --model=base.model --split=test --format=spreadsheet "all's.tfr" >safe.csv
"$bin/predict" --model=base.model --split=test --format=jsonl "all's.tfr" >predictions.jsonl

found=$(find "$TEST_TMPDIR" -name 'PWNED*' | head -3)
[ -z "$found" ] || fail "a name was run: $found"
grep -q '<script>alert' report.html && fail "markup reached the page"
grep -qE "<i>|a & b <b>" report.html && fail "markup of a name reached the page"
grep -q 'alert(5)' report.html || fail "the page lost a class"
grep -qP '\x1b|\x{202e}' report.html && fail "the page holds control characters"
grep -qP '(^|\t)[=@+]' report.tsv && fail "a TSV cell is a formula"
python3 - <<'P'
import csv, json, zipfile
with zipfile.ZipFile("report.xlsx") as book:
    sheets = b"".join(book.read(name) for name in book.namelist())
    assert b"touch PWNED11" in sheets, "the workbook lost a name"
    assert b"<f>" not in sheets, "the workbook holds a formula"
rows = list(csv.reader(open("predictions.csv", newline="")))
assert len(rows) == 1 + 32, len(rows)
assert all(len(r) == len(rows[0]) for r in rows), "torn CSV rows"
safe = list(csv.reader(open("safe.csv", newline="")))
assert not any(cell[:1] in "=@+" and cell for r in safe for cell in r), "a CSV cell is a formula"
lines = [json.loads(line) for line in open("predictions.jsonl")]
assert len(lines) == 32, len(lines)
names = [[line["id"], line["predictions"][0]["decision"]] for line in lines]
assert [[r[0], r[3]] for r in rows[1:]] == names, "a name came out of CSV as another"
P
echo "nothing ran, nothing tore"
