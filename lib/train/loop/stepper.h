// SPDX-License-Identifier: Apache-2.0
// One batch of training: forward (once), loss, backward.
#ifndef AURICLE_LIB_TRAIN_LOOP_STEPPER_H_
#define AURICLE_LIB_TRAIN_LOOP_STEPPER_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "lib/data/loader.h"
#include "lib/data/training_set.h"
#include "lib/nn/net/net.h"
#include "lib/nn/objectives/objective.h"
#include "lib/nn/torch/runtime.h"
#include "lib/train/frozen/frozen_taps.h"
#include "lib/train/loop/meter.h"
#include "protos/training.pb.h"

namespace auricle {

// Which step of a training, and how much of its update.
struct StepPlace {
  int64_t update = 0;   // From 0.
  int64_t batch = 0;    // Of those of one update.
  double share = 1;     // The loss' share in the update's gradient.
  double progress = 0;  // 0 … 1 through the training.
};

class Stepper {
 public:
  // All must outlive this; `frozen` may be null.
  Stepper(const TrainingSet& set, const std::string& head, const TrainConfig& config,
          const Runtime& runtime, const Loss& loss, Net* net, const FrozenTaps* frozen)
      : set_(set),
        head_(head),
        config_(config),
        runtime_(runtime),
        loss_(loss),
        net_(net),
        frozen_(frozen) {}

  // Adds a batch's gradients to those there are, and its figures to `meter`. Its randomness is that
  // of (seed, place), so a step needs no state but the tensors. Errors: kAborted, with no gradient
  // added, where the loss is not finite.
  absl::Status Run(const WindowBatch& windows, const StepPlace& place, Meter* meter);

 private:
  Targets TargetsOf(const WindowBatch& windows) const;
  void Count(const WindowBatch& windows, const Outputs& outputs, const LossValue& value,
             Meter* meter) const;

  const TrainingSet& set_;
  const std::string head_;
  const TrainConfig& config_;
  const Runtime& runtime_;
  const Loss& loss_;
  Net* net_;
  const FrozenTaps* frozen_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_STEPPER_H_
