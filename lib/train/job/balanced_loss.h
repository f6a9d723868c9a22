// SPDX-License-Identifier: Apache-2.0
// A loss whose classes count alike, however many items they have.
#ifndef AURICLE_LIB_TRAIN_JOB_BALANCED_LOSS_H_
#define AURICLE_LIB_TRAIN_JOB_BALANCED_LOSS_H_

#include <string>

#include "absl/status/statusor.h"

namespace auricle {

// `loss` (loss_spec.h's language) with class_weights=balanced in every term that weighs classes,
// and divide_by=items, unless the term says: the mean over a batch's items of weight × loss, as
// Keras takes it. Errors: kInvalidArgument for no such term, for one that says other weights
// already, and as ParseLoss.
absl::StatusOr<std::string> BalancedLoss(const std::string& loss);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_JOB_BALANCED_LOSS_H_
