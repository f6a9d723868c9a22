// SPDX-License-Identifier: Apache-2.0
// What is wrong with how a trainer was called, told before any data is read.
#ifndef AURICLE_TOOLS_TRAINING_TRAINER_CHECKS_H_
#define AURICLE_TOOLS_TRAINING_TRAINER_CHECKS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"
#include "protos/network.pb.h"

namespace auricle {

// Where a training in progress is kept: --checkpoint, or beside --output if that is a file; "":
// nowhere.
std::string CheckpointPath();

// What the flags alone tell. Errors: ToolMisuse.
absl::Status CheckTrainFlags(const std::string& loss);

// --output, which is known to be needed, and the checkpoint, which must not be another's file: it
// is overwritten and then removed. Says so if it is a checkpoint that would be lost. Errors:
// ToolMisuse; what writing them would give; an environment that asks for several processes.
absl::Status CheckTrainOutput();

// As CheckWindows. Errors: ToolMisuse.
absl::Status CheckWindowFlags(const Windows& windows);

// `network` with undefined weights, --freeze done, as it would be trained on data of --classes
// classes and, unless it says its own, --bins bins. Errors: ToolMisuse.
absl::StatusOr<std::unique_ptr<Net>> ImaginedNet(Network network);

// Whether the network, its windows, what is frozen of it, and the taps that `loss` wants of it and
// of `from` (null: there is none) can be. Errors: ToolMisuse.
absl::Status CheckNetwork(const Network& network, const Network* from, const std::string& loss);

}  // namespace auricle

#endif  // AURICLE_TOOLS_TRAINING_TRAINER_CHECKS_H_
