// SPDX-License-Identifier: Apache-2.0
// Which epoch is the best, and when to stop.
#ifndef AURICLE_LIB_TRAIN_SELECTION_H_
#define AURICLE_LIB_TRAIN_SELECTION_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "protos/training.pb.h"

namespace auricle {

// Whether less is better: of a scalar whose name ends in "loss"; of all others more is.
bool LessIsBetter(const std::string& scalar);

// The scalar of an epoch by name. Errors: kInvalidArgument naming those there are.
absl::StatusOr<double> FindScalar(const Epoch& epoch, const std::string& name);

// Whether `value` is strictly better than `best`; a NaN never is.
bool IsBetter(const std::string& scalar, double value, double best);

// True once `patience` epochs (0: never) have passed since the best one. Unlike the anti-transfer
// paper's rule, whose window forgets the best epoch, this looks at all of the history.
bool OutOfPatience(const Training& training, int32_t patience);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_SELECTION_H_
