// SPDX-License-Identifier: Apache-2.0
// A training between two steps, on disk.
#ifndef AURICLE_LIB_TRAIN_CHECKPOINT_H_
#define AURICLE_LIB_TRAIN_CHECKPOINT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/model_io.h"
#include "lib/nn/net.h"
#include "protos/record.pb.h"
#include "protos/training.pb.h"

namespace auricle {

// A stream of two sections: the current network, a model by itself; then the optimizer's tensors,
// the best epoch's, and the TrainState, as tensors named "optimizer/…", "best/…" and "state".
struct Checkpoint {
  Model current;
  TensorMap optimizer;
  TensorMap best;
  TrainState state;
};

// `path` changes only once the new checkpoint is whole on disk.
absl::Status WriteCheckpoint(const std::string& path, const Header& header, const Net& net,
                             const TensorMap& optimizer, const TensorMap& best,
                             const TrainState& state);

// Errors: kNotFound, kDataLoss; kInvalidArgument if `path` is no checkpoint.
absl::StatusOr<Checkpoint> ReadCheckpoint(const std::string& path);

// Whether a training with `now`'s config, data, frozen model and precision may go on from `saved`:
// all must be equal but `epochs` and `patience`, and these under schedules that they shape
// (0 epochs, which train nothing, are always allowed). Errors:
// kFailedPrecondition naming what differs, with both values.
absl::Status CheckResumes(const TrainState& saved, const TrainState& now);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_CHECKPOINT_H_
