// SPDX-License-Identifier: Apache-2.0
// Classes in an order: to be wrong by one costs less than to be wrong by two.
#ifndef AURICLE_LIB_NN_OBJECTIVES_ORDINAL_H_
#define AURICLE_LIB_NN_OBJECTIVES_ORDINAL_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/objectives/objective_kind.h"

namespace auricle {

// ordinal(order=[low,mid,high]) with the weighting of item_loss.h (Diaz and Marathe, 2019, with the
// distance of ranks as EmoNet has it).
// The target of an item of rank t is q(i) = exp(-|i-t|) / Σ_j exp(-|j-t|), its loss -Σ q log p; the
// least there is, the entropy of q, is above 0. Of a distribution: its mean of q. Two classes have
// no order worth the name: there this is cross_entropy, as in the original.
//
// `order` names all classes, the lowest first; a class whose name the little language cannot hold
// is `#INDEX`, its place in the vocabulary from 0. Classes that this vocabulary lacks are left out,
// so that one order does for several corpora. Without: the vocabulary's order. Errors:
// kInvalidArgument naming a class that stands nowhere or twice.
absl::StatusOr<std::unique_ptr<Objective>> MakeOrdinal(LossArguments* arguments,
                                                       const ObjectiveContext& context);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_ORDINAL_H_
