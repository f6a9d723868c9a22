// SPDX-License-Identifier: Apache-2.0
// Which epoch is the best.
#ifndef AURICLE_LIB_TRAIN_LOOP_SELECTION_H_
#define AURICLE_LIB_TRAIN_LOOP_SELECTION_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "protos/training.pb.h"

namespace auricle {

// Whether less is better: of a scalar whose last word ("valid/brier") is loss, brier, ece or
// error_rate; of all others more is.
bool LessIsBetter(const std::string& scalar);

// The scalar of an epoch by name. Errors: kInvalidArgument naming those there are.
absl::StatusOr<double> FindScalar(const Epoch& epoch, const std::string& name);

// Whether `value` is strictly better than `best`; a NaN never is.
bool IsBetter(const std::string& scalar, double value, double best);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_SELECTION_H_
