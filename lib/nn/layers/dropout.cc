// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/dropout.h"

#include <ATen/Functions.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cstdint>

#include "lib/nn/kernels/dropout_kernel.h"
#include "lib/nn/kernels/dropout_mask.h"
#include "lib/nn/torch/parallel.h"

namespace auricle {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

constexpr int64_t kPartRows = 512;

bool HasKernels(const at::Tensor& x) {
  return x.is_cpu() && (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

// The values in the order of DropoutShape's rows. Strides alone cannot say in which order that is:
// those of [4, 64, 1, 1] are both LibTorch's contiguous and its channels-last.
at::MemoryFormat FormatOfRows(const at::Tensor& x) {
  return x.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous;
}

at::Tensor DroppedRows(const at::Tensor& x, const RowDropout& dropout) {
  const at::Tensor dense = x.contiguous(FormatOfRows(x));
  const at::Tensor z = at::empty(x.sizes(), x.options().memory_format(FormatOfRows(x)));
  const DropoutShape shape(x.sizes());
  const int64_t bytes = shape.channels * x.element_size();
  const char* const from = static_cast<const char*>(dense.data_ptr());
  char* const to = static_cast<char*>(z.data_ptr());
  InParallel((shape.rows + kPartRows - 1) / kPartRows, [&](int64_t part) {
    const int64_t begin = part * kPartRows;
    RowDropout own = dropout;
    own.first_row = begin;
    const RowShape rows = {std::min(kPartRows, shape.rows - begin), shape.channels,
                           x.scalar_type() == at::kBFloat16};
    DropoutRows(rows, own, from + begin * bytes, to + begin * bytes);
  });
  return x.dim() == 4 ? z.contiguous(x.suggest_memory_format()) : z;
}

at::Tensor Dropped(const at::Tensor& x, const RowDropout& dropout) {
  if (HasKernels(x)) return DroppedRows(x, dropout);
  const at::Tensor fallen = DroppedCells(x.sizes(), dropout, x.device());
  return x.mul(dropout.kept).masked_fill_(fallen, 0);
}

// The mask is drawn anew on the way back, instead of being kept.
class DropoutFunction : public torch::autograd::Function<DropoutFunction> {
 public:
  static Variable forward(AutogradContext* context, const Variable& x, double probability,
                          int64_t seed) {
    context->saved_data["probability"] = probability;
    context->saved_data["seed"] = seed;
    return Dropped(x, MakeDropout(probability, static_cast<uint64_t>(seed)));
  }
  static variable_list backward(AutogradContext* context, const variable_list& grads) {
    const double probability = context->saved_data["probability"].toDouble();
    const auto seed = static_cast<uint64_t>(context->saved_data["seed"].toInt());
    return {Dropped(grads[0], MakeDropout(probability, seed)), Variable(), Variable()};
  }
};

}  // namespace

at::Tensor Dropout(const at::Tensor& x, double probability, Rng* rng) {
  if (probability <= 0) return x;
  return DropoutFunction::apply(x, probability, static_cast<int64_t>(rng->Next()));
}

}  // namespace auricle
