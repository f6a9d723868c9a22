// SPDX-License-Identifier: Apache-2.0
// Layers that fold maps up: flatten, pooling over all of an axis; and those that read frames or
// vectors: dense, recurrent.
#include <ATen/Functions.h>

#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/nn/layers/dropout.h"
#include "lib/nn/layers/layer_module.h"
#include "lib/nn/layers/recurrent_layer.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/mask.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {
namespace {

class FlattenLayer : public LayerModule {
 public:
  FlattenLayer(const LayerShape& out, bool keep_time) : LayerModule(out), keep_time_(keep_time) {}
  at::Tensor Apply(const at::Tensor& x, at::Tensor*, const LayerPass&) const override {
    // In the order channels, frames, bins, whatever the strides.
    if (!keep_time_) return x.contiguous(at::MemoryFormat::Contiguous).flatten(1);
    return x.permute({0, 1, 3, 2}).flatten(1, 2).unsqueeze(3);
  }

 private:
  const bool keep_time_;
};

class GlobalPoolLayer : public LayerModule {
 public:
  GlobalPoolLayer(const LayerShape& out, const GlobalPool& options)
      : LayerModule(out), options_(options) {}

  at::Tensor Apply(const at::Tensor& x, at::Tensor* lengths, const LayerPass&) const override {
    const AutocastScope full(x.device().type(), false);
    const at::Tensor map = x.to(at::kFloat);
    if (options_.bins_only()) return Bins(map).unsqueeze(3);
    if (options_.mean_of_bins()) return Frames(map.mean(3).unsqueeze(3), *lengths);
    return Frames(map, *lengths);
  }

 private:
  // [B, C, T, F] → [B, C, T].
  at::Tensor Bins(const at::Tensor& map) const {
    switch (options_.kind()) {
      case GlobalPool::MAX:
        return map.amax(3);
      case GlobalPool::MEAN_MAX:
        return map.mean(3).add(map.amax(3));
      case GlobalPool::MEAN_STD:
        return at::cat({map.mean(3), map.std(3, /*unbiased=*/false)}, 1);
      default:
        return map.mean(3);
    }
  }
  // [B, C, T, F] → [B, C] over the valid frames and all bins.
  at::Tensor Frames(const at::Tensor& map, const at::Tensor& lengths) const {
    at::Tensor count = at::full({1, 1}, map.size(2) * map.size(3), map.options()), beyond;
    if (IsPadded(lengths, map.size(2))) {
      count = lengths.to(map.device()).to(at::kFloat).mul(map.size(3)).unsqueeze(1);
      beyond = FrameMask(lengths, map).eq(0);
    }
    const at::Tensor mean = map.sum({2, 3}).div(count);  // Padding is zero.
    if (options_.kind() == GlobalPool::MEAN) return mean;
    if (options_.kind() == GlobalPool::MEAN_STD) {
      at::Tensor off = map.sub(mean.unsqueeze(2).unsqueeze(3));
      if (beyond.defined()) off = off.masked_fill(beyond, 0);
      // The floor keeps the root's gradient finite where nothing varies.
      return at::cat({mean, off.square().sum({2, 3}).div(count).clamp_min(1e-10).sqrt()}, 1);
    }
    const at::Tensor valid =
        beyond.defined() ? map.masked_fill(beyond, -std::numeric_limits<float>::infinity()) : map;
    const at::Tensor most = valid.amax({2, 3});
    return options_.kind() == GlobalPool::MAX ? most : mean.add(most);
  }

  const GlobalPool options_;
};

class DenseLayer : public LayerModule {
 public:
  DenseLayer(const LayerShape& out, at::Tensor weight, at::Tensor bias)
      : LayerModule(out), weight_(std::move(weight)), bias_(std::move(bias)) {}
  at::Tensor Apply(const at::Tensor& x, at::Tensor* lengths, const LayerPass&) const override {
    if (out().vector) return at::linear(x, weight_, bias_);
    return ZeroPadding(at::conv2d(x, weight_.unsqueeze(2).unsqueeze(3), bias_), *lengths);
  }

 private:
  const at::Tensor weight_, bias_;
};

class RecurrentLayersOfList : public LayerModule {
 public:
  RecurrentLayersOfList(const LayerShape& out, std::vector<RecurrentLayer> layers, double dropout)
      : LayerModule(out), layers_(std::move(layers)), dropout_(dropout) {}
  at::Tensor Apply(const at::Tensor& x, at::Tensor* lengths, const LayerPass& pass) const override {
    const AutocastScope full(x.device().type(), false);
    at::Tensor y = x.squeeze(3).transpose(1, 2).to(at::kFloat).contiguous();
    for (size_t i = 0; i < layers_.size(); ++i) {
      if (i > 0 && pass.training) y = Dropout(y, dropout_, pass.rng);
      y = layers_[i].Apply(y, *lengths, {});
    }
    return y.transpose(1, 2).unsqueeze(3);
  }
  bool has_dropout() const override { return dropout_ > 0; }

