// SPDX-License-Identifier: Apache-2.0
// Cross-entropy with class weights and label smoothing.
#ifndef AURICLE_LIB_NN_CROSS_ENTROPY_H_
#define AURICLE_LIB_NN_CROSS_ENTROPY_H_

#include "absl/status/statusor.h"
#include "lib/nn/objective_kind.h"

namespace auricle {

// cross_entropy(smoothing=0, class_weights=[…]|balanced)
// Mean over items of -log p(class), weighted by the items' and classes' weights: Σ w l / Σ w.
// Items of unknown class count nothing. With smoothing e the target is 1 - e on the class plus
// e / K on all K. Where a step has distributions and no classes: -Σ q log p.
absl::StatusOr<MadeObjective> MakeCrossEntropy(LossArguments* arguments,
                                               const ObjectiveContext& context);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_CROSS_ENTROPY_H_
