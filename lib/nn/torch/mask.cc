// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/torch/mask.h"

#include <ATen/Functions.h>

#include <algorithm>

namespace auricle {

bool IsPadded(const at::Tensor& lengths, int64_t frames) {
  if (!lengths.defined()) return false;
  const int64_t* begin = lengths.data_ptr<int64_t>();
  return std::any_of(begin, begin + lengths.numel(), [&](int64_t n) { return n < frames; });
}

at::Tensor FrameMask(const at::Tensor& lengths, const at::Tensor& like) {
  const at::Tensor frames = at::arange(like.size(2), at::kLong);
  const at::Tensor mask = frames.unsqueeze(0).lt(lengths.unsqueeze(1));
  return mask.view({like.size(0), 1, like.size(2), 1}).to(like.options());
}

at::Tensor ZeroPadding(const at::Tensor& tensor, const at::Tensor& lengths) {
  if (!IsPadded(lengths, tensor.size(2))) return tensor;
  return tensor.mul(FrameMask(lengths, tensor));
}

at::Tensor HalvedLengths(const at::Tensor& lengths) {
  if (!lengths.defined()) return lengths;
  return lengths.div(2, "floor").clamp_min(1);
}

at::Tensor PoolingRows(const at::Tensor& lengths, int64_t frames, int64_t cells) {
  const bool padded = IsPadded(lengths, frames);
  const int64_t items = padded ? lengths.numel() : 1;
  at::Tensor rows = at::zeros({items, 1, cells, frames}, at::kFloat);
  float* row = rows.data_ptr<float>();
  for (int64_t item = 0; item < items; ++item) {
    const int64_t length = padded ? std::min(lengths.data_ptr<int64_t>()[item], frames) : frames;
    for (int64_t cell = 0; cell < cells; ++cell, row += frames) {
      const int64_t begin = cell * length / cells;
      const int64_t end = ((cell + 1) * length + cells - 1) / cells;
      std::fill(row + begin, row + end, 1.0f / static_cast<float>(end - begin));
    }
  }
  return rows;
}

at::Tensor ReverseFrames(const at::Tensor& tensor, const at::Tensor& lengths) {
  if (!IsPadded(lengths, tensor.size(2))) return tensor.flip({2});
  // One selection among all frames instead of a copy for each item.
  const int64_t items = tensor.size(0), frames = tensor.size(2);
  const at::Tensor index = at::empty({items * frames}, at::kLong);
  int64_t* to = index.data_ptr<int64_t>();
  for (int64_t item = 0; item < items; ++item) {
    const int64_t length = lengths.data_ptr<int64_t>()[item];
    for (int64_t t = 0; t < frames; ++t) {
      *to++ = item * frames + (t < length ? length - 1 - t : t);
    }
  }
  const at::Tensor rows = tensor.transpose(1, 2);  // [B, T, C, F]
  return rows.reshape({items * frames, tensor.size(1), tensor.size(3)})
      .index_select(0, index.to(tensor.device()))
      .view(rows.sizes())
      .transpose(1, 2);
}

}  // namespace auricle
