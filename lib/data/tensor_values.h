// SPDX-License-Identifier: Apache-2.0
// Stored tensor bytes as float32.
#ifndef AURICLE_LIB_DATA_TENSOR_VALUES_H_
#define AURICLE_LIB_DATA_TENSOR_VALUES_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "protos/tensor.pb.h"

namespace auricle {

// Bytes of one element. Errors: kInvalidArgument for a type that is no feature's.
absl::StatusOr<int> FeatureElementBytes(DType dtype);

// Converts elements [first, first + count) of `bytes` (little endian, any alignment) to `out`.
// False if one of them is not finite. REQUIRES: FeatureElementBytes(dtype) is OK; in range.
bool ToFloats(absl::string_view bytes, DType dtype, int64_t first, int64_t count, float* out);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_TENSOR_VALUES_H_
