// SPDX-License-Identifier: Apache-2.0
// Batches of windows, cut and converted in the background, in an order that no thread changes.
#ifndef AURICLE_LIB_DATA_LOADER_H_
#define AURICLE_LIB_DATA_LOADER_H_

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/data/items.h"
#include "lib/data/windows.h"

namespace auricle {

struct ItemWindow {
  int32_t item = 0;  // Index into StoredItems.
  Window window;
};

// Every window of the items `which`, item by item: evaluation sees all.
std::vector<ItemWindow> EvaluationWindows(const StoredItems& items,
                                          const std::vector<int32_t>& which, const Windows& rule);

struct EpochOrder {
  bool random_windows = false;  // As many windows an item as regular cutting, at random places.
  int32_t batch = 1;
  // Batches whose windows are sorted by length among themselves, so that a batch holds windows of
  // like lengths and little padding; 1: windows are dealt as they were shuffled.
  int32_t pool = 8;
  uint64_t seed = 0;
  int32_t epoch = 1;
};

// One epoch's windows in an order that depends on `order` alone: shuffled, dealt into pools, each
// sorted by valid length and cut into batches, which are shuffled again.
std::vector<ItemWindow> TrainingWindows(const StoredItems& items, const std::vector<int32_t>& which,
                                        const Windows& rule, const EpochOrder& order);

struct WindowBatch {
  int32_t frames = 0;  // The longest window's.
  std::vector<ItemWindow> windows;
  std::vector<int64_t> lengths;  // Valid frames of each.
  std::vector<float> features;   // [windows, frames, bins], zero beyond the lengths.
};

struct LoaderOptions {
  int32_t batch = 1;
  int64_t first = 0;         // Begins with this batch.
  int threads = 1;           // That cut and convert.
  int64_t memory_bytes = 0;  // Of batches held ready; two are held in any case.
  int32_t min_frames = 1;    // What the network needs at least.
  bool round_up = false;     // Frames to multiples of 16: fewer shapes, each of which is compiled.
};

// How long a batch of `windows` must be: the longest valid window, rounded up.
int32_t BatchFrames(const std::vector<ItemWindow>& windows, const LoaderOptions& options);

// Masked frames change no number, so a batch is only as long as its longest valid window needs.
class Loader {
 public:
  // Deals `windows` in batches. `items` must outlive this.
  Loader(const StoredItems& items, std::vector<ItemWindow> windows, const LoaderOptions& options);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  int64_t batches() const { return batches_; }
  // The next batch into `batch` (whose buffers are used again): true; false after the last.
  // Errors: as CopyFrames.
  absl::StatusOr<bool> Next(WindowBatch* batch);
  // How long Next() has waited for a batch, in all: what faster storage or more threads would save.
  double waited_s() const { return waited_s_; }

 private:
  void Work();
  absl::Status Fill(int64_t index, WindowBatch* batch) const;

  const StoredItems& items_;
  const std::vector<ItemWindow> windows_;
  const LoaderOptions options_;
  const int64_t batches_;
  int64_t capacity_;

  std::mutex mutex_;
  std::condition_variable changed_;
  int64_t claimed_;    // The next batch that a worker takes up.
  int64_t delivered_;  // The next batch that Next hands out.
  bool stop_ = false;
  absl::Status status_;
  double waited_s_ = 0;
  std::map<int64_t, WindowBatch> ready_;
  std::vector<WindowBatch> spare_;
  std::vector<std::thread> workers_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_LOADER_H_
