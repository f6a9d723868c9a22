// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/frame_head.h"

#include <ATen/Functions.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/mask.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {
namespace {

constexpr double kLeast = 1e-7;  // float32 tells 1 - 1e-7 from 1.

}  // namespace

void FrameHead::AddOutput(int depth, const TensorAdder& add) {
  const int64_t classes = head_.classes_size();
  const Init init = {Init::UNIFORM, 1 / std::sqrt(static_cast<double>(features_))};
  const auto layer = [&](const std::string& name, at::Tensor* weight, at::Tensor* bias) {
    *weight = add.parameter(absl::StrCat(name, ".weight"), {classes, features_}, init, depth, true);
    *bias = add.parameter(absl::StrCat(name, ".bias"), {classes}, init, depth, true);
  };
  layer(prefix_, &weight_, &bias_);
  if (head_.pooling() == Head::ATTENTION) {
    layer(absl::StrCat(prefix_, ".attention"), &attention_weight_, &attention_bias_);
  }
}

at::Tensor FrameHead::Pool(const at::Tensor& p, const at::Tensor& mask,
                           const at::Tensor& frames) const {
  switch (head_.pooling()) {
    case Head::MEAN: {
      const at::Tensor count =
          mask.defined() ? mask.sum(1) : at::full({1, 1}, p.size(1), p.options());
      return p.sum(1).div(count);
    }
    case Head::MAX:
      return p.amax(1);  // Beyond the lengths it is 0, which is never more than a probability.
    case Head::ATTENTION: {
      at::Tensor w =
          at::softmax(at::linear(frames, attention_weight_, attention_bias_), 2).clamp(kLeast, 1);
      if (mask.defined()) w = w.mul(mask);
      return p.mul(w).sum(1).div(w.sum(1));
    }
    default:
      return p.square().sum(1).div(p.sum(1).clamp_min(kLeast));
  }
}

HeadOutput FrameHead::Apply(const Features& features, const Pass& /*pass*/) const {
  const AutocastScope full(features.frames.device().type(), false);
  const at::Tensor frames = features.frames.to(at::kFloat);
  HeadOutput output;
  output.lengths = features.lengths;
  output.frame = at::linear(frames, weight_, bias_);
  const bool soft = head_.activation() == Head::SOFTMAX;
  at::Tensor p = soft ? at::softmax(output.frame, 2) : at::sigmoid(output.frame);
  at::Tensor mask;
  if (IsPadded(features.lengths, frames.size(1))) {
    // FrameMask is of maps [B, C, T, F].
    mask = FrameMask(features.lengths, frames.unsqueeze(1)).squeeze(1);
    p = p.mul(mask);
  }
  at::Tensor item = Pool(p, mask, frames).clamp(kLeast, 1 - kLeast);
  if (soft) {
    output.item = item.log();
  } else {
    output.item = item.log().sub(item.neg().log1p());
  }
  return output;
}

}  // namespace auricle
