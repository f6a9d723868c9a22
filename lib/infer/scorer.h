// SPDX-License-Identifier: Apache-2.0
// Windows → forward → logits, item by item; shared by validation and prediction.
#ifndef AURICLE_LIB_INFER_SCORER_H_
#define AURICLE_LIB_INFER_SCORER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "lib/data/items.h"
#include "lib/data/loader.h"
#include "lib/nn/net/net.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {

// What a head says of some windows, before its activation, as float32.
struct HeadScores {
  std::vector<float> items;  // [windows, classes].
  // Of a head of frames: of each window its valid output frames, [frames, classes]; else empty.
  std::vector<std::vector<float>> frames;
  double stride = 1;  // Input frames that an output frame stands for.
};

// One forward pass in evaluation mode, nothing recorded, for each of `heads` (as Request.heads).
absl::StatusOr<std::vector<HeadScores>> ScoreWindows(const WindowBatch& windows, int32_t bins,
                                                     const Runtime& runtime,
                                                     const std::vector<std::string>& heads,
                                                     Net* net);

// The windows of an item, in order, and what each head says of them.
struct ItemScores {
  int32_t item = 0;
  std::vector<Window> windows;
  std::vector<HeadScores> heads;
};
using ItemFunction = std::function<absl::Status(const ItemScores&)>;

// Scores every window of the items `which` (in batches of like lengths, which changes nothing but
// the time) and then hands the items to `function` in that order. Leaves `net` in evaluation mode.
// Errors: kCancelled once StopSignal() is set; a head that the network has not.
absl::Status ScoreItems(const StoredItems& items, const std::vector<int32_t>& which, int32_t batch,
                        const LoaderOptions& options, const Runtime& runtime,
                        const std::vector<std::string>& heads, Net* net,
                        const ItemFunction& function);

}  // namespace auricle

#endif  // AURICLE_LIB_INFER_SCORER_H_
