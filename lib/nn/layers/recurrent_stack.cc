// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/recurrent_stack.h"

#include <ATen/Functions.h>

#include <limits>

#include "absl/strings/str_cat.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/mask.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {
namespace {

constexpr int kLayers = 2;
constexpr int64_t kAttentionUnits = 32, kNarrowing = 4;
constexpr double kNormEps = 1e-3;  // Keras' default.

absl::Status Refuse(const char* field, double value, const char* want) {
  return absl::InvalidArgumentError(
      absl::StrCat("recurrent layers have ", field, " ", value, ", want ", want));
}

// bool [B, T]: steps beyond an item's; undefined where there are none.
at::Tensor MissingSteps(const at::Tensor& lengths, const at::Tensor& x) {
  if (!IsPadded(lengths, x.size(1))) return {};
  return FrameMask(lengths, x.unsqueeze(1)).view({x.size(0), x.size(1)}).eq(0);
}

// softmax over the last axis, of valid steps alone.
at::Tensor Weights(const at::Tensor& scores, const at::Tensor& missing) {
  if (!missing.defined()) return scores.softmax(-1);
  return scores.masked_fill(missing, -std::numeric_limits<float>::infinity()).softmax(-1);
}

// [B, T, D] as taps are.
at::Tensor AsTap(const at::Tensor& x) { return x.transpose(1, 2).unsqueeze(3); }

}  // namespace

absl::Status CheckRecurrent(const Recurrent& options) {
  if (options.units() != 0 && (options.units() < 4 || options.units() > 1 << 16)) {
    return Refuse("units", options.units(), "4 to 65536 (0: the default)");
  }
  if (options.layers() < 0 || options.layers() > 64) {
    return Refuse("layers", options.layers(), "1 to 64 (0 stands for 2)");
  }
  if (!(options.dropout() >= 0 && options.dropout() < 1)) {
    return Refuse("dropout", options.dropout(), "0 or more, below 1");
  }
  if (!(options.recurrent_dropout() >= 0 && options.recurrent_dropout() < 1)) {
    return Refuse("recurrent dropout", options.recurrent_dropout(), "0 or more, below 1");
  }
  if (!(options.head_dropout() >= 0 && options.head_dropout() < 1)) {
    return Refuse("head dropout", options.head_dropout(), "0 or more, below 1");
  }
  return absl::OkStatus();
}

RecurrentStack::RecurrentStack(const Recurrent& options, const Sizes& sizes,
                               const std::string& name)
    : options_(options), sizes_(sizes), name_(name) {
  const int layers = options.layers() > 0 ? options.layers() : kLayers;
  RecurrentLayer::Sizes layer;
  layer.cell = options.cell();
  layer.units = sizes.units;
  layer.bidirectional = options.bidirectional();
  layer.in = sizes.projection > 0 ? sizes.projection : sizes.in;
  for (int i = 0; i < layers; ++i) {
    layers_.push_back({RecurrentLayer(layer), {}, {}});
    layer.in = out();
  }
}

std::vector<std::string> RecurrentStack::Names(const std::vector<Way>& ways, bool shared,
                                               const std::string& part) const {
  if (shared) return {absl::StrCat(name_, part)};
  std::vector<std::string> names;
  for (const Way& way : ways) names.push_back(absl::StrCat(way.prefix, ".", name_, part));
  return names;
}

void RecurrentStack::AddTo(const std::vector<Way>& ways, int depth, const TensorAdder& add) {
  const Init zero = {Init::CONSTANT, 0};
  const int64_t in = sizes_.in, projected = sizes_.projection;
  if (projected > 0) {
    const std::string name = absl::StrCat(name_, "projection.");
    projection_ = add.parameter(name + "weight", {projected, in}, GlorotUniform(in, projected),
                                depth, /*decays=*/false);
    projection_bias_ = add.parameter(name + "bias", {projected}, zero, depth++, /*decays=*/false);
  }
  for (int i = 0; i < layers(); ++i) {
    AddLayer(i, ways, depth++, add);
  }
  for (const std::string& name : Names(ways, options_.share_pooling(), "pooling.")) {
    Pooling pooling;
    pooling.weight = add.parameter(name + "weight", {out()}, GlorotUniform(out(), 1), depth, false);
    pooling.bias = add.parameter(name + "bias", {1}, zero, depth, /*decays=*/false);
    poolings_.push_back(pooling);
  }
}

void RecurrentStack::AddLayer(int index, const std::vector<Way>& ways, int depth,
                              const TensorAdder& add) {
  Layer& layer = layers_[index];
  const std::string name = absl::StrCat("layer", index + 1);
  layer.shared.Add(name_ + name, depth, add);
  for (const Way& way : ways) {
    const std::string key = absl::StrCat(way.prefix, ".", name_, name, ".adapter.");
    layer.adapters.push_back(way.own ? MakeAdapter(key, depth, add) : Adapter());
  }
  if (!options_.attention() || index + 1 == layers()) return;
  for (const std::string& key : Names(ways, options_.share_attention(), name + ".attention.")) {
    layer.attentions.push_back(MakeAttention(key, depth, add));
  }
}

