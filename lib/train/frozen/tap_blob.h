// SPDX-License-Identifier: Apache-2.0
// One window's taps as bytes, and a batch of windows' taps from theirs.
#ifndef AURICLE_LIB_TRAIN_FROZEN_TAP_BLOB_H_
#define AURICLE_LIB_TRAIN_FROZEN_TAP_BLOB_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/nn/net/net.h"

namespace auricle {

// Each tap of a batch of one: type, C, T', F' as little-endian int64, then the values of the valid
// frames in rows of channels, in the tap's own type (float32, bfloat16). Of a vector T' = F' = 1.
std::string TapBlob(const std::vector<Tap>& taps);

// Room that TapBlob needs beside the values.
constexpr int64_t kTapHeadBytes = 32;

// The taps of a batch from its windows' blobs, [B, C, T', F'] with T' of `frames` (one of each
// tap), or [B, C] where that is 0; zeros beyond valid frames. On the CPU. Errors: kDataLoss where
// blobs and frames do not fit together.
absl::StatusOr<std::vector<Tap>> TapsFromBlobs(const std::vector<absl::string_view>& blobs,
                                               const std::vector<int64_t>& frames);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_FROZEN_TAP_BLOB_H_
