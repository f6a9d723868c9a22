// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/recurrent_input.h"

#include <ATen/Functions.h>

#include <cmath>
#include <vector>

#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

int64_t CeilDivide(int64_t n, int64_t by) { return (n + by - 1) / by; }

}  // namespace

Steps MeansOfFrames(const Steps& frames, int64_t size) {
  if (size <= 1) return frames;
  const int64_t items = frames.values.size(0), count = frames.values.size(1);
  const int64_t steps = CeilDivide(count, size), values = frames.values.size(2);
  // Row `count` of every item is a zero, for what is missing.
  const at::Tensor rows = at::constant_pad_nd(frames.values, {0, 0, 0, 1});
  std::vector<int64_t> index;
  std::vector<float> scales;
  index.reserve(items * steps * size);
  for (int64_t item = 0; item < items; ++item) {
    const int64_t length =
        frames.lengths.defined() ? frames.lengths.data_ptr<int64_t>()[item] : count;
    const int64_t before = (CeilDivide(length, size) * size - length) / 2;
    for (int64_t step = 0; step < steps; ++step) {
      int64_t there = 0;
      for (int64_t at = step * size - before; at < (step + 1) * size - before; ++at) {
        const bool is_frame = at >= 0 && at < length;
        index.push_back(item * (count + 1) + (is_frame ? at : count));
        there += is_frame ? 1 : 0;
      }
      scales.push_back(there > 0 ? 1.0F / static_cast<float>(there) : 0);
    }
  }
  const at::Device device = frames.values.device();
  const at::Tensor grouped = rows.reshape({items * (count + 1), values})
                                 .index_select(0, IntTensor(index).to(device))
                                 .view({items, steps, size, values});
  Steps result;
  result.values = grouped.sum(2).mul(FloatTensor(scales, {items, steps, 1}).to(device));
  if (frames.lengths.defined()) result.lengths = frames.lengths.add(size - 1).div(size, "floor");
  return result;
}

at::Tensor Cepstra(const at::Tensor& x, int64_t count) {
  const int64_t bins = x.size(2);
  std::vector<float> basis;  // [F, count]
  for (int64_t f = 0; f < bins; ++f) {
    for (int64_t k = 0; k < count; ++k) {
      const double norm = std::sqrt((k == 0 ? 1.0 : 2.0) / static_cast<double>(bins));
      const double angle = M_PI / static_cast<double>(bins) * (static_cast<double>(f) + 0.5);
      basis.push_back(static_cast<float>(norm * std::cos(angle * static_cast<double>(k))));
    }
  }
  return at::matmul(x, FloatTensor(basis, {bins, count}).to(x.device()));
}

}  // namespace auricle
