// SPDX-License-Identifier: Apache-2.0
// Which corpora the batches of an update are of.
#ifndef AURICLE_LIB_TRAIN_LOOP_SAMPLING_H_
#define AURICLE_LIB_TRAIN_LOOP_SAMPLING_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "protos/training.pb.h"

namespace auricle {

// An update takes one batch of each corpus, or config.accumulate() batches:
//   round_robin   corpora in their order, so that each gives as many batches whatever its size
//   uniform       each batch of a corpus drawn at random, all alike
//   proportional  by their sizes
//   temperature   by n^(1 / temperature): 1 is proportional, infinity uniform
class Sampler {
 public:
  // `items` of each corpus' training part, and `batches` of one pass over it. Errors: an unknown
  // config.sampling(), a temperature that is not above 0.
  static absl::StatusOr<Sampler> Create(const TrainConfig& config, std::vector<int64_t> items,
                                        std::vector<int64_t> batches);

  // Of an epoch: config.steps_per_epoch(), or as many as take the batches of one pass over all.
  int64_t updates() const { return updates_; }
  // The corpora of update `update`, counted from 0 over the whole training.
  std::vector<int> Round(int64_t update) const;
  // How many batches of each corpus the first `updates` updates take.
  std::vector<int64_t> Taken(int64_t updates) const;

 private:
  Sampler() = default;

  bool random_ = false;
  int64_t updates_ = 0, round_ = 1;
  uint64_t seed_ = 0;
  std::vector<double> below_;  // Cumulative probabilities.
};

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_SAMPLING_H_
