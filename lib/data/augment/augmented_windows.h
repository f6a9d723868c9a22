// SPDX-License-Identifier: Apache-2.0
// Windows of which the wave was augmented before it was analysed.
#ifndef AURICLE_LIB_DATA_AUGMENT_AUGMENTED_WINDOWS_H_
#define AURICLE_LIB_DATA_AUGMENT_AUGMENTED_WINDOWS_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "lib/data/augment/analysed_frames.h"
#include "lib/data/augment/augment.h"
#include "lib/data/item_windows.h"
#include "lib/data/items.h"
#include "lib/data/window_batch.h"

namespace auricle {

// Cuts windows of `items` with the wave's part of `augment`; `others` are the items that background
// is taken from. All must outlive it.
class AugmentedWindows {
 public:
  AugmentedWindows(const StoredItems& items, const AnalysedFrames& analysis, const Augment& augment,
                   std::vector<int32_t> others)
      : items_(items), analysis_(analysis), augment_(augment), others_(std::move(others)) {}

  // The valid frames of `one`, row `row` of batch `batch`; `change` says what its targets must
  // follow. Errors: of the audio, with the item named.
  absl::Status Cut(const ItemWindow& one, int64_t batch, int64_t row, RowChange* change,
                   float* out) const;

 private:
  absl::Status Other(int64_t count, double rate_hz, Rng* rng, std::vector<float>* samples) const;

  const StoredItems& items_;
  const AnalysedFrames& analysis_;
  const Augment& augment_;
  const std::vector<int32_t> others_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_AUGMENT_AUGMENTED_WINDOWS_H_
