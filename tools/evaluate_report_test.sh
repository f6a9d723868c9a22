#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# evaluate and report as tools: exit status, stdout and stderr, whole files only, names that are attacks.
# Usage: evaluate_report_test.sh SYNTHETIC_PREDICTIONS EVALUATE REPORT
set -u
predictions=$PWD/$1 eval=$PWD/$2 report=$PWD/$3
work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/eval_report.XXXXXX")
cd "$work" || exit 1
failures=0 n=0

fail() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}

# check STATUS WHAT COMMAND...: runs the command, its output into out and err.
check() {
  local want=$1 what=$2
  shift 2
  "$@" > out 2> err
  local got=$?
  [ "$got" -eq "$want" ] || { fail "$what: exit $got, want $want"; cat err >&2; }
}

says() { grep -qF -- "$1" err || { fail "stderr does not say: $1"; cat err >&2; }; }

# Runs of one name, three seeds, four speakers each.
# study NAME ACCURACY PREFIX [hostile]
study() {
  local seed speaker
  for seed in 1 2 3; do
    for speaker in 0 1 2 3; do
      "$predictions" "$1" "$2" "$seed" "$speaker" ${4:+"$4"} |
        "$eval" --split=test --by=speaker --name="$1" --output="$3.$seed.$speaker.results" \
          2> eval.err || { fail "eval of $1"; cat eval.err >&2; }
    done
  done
}

study baseline 0.50 a
study better 0.85 b

check 0 "report as HTML" "$report" a.*.results b.*.results --output=r.html
says "better vs baseline: +"
says ": better."
grep -q '<svg' r.html || fail "the page has no figure"
grep -qE 'https?:|src=|@import' r.html && fail "the page refers to something outside it"
check 0 "report as Markdown on stdout" "$report" --format=md a.*.results b.*.results
grep -q '^| better |' out || fail "Markdown has no row of the condition"
check 0 "report as TSV" "$report" a.*.results b.*.results --output=r.tsv
[ "$(cut -f1 r.tsv | sort -u | tr '\n' ' ')" = "class difference group kind mcnemar mean order seed " ] ||
  fail "TSV has other kinds: $(cut -f1 r.tsv | sort -u | tr '\n' ' ')"
[ "$(awk -F'\t' '{ print NF }' r.tsv | sort -u)" = 17 ] || fail "TSV rows are not all of 17 cells"

# The same input gives the same bytes, whatever the order of files of one condition.
"$report" a.*.results b.*.results --output=again.html 2> /dev/null
cmp r.html again.html || fail "two runs of report differ"
cat a.*.results b.*.results | "$report" --format=tsv > catted.tsv 2> /dev/null
cmp r.tsv catted.tsv || fail "concatenated results read differently"

# What cannot be compared, or was called wrongly.
check 1 "unequal test sets" "$report" a.*.results b.[12].*.results b.3.[012].results --output=no.html
says "--intersect"
[ ! -e no.html ] || fail "a failed report left a file"
check 0 "intersected test sets" \
  "$report" --intersect a.*.results b.[12].*.results b.3.[012].results --output=yes.html
says "100 others were dropped"
check 1 "a result given twice" "$report" a.1.0.results a.1.0.results --output=no.html
check 2 "an unknown format" "$report" a.*.results --output=r.pdf
check 2 "an unknown metric" "$report" --metric=f1 a.*.results --output=r.html
check 2 "a metric that decisions do not make" "$report" --metric=roc_auc a.*.results --output=r.html
says "further figures"
check 1 "a missing file" "$report" missing.results --output=no.html
check 2 "a wrong --unseen" "$eval" --unseen=maybe a.1.0.results
check 1 "results given to evaluate" "$eval" a.1.0.results
says "not clips"
"$predictions" x 0.5 1 1 > x.tfr
check 1 "clips given to report" "$report" x.tfr --output=no.html
says "not results"
check 1 "items without predictions" "$eval" x.tfr --output=no.results
says "--split"
[ ! -e no.results ] || fail "a failed eval left a file"
check 0 "items without predictions, allowed" "$eval" --max_bad=500 x.tfr --output=some.results
says "dropped 500 of 600 items"
grep -aq 'it has no prediction' some.results || fail "the results' end does not name what was dropped"
head -c -1 a.1.0.results > cut.results
check 1 "a cut stream" "$report" cut.results --output=no.html
: | "$eval" > /dev/null 2> err && fail "an empty stream is evaluated"

