// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/torch/parallel.h"

#include <ATen/TensorIterator.h>
#include <ATen/ops/empty.h>

namespace auricle {

void InParallel(int64_t count, const std::function<void(int64_t)>& body) {
  if (count <= 0) return;
  // LibTorch's own loop over a tensor, whose bytes are only counted.
  const at::Tensor places = at::empty({count}, at::kByte);
  const char* const first = static_cast<const char*>(places.data_ptr());
  at::TensorIterator iterator = at::TensorIterator::nullary_op(*const_cast<at::Tensor*>(&places));
  // By its form with two axes, since g++ 12 warns of what LibTorch 2 makes of the one with one.
  iterator.for_each(
      [&](char** data, const int64_t* strides, int64_t size, int64_t rows) {
        for (int64_t row = 0; row < rows; ++row) {
          const int64_t begin = data[0] + row * strides[1] - first;
          for (int64_t i = begin; i < begin + size; ++i) body(i);
        }
      },
      /*grain_size=*/1);
}

}  // namespace auricle