 private:
  const std::vector<RecurrentLayer> layers_;
  const double dropout_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<LayerModule>> MakeFlatten(const Layer& layer,
                                                         const LayerPlace& place,
                                                         const TensorAdder&) {
  if (place.in.vector) return BadLayer(place, "there is nothing to flatten: it reads vectors");
  LayerShape out;
  out.channels = place.in.channels * place.in.bins;
  if (!layer.flatten().keep_time()) {
    if (place.frames < 1) {
      return BadLayer(place,
                      "flatten wants windows of fixed length, as its result's size depends on it; "
                      "set windows { frames: … }, keep_time: true, or use global_pool");
    }
    out.channels *= place.frames;
    out.vector = true;
  }
  return std::unique_ptr<LayerModule>(
      std::make_unique<FlattenLayer>(out, layer.flatten().keep_time()));
}

absl::StatusOr<std::unique_ptr<LayerModule>> MakeGlobalPool(const Layer& layer,
                                                            const LayerPlace& place,
                                                            const TensorAdder&) {
  if (place.in.vector) return BadLayer(place, "there is nothing to pool: it reads vectors");
  const GlobalPool& pool = layer.global_pool();
  LayerShape out = place.in;
  out.bins = 1;
  out.vector = !pool.bins_only();
  if (pool.kind() == GlobalPool::MEAN_STD) out.channels *= 2;
  return std::unique_ptr<LayerModule>(std::make_unique<GlobalPoolLayer>(out, pool));
}

absl::StatusOr<std::unique_ptr<LayerModule>> MakeDense(const Layer& layer, const LayerPlace& place,
                                                       const TensorAdder& add) {
  const int64_t units = layer.dense().units(), in = place.in.channels;
  if (units < 1 || units > 1 << 20) {
    return BadLayer(place, absl::StrCat("dense has ", units, " units, want 1 to 1048576"));
  }
  LayerShape out = place.in;
  out.channels = units;
  const at::Tensor weight = add.parameter(absl::StrCat(place.name, ".weight"), {units, in},
                                          HeNormal(in), place.depth, true);
  at::Tensor bias;
  if (!layer.dense().no_bias()) {
    bias = add.parameter(absl::StrCat(place.name, ".bias"), {units}, {Init::CONSTANT, 0},
                         place.depth, false);
  }
  return std::unique_ptr<LayerModule>(std::make_unique<DenseLayer>(out, weight, bias));
}

absl::StatusOr<std::unique_ptr<LayerModule>> MakeRecurrentLayers(const Layer& layer,
                                                                 const LayerPlace& place,
                                                                 const TensorAdder& add) {
  const RecurrentLayers& options = layer.recurrent();
  if (place.in.vector || place.in.bins != 1) {
    return BadLayer(place,
                    "recurrent layers read one vector a frame; put flatten { keep_time: "
                    "true }, or global_pool { bins_only: true }, before");
  }
  const int count = options.layers() == 0 ? 1 : options.layers();
  if (options.units() < 1 || options.units() > 1 << 14 || count < 1 || count > 16 ||
      !(options.dropout() >= 0 && options.dropout() < 1)) {
    return BadLayer(place, absl::StrCat("recurrent has ", options.units(), " units, ", count,
                                        " layers and dropout ", options.dropout(),
                                        ", want 1 to 16384, 1 to 16, and 0 or more, below 1"));
  }
  std::vector<RecurrentLayer> layers;
  int64_t in = place.in.channels;
  for (int i = 0; i < count; ++i) {
    RecurrentLayer::Sizes sizes;
    sizes.cell = options.cell();
    sizes.in = in;
    sizes.units = options.units();
    sizes.bidirectional = options.bidirectional();
    layers.emplace_back(sizes);
    layers.back().Add(count == 1 ? place.name : absl::StrCat(place.name, ".", i + 1), place.depth,
                      add);
    in = layers.back().out();
  }
  LayerShape out = place.in;
  out.channels = in;
  return std::unique_ptr<LayerModule>(std::make_unique<RecurrentLayersOfList>(
      out, std::move(layers), count == 1 ? 0 : options.dropout()));
}

}  // namespace auricle
