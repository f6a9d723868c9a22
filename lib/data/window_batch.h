// SPDX-License-Identifier: Apache-2.0
// One batch as a network reads it, and how its rows differ from what is stored.
#ifndef AURICLE_LIB_DATA_WINDOW_BATCH_H_
#define AURICLE_LIB_DATA_WINDOW_BATCH_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lib/data/batch_plan.h"

namespace auricle {

// A stretch of signal moved to the right, to the left below 0. What would leave it comes in at its
// other end (wraps) or is gone; where nothing comes in there is silence.
struct FrameShift {
  int64_t frames = 0;  // Of the row's valid ones.
  bool wraps = false;
};
struct ItemShift {
  double shift_s = 0;  // Of the whole item, before a window was cut.
  double item_s = 0;   // Its duration.
  bool wraps = false;
};

// What augmentations did to a row that its targets must follow.
struct RowChange {
  ItemShift item;
  std::vector<FrameShift> shifts;  // One after the other.
  int32_t partner = -1;  // A row of the batch that is mixed in: own × this + (1 - own) × it …
  float own = 1;         // … in each frame that the partner has; -1: none.
};

struct WindowBatch {
  int64_t number = 0;                     // Of the plan's batches, from 0.
  int64_t pass = 1;                       // Over the data, from 1.
  int32_t frames = 0;                     // The longest window's.
  std::vector<ItemWindow> windows;        // The rows, …
  std::vector<int64_t> numbers;           // … their numbers in the whole batch, …
  std::map<std::string, RowRange> parts;  // … and the parts they make, as BatchSpec has them.
  std::vector<int64_t> lengths;           // Valid frames of each row.
  std::vector<float> features;            // [rows, frames, bins], zero beyond the lengths.
  std::vector<RowChange> changes;         // Of each row; empty: none is changed.
};

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_WINDOW_BATCH_H_
