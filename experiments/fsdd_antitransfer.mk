# SPDX-License-Identifier: Apache-2.0
# FSDD: does anti-transfer from the speaker help to tell the digits of a speaker never heard?
#
# Each of the six speakers is the test set once (all 500 clips); another one is for validation and
# four are trained on with PER_CLASS clips a digit in all, because anti-transfer is meant for little
# data. The conditions are in antitransfer_study.mk.
#
# The network is VGG16 at an eighth of its width, with batch normalisation (without it 13 layers do
# not begin to learn from 400 clips) and the mean over the last map; clips are standardised one by
# one (else loudness and microphone, which are the speaker's here, decide: 11 % instead of 68 % in
# a trial on one fold).
#
# What came out (all 144 runs, defaults below, 43 min with -j2 on two cores that others used too).
# Accuracy on all 3000 clips, each speaker unheard; mean over 3 seeds with 95 % intervals over
# speakers and seeds; differences paired by clip, p by Student's t on a crossed model, Holm-adjusted:
#
#   condition     accuracy             minus baseline        p     adjusted  detectable
#   baseline      52.6 (41.0 … 64.1)
#   at_conv2_2    54.2 (41.1 … 67.3)   +1.6 (-4.9 … +8.1)    0.55  1.00       8.8
#   at_conv3_3    47.9 (40.5 … 55.4)   -4.6 (-12.9 … +3.7)   0.23  0.91      11.4
#   at_conv4_2    45.0 (31.7 … 58.2)   -7.6 (-19.3 … +4.1)   0.15  0.76      15.8
#   at_conv5_2    46.2 (31.2 … 61.2)   -6.4 (-20.1 … +7.4)   0.24  0.91      18.0
#   init          49.0 (38.9 … 59.1)   -3.5 (-6.6 … -0.5)    0.030 0.21       4.1
#   no_gradient   52.6 (41.0 … 64.1)   exactly 0, clip by clip, in every run
#   untrained     42.6 (28.1 … 57.1)   -10.0 (-23.1 … +3.2)  0.11  0.69      18.0
#
# Anti-transfer did not help here. At no tap is a gain shown; from conv3_3 on the means are lower than
# the baseline's, and at_conv4_2 is not set apart from the same term against a network that knows
# nothing (untrained). Neither is harm shown, nor is a gain of a few points excluded: with beta 1 this
# design sees 9 to 18 points. The noise is that of small networks and six speakers: runs of a condition
# that differ in the seed alone have an SD of 0.6 (baseline) to 8.6 points (at_conv5_2) in their mean.
CORPORA = FSDD
STUDY = FSDD

FOLDS ?= george jackson lucas nicolas theo yweweler
SEEDS ?= 1 2 3 4 5
SCREEN_SEEDS ?= 1
TAPS ?= conv2_2 conv3_1 conv4_2 conv5_3
CONTROLS ?= no_gradient untrained
CONTROL_TAP ?= conv4_2
PER_CLASS ?= 40
EPOCHS ?= 20
BETA ?= 1
RESAMPLES ?= 2000

clips = digits.tfr
task = digit
orthogonal = speaker
group = speaker
plan = speaker
net = --width=0.125 --batch_norm --pool=global_mean --classifier_units=1024 --dropout=0 \
  --window_frames=96 --hop_frames=48 --batch=8 --patience=0 --select_by=valid/uar --precision=fp32 \
  --epochs=$(EPOCHS)
rate = --learning_rate=5e-4

digits.tfr.how = list_corpus --corpus=fsdd .in/FSDD \
  | split_dataset --hold_one_out --by=speaker --balance=digit --train_per_class=$(PER_CLASS) \
    --plan=speaker | wav2mel --front_end=vggish --feature_norm=feature_standard

# Measured on one core, a training with its evaluation. The effect: what the report finds detectable.
TRAINING_SECONDS = 20
TRAINING_MB = 6
PRETRAINING_SECONDS = 7
PRETRAINING_MB = 6
OTHER_SECONDS = 30
OTHER_MB = 45
EFFECT = a difference of about 9 points of accuracy is found 4 times out of 5 (all folds, 3 seeds)
include antitransfer_study.mk
