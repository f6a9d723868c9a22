// SPDX-License-Identifier: Apache-2.0
// The networks that a training begins with.
#ifndef AURICLE_LIB_TRAIN_START_START_H_
#define AURICLE_LIB_TRAIN_START_START_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/objectives/objective.h"
#include "lib/train/job/job.h"

namespace auricle {

// The network to train: built, its statistics fitted on the training part (or kept), its weights
// random or the model's. A model of other classes gives all but its last layer, which stays random,
// and the note says so. Fills training->from. Errors: as CreateNet, FitInputNorm, LoadInto and
// CheckFrontEnds.
absl::StatusOr<std::unique_ptr<Net>> StartNet(const TrainJob& job, Training* training);

// The frozen network that the loss compares with, or null if it needs none: the model `from`, whole
// and with its own statistics, no gradient anywhere. Fills training->frozen. Errors: the loss needs
// a model and none is given; it needs a reference other than "frozen"; it has no such tap.
absl::StatusOr<std::unique_ptr<Net>> FrozenNet(const TrainJob& job, const Needs& needs,
                                               Training* training);

// Whether a training goes on with the network that the job's flags describe. Errors:
// kFailedPrecondition naming what differs, with both values.
absl::Status CheckSameNetwork(const TrainJob& job, const Net& saved);

// Freezes what the job's mode does not train. Errors: as PlanAdaptation.
absl::Status FreezeForMode(const TrainJob& job, Net* net);

// Tensor names, prefixes of them, or taps (which freeze everything up to them). Errors: a name that
// is none of these; nothing is left to train.
absl::Status FreezeNames(const std::vector<std::string>& names, Net* net);

// The tensors of the last layer, whose size is the number of classes: "classifier.6".
std::string HeadName(const Net& net);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_START_START_H_
