// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/head_layers.h"

#include <ATen/Functions.h>

#include "absl/strings/str_cat.h"
#include "lib/nn/layers/dropout.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {

void HeadLayers::AddHidden(int depth, const TensorAdder& add) {
  const std::string key = absl::StrCat(prefix_, ".hidden");
  hidden_weight_ = add.parameter(absl::StrCat(key, ".weight"), {hidden(), sizes_.features},
                                 GlorotUniform(sizes_.features, hidden()), depth, false);
  hidden_bias_ =
      add.parameter(absl::StrCat(key, ".bias"), {hidden()}, {Init::CONSTANT, 0}, depth, false);
  norm_ = BatchNorm::Create(absl::StrCat(key, ".norm"), hidden(), depth, add);
}

void HeadLayers::AddOutput(int depth, const TensorAdder& add) {
  const std::string key = absl::StrCat(prefix_, ".output");
  const int64_t units = OneUnit() ? 1 : sizes_.classes;
  output_weight_ = add.parameter(absl::StrCat(key, ".weight"), {units, hidden()},
                                 GlorotUniform(hidden(), units), depth, false);
  output_bias_ =
      add.parameter(absl::StrCat(key, ".bias"), {units}, {Init::CONSTANT, 0}, depth, false);
}

HeadOutput HeadLayers::Apply(const Features& features, const Pass& pass) const {
  const AutocastScope full(features.pooled.device().type(), false);
  NormOptions options;
  options.training = pass.training;
  at::Tensor x = norm_.Apply(at::linear(features.pooled, hidden_weight_, hidden_bias_), options);
  pass.taps->Offer("hidden.pre", x, {});
  x = at::relu(x);
  pass.taps->Offer("hidden", x, {});
  HeadOutput output;
  if (pass.taps->Done()) return output;
  if (pass.training) x = Dropout(x, sizes_.dropout, pass.rng);
  x = at::linear(x, output_weight_, output_bias_);
  output.item = OneUnit() ? at::cat({at::zeros_like(x), x}, 1) : x;
  return output;
}

}  // namespace auricle
