// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/linear_head.h"

#include <ATen/Functions.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "lib/nn/torch/init.h"

namespace auricle {

void LinearHead::AddOutput(int depth, const TensorAdder& add) {
  const Init init = {Init::UNIFORM, 1 / std::sqrt(static_cast<double>(features_))};
  weight_ = add.parameter(absl::StrCat(prefix_, ".weight"), {classes_, features_}, init, depth,
                          /*decays=*/true);
  bias_ = add.parameter(absl::StrCat(prefix_, ".bias"), {classes_}, init, depth, /*decays=*/true);
}

HeadOutput LinearHead::Apply(const Features& features, const Pass& /*pass*/) const {
  HeadOutput output;
  output.item = at::linear(features.pooled, weight_, bias_).to(at::kFloat);
  return output;
}

}  // namespace auricle
