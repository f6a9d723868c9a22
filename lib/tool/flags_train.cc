// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_train.h"

#include "absl/strings/str_split.h"
#include "gflags/gflags.h"
#include "lib/tool/flag_values.h"

DEFINE_string(from, "",
              "A model: its weights to start from, or the frozen network to compare with "
              "(train_antitransfer). Its architecture is the default too.");
DEFINE_string(
    loss, "cross_entropy",
    "Objectives summed (of tags and events the default is binary_cross_entropy), each with a "
    "factor and arguments as wanted: "
    "'cross_entropy(smoothing=0.1),0.5*antitransfer(at=conv4_2)'. --describe lists them.");
DEFINE_string(validation, "plan",
              "What the best epoch is chosen by: plan (what --plan marks valid), within:10% "
              "(carved out of the training part by --seed, whole sources at a time; needed where "
              "the held-out group is the task itself) or none (the last epoch is taken).");
DEFINE_bool(allow_leaks, false,
            "Train although a source or identical audio stands in two of train, valid and test.");
DEFINE_bool(union_classes, false,
            "Streams whose vocabularies of --task differ: take the sorted union of their classes.");
DEFINE_string(optimizer, "adam",
              "adam, adamw (decoupled weight decay), sgd (momentum 0.9), rmsprop or adadelta.");
DEFINE_double(
    learning_rate, 0,
    "Step size. 0: of vgg16 5e-5 divided by --width, that is, the anti-transfer paper's at "
    "full width; narrow networks take and need larger steps. Of emonet_… 0.1 for sgd, "
    "1e-3 for adam, adamw and rmsprop, 1 for adadelta.");
DEFINE_double(weight_decay, 0,
              "What a weight is multiplied by in its gradient (twice an L2 penalty); of adamw "
              "decoupled. Of emonet_… for kernels and adapters only.");
DEFINE_double(clip_gradient, 0, "Greatest L2 norm of the whole gradient; 0: not clipped.");
DEFINE_int32(batch, 16, "Windows in a step.");
DEFINE_int32(epochs, 50,
             "Most passes over the training part; 0: the weights that it begins with are the "
             "model, an untrained control.");
DEFINE_int32(patience, 5, "Stop after so many epochs without a better one; 0: never.");
DEFINE_string(
    select_by, "valid/loss",
    "The figure that chooses the best epoch. Of classes: valid/loss (cross-entropy alone, "
    "no penalty), valid/accuracy, valid/uar (mean recall over classes); of tags: "
    "valid/loss, valid/map, valid/micro_f1, valid/macro_f1; of events: valid/loss, "
    "valid/frame_f1, valid/map; of one of several heads: valid/HEAD/….");
static bool SelectionIsAFigure(const char*, const std::string& value) {
  return value.rfind("valid/", 0) == 0;
}
DEFINE_validator(select_by, &SelectionIsAFigure);
DEFINE_string(
    freeze, "",
    "What is not trained: tensor names or their beginnings (features.0), or taps (conv2_2: "
    "everything up to it); several with commas.");
DEFINE_string(input_norm, "refit",
              "Statistics that standardise the input, fitted on the training part: scalar (as the "
              "anti-transfer paper), per_bin, none, refit (of the kind that --from has, scalar "
              "without) or keep (the values that --from has).");
DEFINE_bool(
    random_windows, false,
    "Training windows lie at random places, new ones each epoch, instead of a regular grid.");
DEFINE_int32(
    pool_batches, 8,
    "So many batches' windows are sorted by length among themselves before they are dealt, "
    "which saves padding (a third of the time on words); 1: purely random batches.");
DEFINE_string(
    augment, "",
    "What is done to training batches, anew each time: 'time_shift(max=0.2s), mixup(alpha=0.2)', "
    "masks, gain, noise and others; labels and times follow. --describe lists them.");
DEFINE_string(checkpoint, "",
              "Where a training in progress is kept; default: --output with .checkpoint added. "
              "Removed on success.");
DEFINE_double(checkpoint_minutes, 10, "How often; besides, at SIGINT and SIGTERM.");
DEFINE_bool(resume, false,
            "Go on from the checkpoint, bit for bit, if there is one; with the same flags.");
DEFINE_string(tensorboard, "", "A folder for TensorBoard's event files; empty: none are written.");
DEFINE_bool(describe, false,
            "Print the network, its taps, parameter counts and the objectives, and exit. Needs "
            "neither data nor --from.");
DEFINE_int32(classes, 10, "Classes of the network that --describe shows.");
DEFINE_int32(bins, 129, "Feature bins of the network that --describe shows.");

namespace auricle {
namespace {

constexpr double kMomentum = 0.9;  // Of sgd.

FLAG_IS_ONE_OF(optimizer, "adam", "adamw", "sgd", "rmsprop", "adadelta");
FLAG_IS_ONE_OF(input_norm, "scalar", "per_bin", "none", "refit", "keep");
FLAG_IS_FROM(batch, 1, 1 << 20);
FLAG_IS_FROM(epochs, 0, 1e9);
FLAG_IS_FROM(patience, 0, 1e9);
FLAG_IS_FROM(pool_batches, 1, 1 << 20);
FLAG_IS_FROM(classes, 1, 1 << 20);
FLAG_IS_FROM(bins, 1, 1 << 20);
FLAG_IS_FROM(learning_rate, 0, 1e6);
FLAG_IS_FROM(weight_decay, 0, 1e6);
FLAG_IS_FROM(clip_gradient, 0, 1e9);
FLAG_IS_FROM(checkpoint_minutes, 1e-3, 1e6);

}  // namespace

TrainConfig TrainConfigFromFlags() {
  TrainConfig config;
  config.set_validation(FLAGS_validation);
  config.set_allow_leaks(FLAGS_allow_leaks);
  config.set_loss(FLAGS_loss);
  config.set_augment(FLAGS_augment);
  config.set_optimizer(FLAGS_optimizer);
  config.set_momentum(kMomentum);
  config.set_learning_rate(FLAGS_learning_rate);
  config.set_weight_decay(FLAGS_weight_decay);
  config.set_clip_gradient(FLAGS_clip_gradient);
  config.set_batch(FLAGS_batch);
  config.set_epochs(FLAGS_epochs);
  config.set_patience(FLAGS_patience);
  config.set_select_by(FLAGS_select_by);
  for (const absl::string_view name : absl::StrSplit(FLAGS_freeze, ',', absl::SkipEmpty())) {
    config.add_freeze(std::string(name));
  }
  config.set_input_norm(FLAGS_input_norm);
  config.set_random_windows(FLAGS_random_windows);
  config.set_pool(FLAGS_pool_batches);
  return config;
}

}  // namespace auricle
