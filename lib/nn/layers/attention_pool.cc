// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/attention_pool.h"

#include <ATen/Functions.h>

#include <limits>

#include "absl/strings/str_cat.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/mask.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {
namespace {

constexpr double kDeviation = 0.05, kLambda = 0.3;

at::Tensor Wide(const at::Tensor& x) {
  return x.scalar_type() == at::kBFloat16 ? x.to(at::kFloat) : x;
}

}  // namespace

AttentionPool AttentionPool::Create(const std::string& name, int64_t channels, int depth,
                                    const TensorAdder& add) {
  const Init normal = {Init::NORMAL, kDeviation};
  const auto parameter = [&](const char* part, const std::vector<int64_t>& shape) {
    return add.parameter(absl::StrCat(name, ".", part), shape, normal, depth, /*decays=*/false);
  };
  AttentionPool pool;
  pool.weight = parameter("weight", {channels, channels});
  pool.bias = parameter("bias", {channels});
  pool.query = parameter("query", {channels});
  return pool;
}

at::Tensor AttentionPool::Apply(const at::Tensor& x, const at::Tensor& lengths) const {
  const int64_t items = x.size(0), channels = x.size(1), bins = x.size(3);
  const at::Tensor positions = x.permute({0, 2, 3, 1}).reshape({items, -1, channels});
  const at::Tensor keys = Wide(at::linear(positions, weight, bias));
  const AutocastScope full(x.device().type(), false);
  at::Tensor scores = at::matmul(keys.tanh(), query).mul(kLambda);  // [B, P]
  if (IsPadded(lengths, x.size(2))) {
    const at::Tensor valid = FrameMask(lengths, x).view({items, -1, 1}).to(at::kBool);
    const at::Tensor missing = valid.logical_not().expand({-1, -1, bins}).reshape({items, -1});
    scores = scores.masked_fill(missing, -std::numeric_limits<float>::infinity());
  }
  const at::Tensor weights = scores.softmax(1).unsqueeze(1);
  return at::matmul(weights, Wide(positions)).squeeze(1);
}

}  // namespace auricle
