// SPDX-License-Identifier: Apache-2.0
// A corpus as an endless stream of batches.
#ifndef AURICLE_LIB_TRAIN_LOOP_BATCH_STREAM_H_
#define AURICLE_LIB_TRAIN_LOOP_BATCH_STREAM_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "lib/data/loader.h"
#include "lib/data/training_set.h"
#include "protos/network.pb.h"
#include "protos/training.pb.h"

namespace auricle {

// Passes over the training part, each in an order of its own (TrainingWindows) and with a last
// batch that may be smaller. Where an epoch is one pass they are the epochs.
class BatchStream {
 public:
  // Begins with batch `first`, counted over all passes. All must outlive this. REQUIRES: the
  // training part is not empty.
  BatchStream(const TrainConfig& config, const TrainingSet& set, const Windows& rule,
              const LoaderOptions& options, int64_t first);

  // Errors: as Loader::Next.
  absl::Status Next(WindowBatch* batch);
  // How long Next has waited for data, in all.
  double waited_s() const { return waited_before_s_ + loader_->waited_s(); }

  // Batches of a pass.
  static int64_t CountBatches(const TrainConfig& config, const TrainingSet& set,
                              const Windows& rule);

 private:
  void Open(int64_t first);

  const TrainConfig& config_;
  const TrainingSet& set_;
  const Windows rule_;
  const LoaderOptions options_;
  int32_t pass_;
  double waited_before_s_ = 0;
  std::unique_ptr<Loader> loader_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_BATCH_STREAM_H_
