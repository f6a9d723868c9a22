# SPDX-License-Identifier: Apache-2.0
# Made speech: does anti-transfer from the voice help to tell the words of a voice never heard?
#
# espeak-ng's 12 voices say 12 words in 6 styles. Four voices are the test set in turn, four are for
# validation, and four are trained on with PER_CLASS clips a word in all. The conditions are in
# antitransfer_study.mk; the network is that of fsdd_antitransfer.
#
# What came out, of 147 trainings (with 30 pretrainings half an hour of one core). First every tap with
# one seed: mean validation UAR, by which taps are chosen, and accuracy on all 864 clips:
#
#               baseline conv1_1  1_2  2_1  2_2  3_1  3_2  3_3  4_1  4_2  4_3  5_1  5_2  5_3
#   validation      83.4    83.3 91.3 81.1 77.2 81.7 79.4 67.6 75.5 64.9 64.8 65.2 64.2 74.2
#   test            81.8    81.8 86.5 76.5 76.9 78.4 77.7 64.9 72.6 63.3 62.5 65.0 60.3 70.6
#
# conv1_2 was added to the taps for being the best on validation. Then five seeds; 95 % intervals over
# voices and seeds, differences paired by clip, p by Student's t on a crossed model, Holm-adjusted:
#
#   condition     accuracy             minus baseline          p      adjusted  detectable
#   baseline      77.2 (67.9 … 86.6)
#   at_conv1_2    78.0 (72.3 … 83.7)    +0.8 (-6.5 … +8.0)     0.82   1.00      10.1
#   at_conv2_2    76.6 (71.1 … 82.2)    -0.6 (-7.7 … +6.5)     0.86   1.00      10.0
#   at_conv3_1    80.4 (75.7 … 85.1)    +3.1 (-6.3 … +12.6)    0.44   1.00      13.0
#   at_conv4_2    60.0 (56.4 … 63.5)   -17.3 (-27.3 … -7.3)    0.004  0.026     13.8
#   init          68.7 (59.8 … 77.6)    -8.5 (-13.0 … -4.0)    0.002  0.011      6.3
#   no_gradient   77.2 (67.9 … 86.6)   exactly 0, clip by clip, in every run
#   untrained     60.2 (49.5 … 70.8)   -17.1 (-29.8 … -4.4)    0.017  0.084     17.4
# (Those intervals, and p, are from before the methods of lib/metrics/README.md, which are longer with few
# seeds: the report is to be made again from new runs.)
#
# Anti-transfer did not help here, and at conv4_2 it harms: shown. It harms as much against a network
# that knows nothing, so the harm is the term's, not the voice's. What one seed promised at conv1_2
# (+4.6) five did not keep.
STUDY = Words

FOLDS ?= 0 1 2
SEEDS ?= 1 2 3 4 5
SCREEN_SEEDS ?= 1
TAPS ?= conv1_2 conv2_2 conv3_1 conv4_2
CONTROLS ?= no_gradient untrained
CONTROL_TAP ?= conv4_2
PER_CLASS ?= 20
EPOCHS ?= 15
BETA ?= 1

clips = words.tfr
task = word
orthogonal = voice
group = voice
plan = voice
net = --width=0.125 --batch_norm --pool=global_mean --classifier_units=1024 --dropout=0 \
  --window_frames=128 --hop_frames=64 --batch=8 --patience=0 --select_by=valid/uar \
  --precision=fp32 --epochs=$(EPOCHS)
rate = --learning_rate=5e-4

words/words.csv.how = espeak_words.sh --words=12
words.tfr.how = list_corpus --corpus=csv --label_column=word words/words.csv \
  | split_dataset --folds=3 --by=voice --balance=word --train_per_class=$(PER_CLASS) --plan=voice \
  | wav2mel --front_end=vggish --feature_norm=feature_standard

TRAINING_SECONDS = 12
TRAINING_MB = 6
PRETRAINING_SECONDS = 10
PRETRAINING_MB = 6
OTHER_SECONDS = 60
OTHER_MB = 60
EFFECT = a difference of 10 to 14 points of accuracy is found 4 times out of 5 (all folds, 5 seeds)
include antitransfer_study.mk
