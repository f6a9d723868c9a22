// SPDX-License-Identifier: Apache-2.0
// The targets of a batch: the one place where what is known of items becomes what a row is to be.
#ifndef AURICLE_LIB_DATA_BATCH_TARGETS_H_
#define AURICLE_LIB_DATA_BATCH_TARGETS_H_

#include <cstdint>
#include <vector>

#include "lib/data/items.h"
#include "lib/data/targets.h"
#include "lib/data/window_batch.h"

namespace auricle {

// The frames that a network puts out for a batch: output frame j has its centre first + j × stride
// frames behind the centre of the window's first frame. A network that means (or takes the maximum
// of) every four frames has first 1.5 and stride 4. 0 frames: no targets of frames are wanted.
struct FrameGrid {
  int64_t frames = 0;
  double first = 0, stride = 1;
};

// B rows, K classes, T frames of the grid; row-major. A mask is 0 where the target is not known:
// there the target is 0 and says nothing.
struct BatchTargets {
  std::vector<int64_t> classes;   // [B]; kClasses, of rows that are not mixed; -1: unknown.
  std::vector<float> shares;      // [B, K]; kShares, and kClasses where any row is mixed.
  std::vector<float> known;       // [B]; with classes and shares.
  std::vector<float> tags;        // [B, K]; kTags and kEvents, as is …
  std::vector<float> mask;        // [B, K].
  std::vector<float> frames;      // [B, T, K]; kEvents, as is …
  std::vector<float> frame_mask;  // [B, T, K]: also 0 beyond a row's valid frames.
  std::vector<float> weights;     // [B]
};

// What augmentations did to the rows is done to the targets. Classes, shares and weak tags are
// those of the item, whatever window of it is seen. Where an item's times are known, a row has the
// tags whose events mark one of its own frames (lib/data/target.h); its frames are where the moved
// signal has them. Frame targets of an item whose times are not known are masked. Mixed rows have
// mixed targets, known where both are. REQUIRES: items with a hop, for a table of events.
BatchTargets TargetsOf(const WindowBatch& batch, const StoredItems& items,
                       const TargetTable& targets, const FrameGrid& grid = {});

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_BATCH_TARGETS_H_
