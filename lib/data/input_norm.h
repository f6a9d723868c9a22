// SPDX-License-Identifier: Apache-2.0
// Statistics of the training part, which the network applies as its first module.
#ifndef AURICLE_LIB_DATA_INPUT_NORM_H_
#define AURICLE_LIB_DATA_INPUT_NORM_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/data/items.h"
#include "protos/network.pb.h"

namespace auricle {

// Mean and population standard deviation over every stored frame of the items `which`, in one pass
// over the data, in float64 (blocks merged as Chan, Golub and LeVeque 1979, in item order, so the
// bytes depend on nothing else). What never varies has std 1, so that it becomes 0 and not NaN.
// Errors: a value that is not finite, naming the item; kCancelled once StopSignal() is set.
absl::StatusOr<InputNorm> FitInputNorm(const StoredItems& items, const std::vector<int32_t>& which,
                                       InputNorm::Kind kind);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_INPUT_NORM_H_
