// SPDX-License-Identifier: Apache-2.0
// Rows of floats as the stream's tensors.
#ifndef AURICLE_LIB_AUDIO_ITEMS_TENSOR_BYTES_H_
#define AURICLE_LIB_AUDIO_ITEMS_TENSOR_BYTES_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "protos/tensor.pb.h"

namespace auricle {

// Errors: kInvalidArgument for a value that float16 cannot hold (65520 and more).
absl::Status FillTensor(const std::vector<float>& values, const std::vector<int64_t>& shape,
                        DType dtype, Tensor* tensor);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_ITEMS_TENSOR_BYTES_H_
