// SPDX-License-Identifier: Apache-2.0
// Cross-entropy with label smoothing.
#ifndef AURICLE_LIB_NN_OBJECTIVES_CROSS_ENTROPY_H_
#define AURICLE_LIB_NN_OBJECTIVES_CROSS_ENTROPY_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/objectives/objective_kind.h"

namespace auricle {

// cross_entropy(smoothing=0) with the weighting of item_loss.h.
// Of an item -log p(class). With smoothing e the target is 1 - e on the class plus e / K on all K.
// Where a step has distributions q and no classes: -Σ q log p.
absl::StatusOr<std::unique_ptr<Objective>> MakeCrossEntropy(LossArguments* arguments,
                                                            const ObjectiveContext& context);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_CROSS_ENTROPY_H_
