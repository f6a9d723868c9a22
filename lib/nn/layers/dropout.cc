// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/dropout.h"

#include <ATen/Functions.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cstdint>

#include "lib/nn/kernels/norm_kernels.h"
#include "lib/nn/torch/parallel.h"

namespace auricle {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

constexpr int64_t kPartRows = 512;

// A tensor whose values lie together, in channels-last order if it is so, as rows.
at::Tensor Dense(const at::Tensor& x) { return x.contiguous(x.suggest_memory_format()); }

bool HasKernels(const at::Tensor& x) {
  return x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

// dropout(x) of a dense x.
at::Tensor Dropped(const at::Tensor& x, const NormDropout& dropout) {
  const at::Tensor z = at::empty_like(x);
  const bool last = x.suggest_memory_format() == at::MemoryFormat::ChannelsLast;
  const int64_t channels = x.dim() == 0 ? 1 : last ? x.size(1) : x.size(-1);
  const int64_t rows = channels == 0 ? 0 : x.numel() / channels;
  const int64_t bytes = channels * x.element_size();
  const char* const from = static_cast<const char*>(x.data_ptr());
  char* const to = static_cast<char*>(z.data_ptr());
  InParallel((rows + kPartRows - 1) / kPartRows, [&](int64_t part) {
    const int64_t begin = part * kPartRows;
    NormDropout own = dropout;
    own.first_row = begin;
    const NormRows shape = {std::min(kPartRows, rows - begin), channels,
                            x.scalar_type() == at::kBFloat16};
    DropoutRows(shape, own, from + begin * bytes, to + begin * bytes);
  });
  return z;
}

// Of other types and devices: by a mask.
at::Tensor DroppedAnywhere(const at::Tensor& x, const NormDropout& dropout) {
  if (HasKernels(x)) return Dropped(Dense(x), dropout);
  const at::Tensor ones = at::ones(x.sizes(), at::kFloat).contiguous(x.suggest_memory_format());
  return x.mul(Dropped(ones, dropout).to(x.options()));
}

// The mask is drawn anew on the way back, instead of being kept.
class DropoutFunction : public torch::autograd::Function<DropoutFunction> {
 public:
  static Variable forward(AutogradContext* context, const Variable& x, double probability,
                          int64_t seed) {
    context->saved_data["probability"] = probability;
    context->saved_data["seed"] = seed;
    context->saved_data["last"] = x.suggest_memory_format() == at::MemoryFormat::ChannelsLast;
    return DroppedAnywhere(x, MakeDropout(probability, static_cast<uint64_t>(seed)));
  }
  static variable_list backward(AutogradContext* context, const variable_list& grads) {
    const double probability = context->saved_data["probability"].toDouble();
    const auto seed = static_cast<uint64_t>(context->saved_data["seed"].toInt());
    const at::Tensor grad =
        grads[0].contiguous(context->saved_data["last"].toBool() ? at::MemoryFormat::ChannelsLast
                                                                 : at::MemoryFormat::Contiguous);
    return {DroppedAnywhere(grad, MakeDropout(probability, seed)), Variable(), Variable()};
  }
};

}  // namespace

at::Tensor Dropout(const at::Tensor& x, double probability, Rng* rng) {
  if (probability <= 0) return x;
  return DropoutFunction::apply(x, probability, static_cast<int64_t>(rng->Next()));
}

}  // namespace auricle
