// SPDX-License-Identifier: Apache-2.0
// Binary cross-entropy of tags and of events.
#ifndef AURICLE_LIB_NN_OBJECTIVES_BINARY_CROSS_ENTROPY_H_
#define AURICLE_LIB_NN_OBJECTIVES_BINARY_CROSS_ENTROPY_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/objectives/objective_kind.h"

namespace auricle {

// "binary_cross_entropy": the mean over everything known of
//   -w y log p - (1 - y) log(1 - p)
// with p the sigmoid of an output, y the target (0 … 1) and w positive_weight of its class. Items:
// HeadOutput.item against Targets.tags (of classes, which are one tag each; of distributions, as
// they are) where Targets.tag_mask says that the tag is known. Frames: HeadOutput.frame against
// Targets.frames. Both: the sum of the two means.
absl::StatusOr<std::unique_ptr<Objective>> MakeBinaryCrossEntropy(LossArguments* arguments,
                                                                  const ObjectiveContext& context);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_BINARY_CROSS_ENTROPY_H_
