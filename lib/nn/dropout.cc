// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/dropout.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace auricle {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

constexpr int64_t kChunk = 65536;  // Values that share a stream; fixes what falls.

// Bytes 0 and 1 in x's shape and order.
at::Tensor KeptOf(const at::Tensor& x, double probability, uint64_t seed) {
  const at::Tensor kept = at::empty(x.sizes(), x.options().device(at::kCPU).dtype(at::kBool),
                                    x.suggest_memory_format());
  bool* const out = kept.data_ptr<bool>();
  const int64_t count = kept.numel(), chunks = (count + kChunk - 1) / kChunk;
  const auto limit = static_cast<uint32_t>(std::ldexp(probability, 32));
  at::parallel_for(0, chunks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t chunk = begin; chunk < end; ++chunk) {
      Rng rng(seed + static_cast<uint64_t>(chunk), "dropout");
      const int64_t last = std::min((chunk + 1) * kChunk, count);
      for (int64_t i = chunk * kChunk; i < last; i += 2) {  // 32 bits decide one value.
        const uint64_t bits = rng.Next();
        out[i] = static_cast<uint32_t>(bits) >= limit;
        if (i + 1 < last) out[i + 1] = static_cast<uint32_t>(bits >> 32) >= limit;
      }
    }
  });
  return kept.to(x.device());
}

class DropoutFunction : public torch::autograd::Function<DropoutFunction> {
 public:
  static Variable forward(AutogradContext* context, const Variable& x, double probability,
                          int64_t seed) {
    const at::Tensor kept = KeptOf(x, probability, static_cast<uint64_t>(seed));
    context->save_for_backward({kept});
    context->saved_data["scale"] = 1 / (1 - probability);
    return x.mul(kept).mul_(1 / (1 - probability));
  }
  static variable_list backward(AutogradContext* context, const variable_list& grads) {
    const at::Tensor kept = context->get_saved_variables()[0];
    return {grads[0].mul(kept).mul_(context->saved_data["scale"].toDouble()), Variable(),
            Variable()};
  }
};

}  // namespace

at::Tensor Dropout(const at::Tensor& x, double probability, Rng* rng) {
  if (probability <= 0) return x;
  return DropoutFunction::apply(x, probability, static_cast<int64_t>(rng->Next()));
}

}  // namespace auricle