# Each part for itself: what has no predictions is told by the part's name.
check 1 "a part without predictions" "$eval" --each_part --max_bad=500 x.tfr --output=no.results
says "part train"
check 0 "each of the parts asked for" "$eval" --each_part --split=test x.tfr --output=each.results
says "cross-entropy, nats"
check 2 "an unknown unit" "$eval" --unit=frame x.tfr
check 1 "windows that were not kept" "$eval" --unit=window --split=test x.tfr --output=no.results
says "--windows"

# A row for each run: 2 names x 3 seeds, 4 folds in each.
check 0 "runs as TSV" "$report" a.*.results b.*.results --output=r.runs.tsv
[ "$(wc -l < r.runs.tsv)" = 7 ] || fail "runs has $(wc -l < r.runs.tsv) lines, want 7"
[ "$(awk -F'\t' 'NR == 2 { print $58 }' r.runs.tsv)" = 400 ] || fail "n of a run is not 400"
check 0 "runs as a workbook" "$report" a.*.results b.*.results --output=r.xlsx
sleep 2.1  # A zip archive tells times to two seconds.
"$report" a.*.results b.*.results --output=again.xlsx
cmp r.xlsx again.xlsx || fail "two workbooks of the same results differ"

# Figures as files.
for format in svg png pdf; do
  check 0 "a figure as $format" "$report" --figure=conditions a.*.results b.*.results \
    --output="f.$format"
done
head -c 4 f.png | grep -q PNG || fail "f.png is no PNG"
check 2 "an unknown figure" "$report" --figure=pie a.*.results --output=f.svg
check 2 "a figure as a page" "$report" --figure=conditions a.*.results --output=f.html
check 2 "a picture without --figure" "$report" a.*.results --output=f.svg
check 1 "layers without anti-transfer" "$report" --figure=layers a.*.results --output=no.svg
says "train_antitransfer"
check 1 "published figures that are not there" \
  "$report" --figure=layers --published=missing.tsv --output=no.svg

# A summary needs no file; what goes through a pipe is a stream.
"$eval" --split=test x.tfr 2> err | "$report" --format=md > piped.md 2> /dev/null || fail "pipe"
says "accuracy"
grep -q '^# digit on synthetic' piped.md || fail "evaluate | report has no heading"

# Several corpora in one stream, each with its own classes; modes compared on each and on the mean.
corpora() { # corpora NAME ACCURACY SEED
  "$predictions" "$1" "$2" "$3" 0 plain emodb 7
  "$predictions" "$1" "$2" "$3" 0 plain demos 3
}
for seed in 1 2 3; do
  corpora scratch 0.5 $seed | "$eval" --each_corpus --split=test --name=scratch \
    --output="scratch.$seed.results" 2> err || fail "evaluate --each_corpus"
  corpora adapters 0.8 $seed | "$eval" --each_corpus --split=test --name=adapters \
    --output="adapters.$seed.results" 2> err || fail "evaluate --each_corpus"
done
says "digit on demos, run 'adapters'"
says "means over 2 corpora"
says "micro precision, recall, F1"
says "ROC AUC"
corpora scratch 0.5 1 | "$eval" --split=test --output=no.results 2> err &&
  fail "other classes are one set"
check 0 "several corpora" "$report" --baseline=scratch scratch.*.results adapters.*.results \
  --output=corpora.md
says "points UAR, mean of 2 corpora"
grep -q '^| \*\*mean of 2 corpora\*\* | 100 |' corpora.md || fail "there is no row of the mean"
grep -q 'ε min' corpora.md || fail "there is no stochastic order"
check 0 "several corpora as HTML" "$report" --baseline=scratch scratch.*.results \
  adapters.*.results --output=corpora.html
check 0 "several corpora as a workbook" "$report" scratch.*.results --output=corpora.xlsx
check 0 "two seeds" "$report" --baseline=scratch scratch.[12].results adapters.[12].results \
  --output=two.md
grep -q 'here are 2' two.md || fail "nothing says why there is no stochastic order"

