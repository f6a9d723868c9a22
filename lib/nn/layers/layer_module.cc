// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/layer_module.h"

#include <ATen/Functions.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/torch/init.h"

namespace auricle {
namespace {

using Maker = absl::StatusOr<std::unique_ptr<LayerModule>> (*)(const Layer&, const LayerPlace&,
                                                               const TensorAdder&);

struct Kind {
  Layer::KindCase field;
  const char* name;
  Maker make;
};

constexpr Kind kKinds[] = {
    {Layer::kConvolution, "convolution", &MakeConvolution},
    {Layer::kBatchNorm, "batch_norm", &MakeBatchNormLayer},
    {Layer::kActivation, "activation", &MakeActivation},
    {Layer::kPool, "pool", &MakeLocalPool},
    {Layer::kDropout, "dropout", &MakeDropoutLayer},
    {Layer::kFlatten, "flatten", &MakeFlatten},
    {Layer::kGlobalPool, "global_pool", &MakeGlobalPool},
    {Layer::kDense, "dense", &MakeDense},
    {Layer::kRecurrent, "recurrent", &MakeRecurrentLayers},
    {Layer::kResidual, "residual", &MakeResidual},
};

// What the layers within make of x, plus x.
class ResidualLayer : public LayerModule {
 public:
  ResidualLayer(const LayerShape& out, std::vector<std::unique_ptr<LayerModule>> inner,
                at::Tensor projection)
      : LayerModule(out), inner_(std::move(inner)), projection_(std::move(projection)) {}

  at::Tensor Apply(const at::Tensor& x, at::Tensor* lengths, const LayerPass& pass) const override {
    at::Tensor y = x;
    for (const auto& layer : inner_) y = layer->Apply(y, lengths, pass);
    at::Tensor shortcut = x;
    if (projection_.defined()) {
      shortcut = out().vector ? at::linear(x, projection_.flatten(1)) : at::conv2d(x, projection_);
    }
    return y.add(shortcut);
  }
  bool has_dropout() const override {
    for (const auto& layer : inner_) {
      if (layer->has_dropout()) return true;
    }
    return false;
  }

 private:
  const std::vector<std::unique_ptr<LayerModule>> inner_;
  const at::Tensor projection_;  // [C', C, 1, 1], or undefined.
};

}  // namespace

std::string LayerKind(const Layer& layer) {
  for (const Kind& kind : kKinds) {
    if (kind.field == layer.kind_case()) return kind.name;
  }
  return "";
}

absl::Status BadLayer(const LayerPlace& place, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("layer '", place.name, "': ", what));
}

absl::StatusOr<std::unique_ptr<LayerModule>> MakeLayer(const Layer& layer, const LayerPlace& place,
                                                       const TensorAdder& add) {
  for (const Kind& kind : kKinds) {
    if (kind.field == layer.kind_case()) return kind.make(layer, place, add);
  }
  std::vector<std::string> names;
  for (const Kind& kind : kKinds) names.push_back(kind.name);
  std::string text = "it says nothing; want one of";
  for (const std::string& name : names) absl::StrAppend(&text, " ", name);
  return BadLayer(place, text);
}

absl::StatusOr<std::unique_ptr<LayerModule>> MakeResidual(const Layer& layer,
                                                          const LayerPlace& place,
                                                          const TensorAdder& add) {
  std::vector<std::unique_ptr<LayerModule>> inner;
  LayerPlace at = place;
  for (int i = 0; i < layer.residual().layer_size(); ++i) {
    const Layer& one = layer.residual().layer(i);
    at.name = absl::StrCat(place.name, ".",
                           one.name().empty() ? absl::StrCat(LayerKind(one), i + 1) : one.name());
    ASSIGN_OR_RETURN(std::unique_ptr<LayerModule> made, MakeLayer(one, at, add));
    at.in = made->out();
    for (const int64_t frames : {64, 65}) {
      if (made->FramesOut(frames) == frames) continue;
      return BadLayer(place, absl::StrCat("'", at.name,
                                          "' within it changes the number of frames; "
                                          "strides and pools stand outside residual layers"));
    }
    inner.push_back(std::move(made));
  }
  if (inner.empty()) return BadLayer(place, "residual has no layers");
  const LayerShape& out = inner.back()->out();
  if (out.vector != place.in.vector || out.bins != place.in.bins) {
    return BadLayer(place, absl::StrCat("the layers within make ", out.bins, " bins of ",
                                        place.in.bins, "; their result is added to their input"));
  }
  at::Tensor projection;
  if (out.channels != place.in.channels) {
    projection = add.parameter(absl::StrCat(place.name, ".projection.weight"),
                               {out.channels, place.in.channels, 1, 1}, HeNormal(place.in.channels),
                               place.depth, /*decays=*/true);
  }
  return std::unique_ptr<LayerModule>(
      std::make_unique<ResidualLayer>(out, std::move(inner), std::move(projection)));
}

}  // namespace auricle
