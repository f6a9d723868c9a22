// SPDX-License-Identifier: Apache-2.0
// Binary cross-entropy of tags and of events.
#ifndef AURICLE_LIB_NN_OBJECTIVES_BINARY_CROSS_ENTROPY_H_
#define AURICLE_LIB_NN_OBJECTIVES_BINARY_CROSS_ENTROPY_H_

#include <ATen/core/Tensor.h>

#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/objectives/objective_kind.h"

namespace auricle {

// "binary_cross_entropy": the mean over everything known of
//   -w y log p - (1 - y) log(1 - p)
// with p the sigmoid of an output, y the target (0 … 1) and w positive_weight of its class. Items:
// HeadOutput.item against Targets.tags (of classes, which are one tag each; of distributions, as
// they are) where Targets.tag_mask says that the tag is known. Frames: HeadOutput.frame against
// Targets.frames brought to the network's frames (FramesAt). Both: the sum of the two means.
absl::StatusOr<std::unique_ptr<Objective>> MakeBinaryCrossEntropy(LossArguments* arguments,
                                                                  const ObjectiveContext& context);

// Targets (or masks) of T frames [B, T, K] at T' output frames: each is the greatest of those that
// it covers, floor(i T / T') … ceil((i + 1) T / T') - 1, so that no short event is lost.
at::Tensor FramesAt(const at::Tensor& frames, int64_t count);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_BINARY_CROSS_ENTROPY_H_
