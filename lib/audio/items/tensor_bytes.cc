// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/items/tensor_bytes.h"

#include <cmath>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "lib/audio/spectra/kernels.h"

namespace auricle {

absl::Status FillTensor(const std::vector<float>& values, const std::vector<int64_t>& shape,
                        DType dtype, Tensor* tensor) {
  constexpr uint16_t kHalfInfinity = 0x7c00;
  tensor->set_dtype(dtype);
  for (const int64_t n : shape) tensor->add_shape(n);
  std::string* const data = tensor->mutable_data();
  if (dtype == FLOAT32) {
    data->assign(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    return absl::OkStatus();
  }
  data->resize(values.size() * sizeof(uint16_t));
  for (size_t i = 0; i < values.size(); ++i) {
    const uint16_t half = FloatToHalf(values[i]);
    if ((half & kHalfInfinity) == kHalfInfinity) {
      return absl::InvalidArgumentError(
          absl::StrCat("a feature of ", values[i], " does not fit float16; use --dtype=float32"));
    }
    memcpy(&(*data)[i * sizeof(half)], &half, sizeof(half));
  }
  return absl::OkStatus();
}

}  // namespace auricle