# Names that attack the shell, gnuplot, HTML, Markdown and spreadsheets.
study "=cmd|'/C touch pwned'!A0" 0.6 h hostile
study $'\'; system "touch pwned"\n`touch pwned`$(touch pwned)</td><img src=x onerror=alert(1)>' \
  0.7 i hostile
evil='<img src=x onerror=alert(1)>`touch pwned`$(touch pwned)'
for condition in scratch '<script>alert(2)</script>'; do
  n=$((n + 1))
  for corpus in "=cmd|'/C touch pwned'!A1" "$evil" "$evil/b" 'a	b|c' '"; system "touch pwned"'; do
    "$predictions" "$condition" 0.6 1 0 hostile "$corpus" 5
  done | "$eval" --each_corpus --split=test --name="$condition" > "many.$n.results" 2> err ||
    fail "hostile corpora"
done
grep -q '[[:cntrl:]]' <(tr -d '\n' < err) && fail "a corpus' name reached the terminal"
for format in html md tsv; do
  check 0 "hostile corpora as $format" "$report" --baseline=scratch many.*.results \
    --output="hostile_corpora.$format"
done
grep -q 'mean of 5 corpora' hostile_corpora.html || fail "hostile corpora were not joined"
grep -qE '<img|<script' hostile_corpora.html hostile_corpora.md &&
  fail "a corpus' name became markup"
[ "$(awk -F'\t' '{ print NF }' hostile_corpora.tsv | sort -u)" = 17 ] ||
  fail "a corpus' name broke the TSV"
for format in html md tsv; do
  check 0 "hostile names as $format" "$report" h.*.results i.*.results --output="hostile.$format"
done
check 0 "hostile names as xlsx" "$report" h.*.results i.*.results --output=hostile.xlsx
check 0 "hostile names as runs" "$report" h.*.results i.*.results --output=hostile.runs.tsv
for format in svg png pdf; do
  for figure in conditions differences curves loss; do
    check 0 "hostile names in $figure.$format" "$report" --figure=$figure h.*.results i.*.results \
      --output="hostile_$figure.$format"
  done
done
grep -qE '<img|<script' hostile_conditions.svg && fail "a name became markup in SVG"
python3 - << 'END' || fail "the workbook is not as it should be"
import re, zipfile
from xml.dom import minidom
book = zipfile.ZipFile("hostile.xlsx")
for name in book.namelist():
    minidom.parseString(book.read(name))  # Well-formed whatever the names are.
sheet = book.read("xl/worksheets/sheet1.xml").decode()
assert "<f>" not in sheet, "a cell is a formula"
assert "cmd|" in book.read("xl/sharedStrings.xml").decode()
rows = int(re.search(r'<dimension ref="A1:[A-Z]+(\d+)"', sheet).group(1))
assert rows == 3 + 6, rows
links = re.findall(r'<hyperlink ref="B(\d+)" location="parameters!A(\d+)"', sheet)
assert [(int(a), int(b)) for a, b in links] == [(4 + i, 2 + i) for i in range(6)], links
parameters = book.read("xl/worksheets/sheet2.xml").decode()
assert '<row r="7"' in parameters and '<row r="8"' not in parameters
assert sheet.count("<conditionalFormatting") == 48
END
[ -z "$(find "$work" -name 'pwned*')" ] || fail "a name was run"
grep -qE '<img|<script' hostile.html && fail "a name became markup in HTML"
grep -qE '<img|<script' hostile.md && fail "a name became markup in Markdown"
grep -qE '(^|	)[=@+]' hostile.tsv hostile.runs.tsv && fail "a TSV cell would be run by a spreadsheet"
[ "$(awk -F'\t' '{ print NF }' hostile.tsv | sort -u)" = 17 ] || fail "a name broke the TSV"
python3 - << 'END' || fail "a csv reader sees other cells than are there"
import csv
for name in "hostile.tsv", "hostile_corpora.tsv", "hostile.runs.tsv":
    rows = list(csv.reader(open(name, newline=""), dialect="excel-tab"))
    assert len(rows) == len(open(name).readlines()), name
    assert len({len(row) for row in rows}) == 1, name
END

[ "$failures" -eq 0 ] && echo "all passed"
exit $((failures > 0))
