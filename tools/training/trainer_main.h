// SPDX-License-Identifier: Apache-2.0
// What the trainers' mains share: flags to a job, the job, the model.
#ifndef AURICLE_TOOLS_TRAINING_TRAINER_MAIN_H_
#define AURICLE_TOOLS_TRAINING_TRAINER_MAIN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace auricle {

struct TrainerKind {
  std::string name;         // The tool's.
  std::string loss;         // The whole loss.
  bool start_from = false;  // The weights start from --from.
};

// Flag groups that every trainer has.
std::vector<std::string> TrainerFlagGroups();

// Trains on `inputs` as the flags say and writes the model to --output; or describes the network.
absl::Status RunTrainer(const TrainerKind& kind, const std::vector<std::string>& inputs);

}  // namespace auricle

#endif  // AURICLE_TOOLS_TRAINING_TRAINER_MAIN_H_
