// SPDX-License-Identifier: Apache-2.0
// A training between two steps, on disk.
#ifndef AURICLE_LIB_TRAIN_LOOP_CHECKPOINT_H_
#define AURICLE_LIB_TRAIN_LOOP_CHECKPOINT_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/models/model_io.h"
#include "lib/nn/net/net.h"
#include "protos/record.pb.h"
#include "protos/training.pb.h"

namespace auricle {

// Everything of a training that has state, by section: "optimizer", "best" (the best epoch's
// network), "objective", "teacher" …
using Sections = std::map<std::string, TensorMap>;

// A stream of two sections: the current network, a model by itself; then tensors named
// "SECTION/NAME" and the TrainState as "state".
struct Checkpoint {
  Model current;
  Sections sections;
  TrainState state;
};

// `path` changes only once the new checkpoint is whole on disk.
absl::Status WriteCheckpoint(const std::string& path, const Header& header, const Net& net,
                             const Sections& sections, const TrainState& state);

// Errors: kNotFound, kDataLoss; kInvalidArgument if `path` is no checkpoint.
absl::StatusOr<Checkpoint> ReadCheckpoint(const std::string& path);

// Whether a training that would begin with `now` (FirstState) may go on from `saved` instead: its
// config, data, precision and the models it starts from and compares with must be equal, but for
// `epochs` and `patience` under schedules that they do not shape. 0 epochs, which train nothing,
// are allowed where there is a best one. Errors: kFailedPrecondition naming what differs, with both
// values.
absl::Status CheckResumes(const TrainState& saved, const TrainState& now);

// Why a training that goes on will not give the bytes of one that was not stopped, though it may:
// other threads, another kind of device. "": it will.
std::string ResumeWarning(const Training& saved, const Training& now);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_CHECKPOINT_H_
