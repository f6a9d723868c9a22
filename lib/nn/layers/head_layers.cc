// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/head_layers.h"

#include <ATen/Functions.h>

#include "absl/strings/str_cat.h"
#include "lib/nn/layers/dropout.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {

void HeadLayers::AddHidden(const std::string& name, int depth, const TensorAdder& add) {
  const std::string key = absl::StrCat("head.", name, ".hidden");
  hidden_weight_ = add.parameter(absl::StrCat(key, ".weight"), {hidden(), sizes_.features},
                                 GlorotUniform(sizes_.features, hidden()), depth, false);
  hidden_bias_ =
      add.parameter(absl::StrCat(key, ".bias"), {hidden()}, {Init::CONSTANT, 0}, depth, false);
  norm_ = BatchNorm::Create(absl::StrCat(key, ".norm"), hidden(), depth, add);
}

void HeadLayers::AddOutput(const std::string& name, int depth, const TensorAdder& add) {
  const std::string key = absl::StrCat("head.", name, ".output");
  const int64_t units = sizes_.classes == 2 ? 1 : sizes_.classes;
  output_weight_ = add.parameter(absl::StrCat(key, ".weight"), {units, hidden()},
                                 GlorotUniform(hidden(), units), depth, false);
  output_bias_ =
      add.parameter(absl::StrCat(key, ".bias"), {units}, {Init::CONSTANT, 0}, depth, false);
}

at::Tensor HeadLayers::Apply(const at::Tensor& features, const Pass& pass) const {
  const AutocastScope full(features.device().type(), false);
  NormOptions options;
  options.training = pass.training;
  at::Tensor x = norm_.Apply(at::linear(features, hidden_weight_, hidden_bias_), options);
  pass.taps->Offer("hidden.pre", x, {});
  x = at::relu(x);
  pass.taps->Offer("hidden", x, {});
  if (pass.taps->Done()) return {};
  if (pass.training) x = Dropout(x, sizes_.dropout, pass.rng);
  x = at::linear(x, output_weight_, output_bias_);
  return sizes_.classes == 2 ? at::cat({at::zeros_like(x), x}, 1) : x;
}

}  // namespace auricle
