// SPDX-License-Identifier: Apache-2.0
// Training behind a trunk that is not trained: the trunk's values of every window are the same in
// every epoch, so they are computed once.
#ifndef AURICLE_LIB_TRAIN_LOOP_FIXED_TRUNK_H_
#define AURICLE_LIB_TRAIN_LOOP_FIXED_TRUNK_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/data/training_set.h"
#include "lib/nn/net/net.h"
#include "lib/train/job/job.h"

namespace auricle {

class FixedTrunk {
 public:
  // Passes every window of the training and the validation part (cut by the regular rule) through
  // `net` up to FixedTap(head), in evaluation mode. `net` must outlive this. Errors: those of the
  // forward pass; kResourceExhausted if the values pass job.memory_bytes; kCancelled if stopped.
  static absl::StatusOr<std::unique_ptr<FixedTrunk>> Create(const TrainJob& job,
                                                            const TrainingSet& set,
                                                            const std::string& head, Net* net);

  // The same items, labels and parts, each window being one frame whose bins are the tap's values.
  const TrainingSet& set() const { return set_; }
  // What of the network stands behind the tap, as a network that reads such frames one by one. It
  // shares the tensors.
  Net* net() { return net_.get(); }

 private:
  FixedTrunk() = default;

  TrainingSet set_;
  std::unique_ptr<Net> net_;
  std::vector<float> values_;  // What the set's items lie in.
};

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_FIXED_TRUNK_H_
