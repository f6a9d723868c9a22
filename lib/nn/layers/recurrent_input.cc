// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/recurrent_input.h"

#include <ATen/Functions.h>
#include <c10/core/InferenceMode.h>

#include <cmath>
#include <map>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

int64_t CeilDivide(int64_t n, int64_t by) { return (n + by - 1) / by; }

at::Tensor MakeCosineBasis(int64_t bins, int64_t count) {
  std::vector<float> basis;
  for (int64_t f = 0; f < bins; ++f) {
    for (int64_t k = 0; k < count; ++k) {
      const double norm = std::sqrt((k == 0 ? 1.0 : 2.0) / static_cast<double>(bins));
      const double angle = M_PI / static_cast<double>(bins) * (static_cast<double>(f) + 0.5);
      basis.push_back(static_cast<float>(norm * std::cos(angle * static_cast<double>(k))));
    }
  }
  return FloatTensor(basis, {bins, count});
}

// [bins, count], made and copied to a device once: a pass would else wait for the copy.
at::Tensor CosineBasis(int64_t bins, int64_t count, const at::Device& device) {
  static std::mutex* const mutex = new std::mutex;
  static auto* const all = new std::map<std::tuple<int64_t, int64_t, std::string>, at::Tensor>;
  const std::lock_guard<std::mutex> lock(*mutex);
  at::Tensor& basis = (*all)[{bins, count, device.str()}];
  // Not as a tensor of inference mode, should the first call be in it: later ones may train.
  const c10::InferenceMode outside(false);
  if (!basis.defined()) basis = MakeCosineBasis(bins, count).to(device);
  return basis;
}

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
  return at::matmul(x, CosineBasis(x.size(2), count, x.device()));
}

}  // namespace auricle
