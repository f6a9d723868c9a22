// SPDX-License-Identifier: Apache-2.0
// One batch of training: the passes that the loss needs (each once), loss, backward.
#ifndef AURICLE_LIB_TRAIN_LOOP_STEPPER_H_
#define AURICLE_LIB_TRAIN_LOOP_STEPPER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/base/clock.h"
#include "lib/data/loader.h"
#include "lib/data/training_set.h"
#include "lib/nn/net/net.h"
#include "lib/nn/objectives/objective.h"
#include "lib/nn/torch/runtime.h"
#include "lib/train/frozen/frozen_taps.h"
#include "lib/train/job/job.h"
#include "lib/train/loop/meter.h"
#include "protos/training.pb.h"

namespace auricle {

// Which step of a training, and how much of its update.
struct StepPlace {
  Clock clock;        // Of the update.
  int64_t batch = 0;  // Of those of one update.
  double share = 1;   // The loss' share in the update's gradient.
};

// What a step draws on; all must outlive the stepper.
struct StepSources {
  const TrainingSet* set = nullptr;     // Of the batches.
  const TrainCorpus* corpus = nullptr;  // Its heads.
  Net* net = nullptr;
  const FrozenTaps* frozen = nullptr;  // Null where the loss needs none.
  Net* teacher = nullptr;              // Likewise.
};

// What an epoch's steps add up to.
struct StepMeters {
  Meter loss{0};             // The loss and its terms.
  std::vector<Meter> heads;  // What each head decided.
};

class Stepper {
 public:
  Stepper(const StepSources& sources, const TrainConfig& config, const Runtime& runtime,
          const Loss& loss)
      : sources_(sources), config_(config), runtime_(runtime), loss_(loss) {}

  // Adds a batch's gradients to those there are, and its figures to `meters`. Its randomness is
  // that of (seed, place), so a step needs no state but the tensors. Errors: kAborted, with no
  // gradient added, where the loss is not finite.
  absl::Status Run(const WindowBatch& windows, const StepPlace& place, StepMeters* meters);

 private:
  absl::StatusOr<Outputs> Pass(const PassKey& key, const PassNeeds& needs,
                               const WindowBatch& windows, const Batch& batch, int64_t update,
                               const std::string& number) const;
  void Count(const WindowBatch& windows, const Step& step, const LossValue& value,
             StepMeters* meters) const;

  const StepSources sources_;
  const TrainConfig& config_;
  const Runtime& runtime_;
  const Loss& loss_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_STEPPER_H_