RecurrentStack::Adapter RecurrentStack::MakeAdapter(const std::string& name, int depth,
                                                    const TensorAdder& add) const {
  const int64_t size = out(), narrow = size / kNarrowing;
  const auto parameter = [&](const char* part, const std::vector<int64_t>& shape,
                             const Init& first) {
    return add.parameter(name + part, shape, first, depth, /*decays=*/shape.size() > 1);
  };
  Adapter adapter;
  adapter.norm_weight = parameter("norm.weight", {size}, {Init::CONSTANT, 1});
  adapter.norm_bias = parameter("norm.bias", {size}, {Init::CONSTANT, 0});
  adapter.down = parameter("down.weight", {narrow, size}, GlorotUniform(size, narrow));
  adapter.up = parameter("up.weight", {size, narrow}, GlorotUniform(narrow, size));
  return adapter;
}

RecurrentStack::Attention RecurrentStack::MakeAttention(const std::string& name, int depth,
                                                        const TensorAdder& add) const {
  const auto parameter = [&](const char* part, const std::vector<int64_t>& shape) {
    const Init first =
        shape.size() == 1 ? Init{Init::CONSTANT, 0} : GlorotUniform(shape[1], shape[0]);
    return add.parameter(name + part, shape, first, depth, /*decays=*/false);
  };
  Attention attention;
  attention.query = parameter("query.weight", {kAttentionUnits, out()});
  attention.key = parameter("key.weight", {kAttentionUnits, out()});
  attention.bias = parameter("bias", {kAttentionUnits});
  attention.score = parameter("score.weight", {1, kAttentionUnits});
  attention.score_bias = parameter("score.bias", {1});
  return attention;
}

int RecurrentStack::DepthOf(const std::string& tap) const {
  const int first = sizes_.projection > 0 ? 1 : 0;
  if (first == 1 && tap == absl::StrCat(name_, "projected")) return 0;
  for (int i = 0; i < layers(); ++i) {
    if (tap == absl::StrCat(name_, "layer", i + 1)) return first + i;
  }
  return -1;
}

std::vector<TapInfo> RecurrentStack::Taps(int64_t frames) const {
  std::vector<TapInfo> taps;
  if (projection_.defined()) {
    taps.push_back({absl::StrCat(name_, "projected"), {sizes_.projection, frames, 1}, false});
  }
  for (int layer = 1; layer <= layers(); ++layer) {
    taps.push_back({absl::StrCat(name_, "layer", layer), {out(), frames, 1}, false});
  }
  return taps;
}

at::Tensor RecurrentStack::Project(const at::Tensor& x, const Pass& pass) const {
  if (!projection_.defined()) return x;
  const at::Tensor y = at::linear(x, projection_, projection_bias_);
  return ZeroPadding(y.unsqueeze(1), pass.lengths).squeeze(1);
}

at::Tensor RecurrentStack::Adapt(const Adapter& adapter, const at::Tensor& x) const {
  const at::Tensor norm =
      at::layer_norm(x, {out()}, adapter.norm_weight, adapter.norm_bias, kNormEps);
  return x.add(at::linear(at::linear(norm, adapter.down).relu(), adapter.up));
}

at::Tensor RecurrentStack::Attend(const Attention& attention, const at::Tensor& x,
                                  const at::Tensor& missing) const {
  const at::Tensor query = at::linear(x, attention.query).unsqueeze(2);              // [B, T, 1, U]
  const at::Tensor key = at::linear(x, attention.key, attention.bias).unsqueeze(1);  // [B, 1, T, U]
  const at::Tensor scores =
      at::linear(query.add(key).tanh_(), attention.score, attention.score_bias)
          .squeeze(3)
          .sigmoid();
  if (!missing.defined()) return at::matmul(Weights(scores, {}), x);
  const at::Tensor y = at::matmul(Weights(scores, missing.unsqueeze(1)), x);
  return y.masked_fill(missing.unsqueeze(2), 0);
}

at::Tensor RecurrentStack::Apply(const at::Tensor& in, const Pass& pass) const {
  const AutocastScope full(in.device().type(), false);
  const at::Tensor& lengths = pass.lengths;
  at::Tensor x = Project(in.to(at::kFloat), pass);
  if (projection_.defined()) pass.taps->Offer(absl::StrCat(name_, "projected"), AsTap(x), lengths);
  const at::Tensor missing = MissingSteps(lengths, x);
  RecurrentLayer::Dropout dropout;
  if (pass.training) dropout = {options_.dropout(), options_.recurrent_dropout(), pass.rng};
  for (int i = 0; i < layers(); ++i) {
    if (pass.taps->Done()) return {};
    const Layer& layer = layers_[i];
    x = layer.shared.Apply(x, lengths, dropout);
    if (const Adapter& adapter = layer.adapters[pass.way]; adapter.down.defined()) {
      x = ZeroPadding(Adapt(adapter, x).unsqueeze(1), lengths).squeeze(1);
    }
    if (!layer.attentions.empty()) {
      x = Attend(layer.attentions[options_.share_attention() ? 0 : pass.way], x, missing);
    }
    pass.taps->Offer(absl::StrCat(name_, "layer", i + 1), AsTap(x), lengths);
  }
  if (pass.taps->Done()) return {};
  const Pooling& pooling = poolings_[options_.share_pooling() ? 0 : pass.way];
  const at::Tensor scores = at::matmul(x, pooling.weight).add(pooling.bias);
  return at::matmul(Weights(scores, missing).unsqueeze(1), x).squeeze(1);
}

}  // namespace auricle
