// SPDX-License-Identifier: Apache-2.0
// Focal loss: what is told well already counts less.
#ifndef AURICLE_LIB_NN_OBJECTIVES_FOCAL_H_
#define AURICLE_LIB_NN_OBJECTIVES_FOCAL_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/objectives/objective_kind.h"

namespace auricle {

// focal(gamma=2, alpha=0.25) with the weighting of item_loss.h (Lin et al., 2017).
// Of an item of class c: -a(c) (1 - p(c))^gamma log p(c). Of two classes a is alpha for the second
// and 1 - alpha for the first, as published for "there is something"; of more it is alpha for all.
// Of a distribution q: Σ q(c) of that. EmoNet's original sums over a batch of two classes, which
// multiplies the learning rate by the batch size; this is a mean always.
absl::StatusOr<std::unique_ptr<Objective>> MakeFocal(LossArguments* arguments,
                                                     const ObjectiveContext& context);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_FOCAL_H_
