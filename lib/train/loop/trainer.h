// SPDX-License-Identifier: Apache-2.0
// The training loop of every trainer.
#ifndef AURICLE_LIB_TRAIN_LOOP_TRAINER_H_
#define AURICLE_LIB_TRAIN_LOOP_TRAINER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/train/job/job.h"

namespace auricle {

// Trains until the epochs are over or patience is out, and gives the best epoch's network (the last
// one's, without a validation part). Same job, same bytes; a training that was stopped and resumed
// gives the bytes of one that was not. Errors, beside those of its parts:
//   kCancelled  StopSignal() is set; the checkpoint, if any, holds everything up to the last step.
//   kAborted    the loss is no longer finite; the checkpoint holds the best epoch so far.
absl::StatusOr<Trained> Train(const TrainJob& job);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_TRAINER_H_
