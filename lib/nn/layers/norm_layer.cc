// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/norm_layer.h"

#include <cmath>
#include <limits>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {

absl::StatusOr<NormLayer> NormLayer::Create(const InputNorm& norm, int bins) {
  NormLayer layer;
  if (norm.kind() == InputNorm::NONE) return layer;
  const int wanted = norm.kind() == InputNorm::SCALAR ? 1 : bins;
  if (norm.mean_size() != wanted || norm.std_size() != wanted) {
    return absl::InvalidArgumentError(absl::StrCat(
        "input norm has ", norm.mean_size(), " means and ", norm.std_size(), " deviations, want ",
        wanted, wanted == 1 ? " of each (scalar)" : " of each (one per bin)",
        "; fit it on features of the network's front end"));
  }
  std::vector<float> mean, scale;
  for (int i = 0; i < wanted; ++i) {
    const double m = norm.mean(i), s = norm.std(i), factor = 1 / (s > 0 ? s : 1);
    constexpr double kMost = std::numeric_limits<float>::max();
    if (!(std::abs(m) <= kMost) || !std::isfinite(s) || s < 0 || factor > kMost) {
      return absl::InvalidArgumentError(
          absl::StrCat("input norm of bin ", i, " is mean ", m, ", deviation ", s,
                       ", want both within what float32 holds and the deviation not negative"));
    }
    mean.push_back(static_cast<float>(m));
    scale.push_back(static_cast<float>(factor));
  }
  layer.mean_ = FloatTensor(mean, {wanted});
  layer.scale_ = FloatTensor(scale, {wanted});
  return layer;
}

at::Tensor NormLayer::Apply(const at::Tensor& features) {
  if (!mean_.defined()) return features.contiguous();
  if (mean_.device() != features.device()) {
    mean_ = mean_.to(features.device());
    scale_ = scale_.to(features.device());
  }
  return features.sub(mean_).mul_(scale_).contiguous();
}

}  // namespace auricle
