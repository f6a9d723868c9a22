// SPDX-License-Identifier: Apache-2.0
// The frozen network's side of a training step: computed, or taken from the cache.
#ifndef AURICLE_LIB_TRAIN_FROZEN_FROZEN_TAPS_H_
#define AURICLE_LIB_TRAIN_FROZEN_FROZEN_TAPS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/data/loader.h"
#include "lib/nn/net/net.h"
#include "lib/nn/net/step.h"
#include "lib/train/frozen/cache_file.h"
#include "lib/train/job/job.h"
#include "protos/network.pb.h"

namespace auricle {

// Windows of a regular grid come again every epoch and in every run, and the frozen network is in
// evaluation mode, so each window's tap is a constant. It is computed from that window alone, not
// from whatever batch it is dealt into: then it does not depend on the order, and reading it,
// computing it again, or doing without a cache give the same bytes. Only valid frames are stored.
class FrozenTaps {
 public:
  // Decides, and fills the cache where there is something to fill:
  // - random windows, taps that take less time to compute than to read (by operations a byte), and
  //   losses that want the frozen network's output: every batch passes through the network;
  // - else from the cache if all windows fit into its bound (never some of them), found or filled
  //   in one pass over the training part, window by window;
  // - else (no directory, too many bytes, a full disk) window by window at every step: the same
  //   bytes, only slower, with a warning where something failed.
  // Windows are those that `current` is trained on. All must outlive this. What was decided is
  // noted in the job's hooks. Errors: those of the forward pass; kCancelled if stopped.
  static absl::StatusOr<std::unique_ptr<FrozenTaps>> Create(const TrainJob& job,
                                                            const TrainingSet& set,
                                                            const Needs& needs, const Net& current,
                                                            Net* net);

  // What the frozen network gives for a batch. REQUIRES: within the step's AutocastScope.
  absl::StatusOr<Outputs> Of(const WindowBatch& windows, const Batch& batch) const;

 private:
  using Place = std::pair<int32_t, int64_t>;  // Item, first frame.

  FrozenTaps(const TrainJob& job, const TrainingSet& set, const Needs& needs, const Net& current,
             Net* net);
  absl::Status Decide();
  absl::Status UseCache();
  absl::Status Fill(const std::string& key, const std::vector<ItemWindow>& windows, int64_t bytes);
  std::vector<ItemWindow> AllWindows() const;
  absl::StatusOr<Outputs> Whole(const Batch& batch) const;
  absl::StatusOr<std::string> Alone(const Batch& batch, int64_t row, const ItemWindow& one) const;
  int64_t MostBytes(const ItemWindow& one) const;
  void Note(const std::string& text) const;

  const TrainJob& job_;
  const TrainingSet& set_;
  const Windows rule_;
  const LoaderOptions cutting_;
  Net* net_;
  Request request_;
  std::vector<std::string> resolved_;  // Sorted, without repeats.
  bool whole_batches_ = false;
  std::unique_ptr<CacheFile> cache_;
  std::map<Place, int64_t> places_;  // Of windows in the cache.
};

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_FROZEN_FROZEN_TAPS_H_
