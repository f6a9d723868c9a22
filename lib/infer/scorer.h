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

// One forward pass in evaluation mode, nothing recorded: the logits of `head` (as Request.head) as
// float32, [windows, classes].
absl::StatusOr<std::vector<float>> WindowLogits(const WindowBatch& windows, int32_t bins,
                                                const Runtime& runtime, Net* net,
                                                const std::string& head = "");

// Called with an item's index and the logits of all its windows, [windows, classes].
using ItemFunction = std::function<absl::Status(int32_t, absl::Span<const float>)>;

// Scores every window of the items `which` (in batches of like lengths, which changes nothing but
// the time) and then hands the items to `function` in that order. Leaves `net` in evaluation mode.
// Errors: kCancelled once StopSignal() is set; a head that the network has not.
absl::Status ScoreItems(const StoredItems& items, const std::vector<int32_t>& which,
                        const LoaderOptions& options, const Runtime& runtime, Net* net,
                        const ItemFunction& function, const std::string& head = "");

}  // namespace auricle

#endif  // AURICLE_LIB_INFER_SCORER_H_
