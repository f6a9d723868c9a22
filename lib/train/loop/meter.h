// SPDX-License-Identifier: Apache-2.0
// What an epoch amounts to: weighted means over all of it, not means of batch means.
#ifndef AURICLE_LIB_TRAIN_LOOP_METER_H_
#define AURICLE_LIB_TRAIN_LOOP_METER_H_

#include <string>
#include <vector>

#include "absl/types/span.h"
#include "lib/metrics/classify.h"
#include "protos/training.pb.h"

namespace auricle {

class Meter {
 public:
  explicit Meter(int classes) : confusion_(classes) {}

  void Add(const std::string& name, double value, double weight);
  // Decides by the largest of `scores`, the first of equal ones. `truth` -1 is not counted.
  void AddDecision(int truth, absl::Span<const float> scores);

  // Appends PREFIX/NAME of every mean in order of first appearance, then PREFIX/accuracy and
  // PREFIX/uar if anything was decided.
  void AppendScalars(const std::string& prefix, Epoch* epoch) const;

  // For checkpoints.
  MeterState Save() const;
  void Restore(const MeterState& state);

 private:
  std::vector<Sum> sums_;
  ConfusionMatrix confusion_;
  int64_t decided_ = 0;
};

// Where several corpora are learnt from, `epoch` has PREFIX/HEAD/NAME of each: appends PREFIX/NAME,
// the mean over `heads`, of every NAME that all have and that is not there by itself.
void AppendMeans(const std::string& prefix, const std::vector<std::string>& heads, Epoch* epoch);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_METER_H_
