// SPDX-License-Identifier: Apache-2.0
// One step of training: forward (once), loss, backward, update.
#ifndef AURICLE_LIB_TRAIN_STEPPER_H_
#define AURICLE_LIB_TRAIN_STEPPER_H_

#include <cstdint>

#include "absl/status/status.h"
#include "lib/data/loader.h"
#include "lib/data/training_set.h"
#include "lib/nn/net.h"
#include "lib/nn/objective.h"
#include "lib/nn/optimizer.h"
#include "lib/nn/runtime.h"
#include "lib/train/frozen_taps.h"
#include "lib/train/meter.h"
#include "protos/training.pb.h"

namespace auricle {

class Stepper {
 public:
  // All must outlive this; `frozen` may be null.
  Stepper(const TrainingSet& set, const TrainConfig& config, const Runtime& runtime,
          const Loss& loss, Net* net, const FrozenTaps* frozen, Optimizer* optimizer)
      : set_(set),
        config_(config),
        runtime_(runtime),
        loss_(loss),
        net_(net),
        frozen_(frozen),
        optimizer_(optimizer) {}

  // Step number `step` (from 0) at `progress` (0 … 1) of the training. Counts into `meter`. Its
  // randomness is that of (seed, step), so a step needs no state but the tensors. Errors: kAborted,
  // with nothing updated, where the loss or the clipped gradient is not finite.
  absl::Status Run(const WindowBatch& windows, int64_t step, double progress, Meter* meter);

 private:
  Targets TargetsOf(const WindowBatch& windows) const;
  void Count(const WindowBatch& windows, const Outputs& outputs, const LossValue& value,
             Meter* meter) const;

  const TrainingSet& set_;
  const TrainConfig& config_;
  const Runtime& runtime_;
  const Loss& loss_;
  Net* net_;
  const FrozenTaps* frozen_;
  Optimizer* optimizer_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_STEPPER_H_
