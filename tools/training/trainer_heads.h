// SPDX-License-Identifier: Apache-2.0
// Which heads a training has, by what the labels of its tasks are.
#ifndef AURICLE_TOOLS_TRAINING_TRAINER_HEADS_H_
#define AURICLE_TOOLS_TRAINING_TRAINER_HEADS_H_

#include <string>

#include "absl/status/statusor.h"
#include "lib/data/training_set.h"
#include "lib/train/job/job.h"
#include "protos/network.pb.h"

namespace auricle {

// One head for each task of `set`: softmax over classes and distributions, sigmoids over tags, and
// over events sigmoids of frames. A head of `network` whose name (or task) is the task's says
// otherwise, and its layers and pooling. A network that has no heads of its own, vgg16 with one
// task of classes, keeps its only output. Errors: kInvalidArgument for a head that fits no task,
// and for softmax over tags or events.
absl::StatusOr<TrainCorpus> CorpusOf(const TrainingSet& set, const Network& network);

// `loss` as given; where --loss was left at its default and the labels are tags or events, with
// binary_cross_entropy in place of cross_entropy.
std::string LossOf(const std::string& loss, const TrainCorpus& corpus);

// Adam's: 5e-5 / width of vgg16, the paper's at full width; 1e-3 of a network of one's own.
double DefaultLearningRate(const Network& network);

}  // namespace auricle

#endif  // AURICLE_TOOLS_TRAINING_TRAINER_HEADS_H_
