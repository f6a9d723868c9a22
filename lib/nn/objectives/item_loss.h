// SPDX-License-Identifier: Apache-2.0
// What the objectives of labelled items have in common: which items count, and how much.
#ifndef AURICLE_LIB_NN_OBJECTIVES_ITEM_LOSS_H_
#define AURICLE_LIB_NN_OBJECTIVES_ITEM_LOSS_H_

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/objectives/objective_kind.h"

namespace auricle {

// Items and what they should be: either classes or distributions, the other is undefined.
struct LabelledItems {
  at::Tensor log_p;    // float32 [B, K], log softmax of the logits, with gradient.
  at::Tensor classes;  // int64 [B], each in 0 … K-1, on log_p's device; 0 where unknown.
  at::Tensor soft;     // float32 [B, K], on log_p's device.
};

// Loss of each item, float32 [B]. That of an item of unknown class is not looked at.
using ItemLoss = std::function<absl::StatusOr<at::Tensor>(const LabelledItems& items)>;

// Reads from `arguments`
//   class_weights=[…]|balanced   w(class), one per class in the vocabulary's order; none: 1.
//                                balanced: n / (K n_c) over the training part's items, which gives
//                                every class the same say; a class without items gets 0. Of a
//                                distribution q: Σ q w.
//   divide_by=weights|items      With v the items' own weights (Targets::weights), Σ v w l over the
//                                labelled items is divided by Σ v w, so that the step's size does
//                                not depend on which classes a batch happens to hold; or by Σ v,
//                                as Keras' class_weight does: a batch of rare classes counts more.
// and makes the objective of `loss`. Items of unknown class count nothing; a batch of only such has
// loss 0.
absl::StatusOr<std::unique_ptr<Objective>> MakeItemObjective(LossArguments* arguments,
                                                             const ObjectiveContext& context,
                                                             ItemLoss loss);

// Of the items' own classes: log_p at them, [B].
at::Tensor OfClasses(const LabelledItems& items);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_ITEM_LOSS_H_
