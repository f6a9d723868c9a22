// SPDX-License-Identifier: Apache-2.0
// What turns an update's gradients into weights: one optimizer, or one for each head.
#ifndef AURICLE_LIB_TRAIN_LOOP_OPTIMIZERS_H_
#define AURICLE_LIB_TRAIN_LOOP_OPTIMIZERS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"
#include "lib/nn/optim/optimizer.h"
#include "lib/train/job/job.h"

namespace auricle {

// EmoNet's rule for the L2 penalty λ w² of what is a corpus' own, by the items of its training
// part: 0.005 below 500, 0.002 below 1000, 0.0005 below 10 000, else 1e-6. (There the number was
// rounded up to whole batches, so that 449 items fell in the second tier.)
double IndividualDecay(int64_t items);

// With config.optimizer_per_head() a batch of a corpus is an update by that corpus' own optimizer,
// with moments of its own even for what all share (EmoNet's way); else all batches of an update are
// summed first.
class Optimizers {
 public:
  // Errors: as Optimizer::Create.
  static absl::StatusOr<Optimizers> Create(const TrainJob& job, const Net& net);

  bool per_head() const { return optimizers_.size() > 1; }
  void ZeroGrad(int corpus) { Of(corpus)->ZeroGrad(); }
  // Clips, and updates. Errors: kAborted, with nothing updated, where the clipped gradient is not
  // finite.
  absl::Status Update(int corpus, double clip, double learning_rate);

  TensorMap State() const;
  absl::Status Restore(const TensorMap& state);

 private:
  Optimizer* Of(int corpus) { return optimizers_[per_head() ? corpus : 0].get(); }

  std::vector<std::unique_ptr<Optimizer>> optimizers_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_OPTIMIZERS_H_
