// SPDX-License-Identifier: Apache-2.0
// Batches of windows, cut and converted in the background, in an order that no thread changes.
#ifndef AURICLE_LIB_DATA_LOADER_H_
#define AURICLE_LIB_DATA_LOADER_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/data/augment/augment.h"
#include "lib/data/batch_plan.h"
#include "lib/data/items.h"
#include "lib/data/window_batch.h"

namespace auricle {

// Fills `out`, [valid frames, bins], with a window that is row `row` of batch `batch`, and says in
// `change` what its targets must follow.
using CutWindow = std::function<absl::Status(const ItemWindow& window, int64_t batch, int64_t row,
                                             RowChange* change, float* out)>;

struct LoaderOptions {
  int64_t first = 0;         // Begins with this batch of the plan …
  int64_t end = -1;          // … and ends before this one; -1: never.
  int rank = 0;              // Which process' share of the batches …
  int of = 1;                // … of how many.
  int threads = 1;           // That cut and convert.
  int64_t memory_bytes = 0;  // Of batches held ready; two are held in any case.
  int32_t min_frames = 1;    // What the network needs at least.
  bool round_up = false;     // Frames to multiples of 16: fewer shapes, each of which is compiled.
  const Augment* augment = nullptr;  // Of the features, after they were cut; must outlive loaders.
  CutWindow cut;                     // Where the wave is augmented; null: CopyFrames.
};

// How long a batch of `windows` must be: the longest valid window, rounded up.
int32_t BatchFrames(const std::vector<ItemWindow>& windows, const LoaderOptions& options);

// Masked frames change no number, so a batch is only as long as its longest valid window needs.
class Loader {
 public:
  // `items` and `plan` must outlive this.
  Loader(const StoredItems& items, const BatchPlan& plan, const LoaderOptions& options);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  // The next batch into `batch` (whose buffers are used again): true; false after the last.
  // Errors: as CopyFrames (or options.cut), of this very batch, whatever was prepared ahead; called
  // again, the same.
  absl::StatusOr<bool> Next(WindowBatch* batch);
  // How long Next() has waited for a batch, in all: what faster storage or more threads would save.
  double waited_s() const { return waited_s_; }

 private:
  struct Ready {
    absl::Status status;
    WindowBatch batch;
  };

  bool AtEnd(int64_t index) const { return options_.end >= 0 && index >= options_.end; }
  int64_t Ahead() const;
  void Work();
  absl::Status Fill(int64_t index, WindowBatch* batch) const;
  absl::Status CutRow(size_t row, WindowBatch* batch, float* out) const;

  const StoredItems& items_;
  const BatchPlan& plan_;
  const LoaderOptions options_;

  std::mutex mutex_;
  std::condition_variable changed_;
  int64_t claimed_;            // The next batch that a worker takes up.
  int64_t delivered_;          // The next batch that Next hands out.
  int64_t largest_bytes_ = 0;  // Of the batches so far.
  bool stop_ = false;
  double waited_s_ = 0;
  std::map<int64_t, Ready> ready_;
  std::vector<WindowBatch> spare_;
  std::vector<std::thread> workers_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_LOADER_H_
