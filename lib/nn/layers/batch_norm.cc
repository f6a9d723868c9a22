// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/batch_norm.h"

#include <ATen/Functions.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/nn/kernels/fused_norm.h"
#include "lib/nn/layers/dropout.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/mask.h"

namespace auricle {
namespace {

// [C] as it meets x.
at::Tensor Spread(const at::Tensor& channels, const at::Tensor& x) {
  return x.dim() == 4 ? channels.view({1, -1, 1, 1}) : channels;
}

void Follow(const at::Tensor& batch, double share, const at::Tensor& running) {
  const c10::NoGradGuard no_grad;
  running.mul_(1 - share).add_(batch.detach().to(running.scalar_type()), share);
}

// Over the cells where `mask` ([B, 1, T, 1], or undefined: everywhere) is 1, `count` per channel.
at::Tensor NormOfCells(const BatchNorm& norm, double share, const at::Tensor& x,
                       const at::Tensor& mask, int64_t count) {
  const auto masked = [&](const at::Tensor& t) { return mask.defined() ? t.mul(mask) : t; };
  const std::vector<int64_t> axes =
      x.dim() == 4 ? std::vector<int64_t>{0, 2, 3} : std::vector<int64_t>{0};
  const at::Tensor mean = masked(x).sum(axes).div(static_cast<double>(count));
  const at::Tensor centred = masked(x.sub(Spread(mean, x)));
  const at::Tensor squares = centred.square().sum(axes);
  const at::Tensor scale =
      squares.div(static_cast<double>(count)).add(norm.eps).rsqrt().mul(norm.weight);
  Follow(mean, share, norm.running_mean);
  Follow(squares.div(static_cast<double>(std::max<int64_t>(count - 1, 1))), share,
         norm.running_var);
  return masked(centred.mul(Spread(scale, x)).add(Spread(norm.bias, x)));
}

at::Tensor NormOfBatch(const BatchNorm& norm, double share, const at::Tensor& x,
                       const at::Tensor& lengths) {
  const int64_t count = x.numel() / x.size(1);
  const bool padded = x.dim() == 4 && IsPadded(lengths, x.size(2));
  if (!padded && count > 1) {
    return at::batch_norm(x, norm.weight, norm.bias, norm.running_mean, norm.running_var,
                          /*training=*/true, share, norm.eps, /*cudnn_enabled=*/true);
  }
  const at::Tensor wide = x.scalar_type() == at::kBFloat16 ? x.to(at::kFloat) : x;
  if (!padded) return NormOfCells(norm, share, wide, {}, count).to(x.scalar_type());
  const int64_t cells = lengths.sum().item<int64_t>() * x.size(3);
  return NormOfCells(norm, share, wide, FrameMask(lengths, wide), cells).to(x.scalar_type());
}

at::Tensor Fused(const BatchNorm& norm, double share, const at::Tensor& x,
                 const NormOptions& options, bool of_batch) {
  FusedNorm fused;
  fused.weight = norm.weight;
  fused.bias = norm.bias;
  fused.running_mean = norm.running_mean;
  fused.running_var = norm.running_var;
  fused.momentum = share;
  fused.eps = norm.eps;
  fused.of_batch = of_batch;
  fused.lengths = options.lengths;
  fused.relu = options.relu;
  fused.dropout = options.dropout;
  if (options.dropout > 0) fused.seed = options.rng->Next();
  return ApplyFusedNorm(fused, x, options.residual);
}

}  // namespace

BatchNorm BatchNorm::Create(const std::string& name, int64_t channels, int depth,
                            const TensorAdder& add, double eps) {
  const auto named = [&](const char* part) { return absl::StrCat(name, ".", part); };
  BatchNorm norm;
  norm.eps = eps;
  norm.weight = add.parameter(named("weight"), {channels}, {Init::CONSTANT, 1}, depth, false);
  norm.bias = add.parameter(named("bias"), {channels}, {Init::CONSTANT, 0}, depth, false);
  norm.running_mean = add.buffer(named("running_mean"), {channels}, 0, depth);
  norm.running_var = add.buffer(named("running_var"), {channels}, 1, depth);
  norm.batch_share_ = add.batch_share;
  return norm;
}

at::Tensor BatchNorm::Apply(const at::Tensor& x, const NormOptions& options) const {
  const bool of_batch = options.training && weight.requires_grad();
  if (HasFusedNorm(x)) return Fused(*this, Share(), x, options, of_batch);
  at::Tensor y = of_batch ? NormOfBatch(*this, Share(), x, options.lengths)
                          : at::batch_norm(x, weight, bias, running_mean, running_var,
                                           /*training=*/false, kBatchShare, eps, true);
  if (x.dim() == 4 && !of_batch) y = ZeroPadding(y, options.lengths);
  if (options.residual.defined()) {
    const int64_t missing = y.size(1) - options.residual.size(1);
    at::Tensor residual = options.residual.to(y.scalar_type());
    if (missing > 0) residual = at::constant_pad_nd(residual, {0, 0, 0, 0, 0, missing});
    y = y.add_(residual);
  }
  if (options.relu) y = at::relu_(y);
  return Dropout(y, options.dropout, options.rng);
}

}  // namespace auricle
