// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/input_layers.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/random_draws.h"
#include "lib/base/status_macros.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/mask.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

constexpr double kLog10 = 2.302585092994046;

absl::Status Refuse(size_t place, const std::string& what) {
  return absl::InvalidArgumentError(absl::StrCat("input layer ", place + 1, ": ", what));
}

absl::Status CheckMask(size_t place, const char* name, const Mask& mask) {
  if (mask.count() >= 0 && mask.count() <= 1000 && mask.most() >= 1 && mask.share() >= 0 &&
      mask.share() <= 1) {
    return absl::OkStatus();
  }
  return Refuse(
      place, absl::StrCat(name, " has count ", mask.count(), ", most ", mask.most(), " and share ",
                          mask.share(), ", want count 0 to 1000, most 1 or more, share 0 to 1"));
}

absl::Status Check(size_t place, const InputLayer& layer) {
  switch (layer.kind_case()) {
    case InputLayer::kDecibels:
      if (layer.decibels().factor() >= 0 && layer.decibels().least() >= 0) return absl::OkStatus();
      return Refuse(place, "decibels wants factor and least of 0 or more");
    case InputLayer::kLog:
      if (layer.log() > 0) return absl::OkStatus();
      return Refuse(place, absl::StrCat("log is ", layer.log(), ", want what is added: above 0"));
    case InputLayer::kLearntLog:
      if (layer.learnt_log().a() >= 0 && layer.learnt_log().b() >= 0) return absl::OkStatus();
      return Refuse(place, "learnt_log wants a and b of 0 or more (0: 1 and 1e-3)");
    case InputLayer::kClamp:
      if (layer.clamp().low() < layer.clamp().high()) return absl::OkStatus();
      return Refuse(place, absl::StrCat("clamp to ", layer.clamp().low(), " … ",
                                        layer.clamp().high(), ", want low below high"));
    case InputLayer::kTimeMask:
      return CheckMask(place, "time_mask", layer.time_mask());
    case InputLayer::kFrequencyMask:
      return CheckMask(place, "frequency_mask", layer.frequency_mask());
    case InputLayer::kMixup:
      if (layer.mixup().alpha() >= 0 && layer.mixup().alpha() <= 100 &&
          layer.mixup().probability() >= 0 && layer.mixup().probability() <= 1) {
        return absl::OkStatus();
      }
      return Refuse(place, "mixup wants alpha 0 to 100 (0: 0.2) and probability 0 to 1 (0: 1)");
    case InputLayer::kNoise:
      if (layer.noise() >= 0 && std::isfinite(layer.noise())) return absl::OkStatus();
      return Refuse(place, absl::StrCat("noise is ", layer.noise(), ", want 0 or more"));
    case InputLayer::kStandardise:
      return absl::OkStatus();
    default:
      return Refuse(place,
                    "it says nothing; want decibels, log, learnt_log, clamp, standardise, "
                    "time_mask, frequency_mask, mixup or noise");
  }
}

// Sets `mask.count` stretches of frames (axis 2) or bins (axis 3) of each item to 0.
at::Tensor ApplyMask(const Mask& mask, int64_t axis, const at::Tensor& x, const at::Tensor& lengths,
                     Rng* rng) {
  at::Tensor y = x.clone();
  const int count = mask.count() == 0 ? 1 : mask.count();
  for (int64_t item = 0; item < x.size(0); ++item) {
    const bool time = axis == 2;
    const int64_t all =
        time && lengths.defined() ? lengths.data_ptr<int64_t>()[item] : x.size(axis);
    int64_t most = std::min<int64_t>(mask.most(), all);
    if (mask.share() > 0) {
      most = std::min(most, static_cast<int64_t>(mask.share() * static_cast<double>(all)));
    }
    for (int i = 0; i < count; ++i) {
      const int64_t width = static_cast<int64_t>(rng->Below(most + 1));
      const int64_t first = static_cast<int64_t>(rng->Below(all - width + 1));
      if (width > 0) y.select(0, item).narrow(axis - 1, first, width).zero_();
    }
  }
  return y;
}

at::Tensor AddNoise(double deviation, const at::Tensor& x, Rng* rng) {
  std::vector<float> values(x.numel());
  for (float& value : values) value = static_cast<float>(deviation * rng->Normal());
  return x.add(FloatTensor(values, x.sizes().vec()).to(x.device()));
}

// Draws a partner and a share for each row, unless the batch stays as it is.
Mix DrawMix(const Mixup& mixup, int64_t rows, Rng* rng) {
  Mix mix;
  const double probability = mixup.probability() == 0 ? 1 : mixup.probability();
  if (rows < 2 || rng->Uniform() >= probability) return mix;
  const double alpha = mixup.alpha() == 0 ? 0.2 : mixup.alpha();
  std::vector<int64_t> partner(rows);
  std::iota(partner.begin(), partner.end(), int64_t{0});
  rng->Shuffle(&partner);
  std::vector<float> share;
  for (int64_t i = 0; i < rows; ++i) share.push_back(static_cast<float>(DrawBeta(alpha, rng)));
  mix.partner = IntTensor(partner);
  mix.share = FloatTensor(share, {rows});
  return mix;
}

void ApplyMix(const Mix& mix, InputLayers::Result* result) {
  if (!mix.partner.defined()) return;
  const at::Tensor x = result->features;
  const at::Tensor share = mix.share.to(x.device()).view({-1, 1, 1, 1});
  const at::Tensor other = x.index_select(0, mix.partner.to(x.device()));
  result->features = x.mul(share).add(other.mul(share.neg().add(1)));
  if (result->lengths.defined()) {
    result->lengths = at::maximum(result->lengths, result->lengths.index_select(0, mix.partner));
  }
  result->mix = mix;
}

}  // namespace

bool Standardises(const Network& network) {
  return network.input_size() == 0 ||
         std::any_of(network.input().begin(), network.input().end(),
                     [](const InputLayer& layer) { return layer.has_standardise(); });
}

absl::StatusOr<InputLayers> InputLayers::Create(const Network& network) {
  InputLayers layers;
  layers.layers_.assign(network.input().begin(), network.input().end());
  if (layers.layers_.empty()) layers.layers_.emplace_back().mutable_standardise();
  int mixtures = 0, norms = 0;
  for (size_t i = 0; i < layers.layers_.size(); ++i) {
    RETURN_IF_ERROR(Check(i, layers.layers_[i]));
    if (layers.layers_[i].has_mixup() && ++mixtures > 1) return Refuse(i, "a second mixup");
    if (!layers.layers_[i].has_standardise()) continue;
    if (++norms > 1) return Refuse(i, "a second standardise");
    // Statistics are fitted before the training, on what does not change in it.
    for (size_t before = 0; before < i; ++before) {
      if (!layers.layers_[before].has_learnt_log()) continue;
      return Refuse(i,
                    "standardise behind learnt_log, whose values change in training; put it "
                    "before, or begin the body with batch_norm");
    }
  }
  layers.learnt_.resize(layers.layers_.size());
  return layers;
}

void InputLayers::AddTo(int bins, const TensorAdder& add) {
  for (size_t i = 0; i < layers_.size(); ++i) {
    if (!layers_[i].has_learnt_log()) continue;
    const LearntLog& log = layers_[i].learnt_log();
    const int64_t size = log.per_bin() ? bins : 1;
    const auto parameter = [&](const char* name, double value, double otherwise) {
      return add.parameter(absl::StrCat("input.", i + 1, ".", name), {size},
                           {Init::CONSTANT, std::log(value == 0 ? otherwise : value)}, 0,
                           /*decays=*/false);
    };
    learnt_[i].a = parameter("a", log.a(), 1);
    learnt_[i].b = parameter("b", log.b(), 1e-3);
  }
}

bool InputLayers::draws() const {
  return std::any_of(layers_.begin(), layers_.end(), [](const InputLayer& layer) {
    return layer.has_time_mask() || layer.has_frequency_mask() || layer.has_mixup() ||
           layer.kind_case() == InputLayer::kNoise;
  });
}

InputLayers::Result InputLayers::Apply(const Batch& batch, NormLayer* norm, bool training,
                                       Rng* rng) const {
  Result result{batch.features, batch.lengths, {}};
  at::Tensor& x = result.features;
  for (size_t i = 0; i < layers_.size(); ++i) {
    const InputLayer& layer = layers_[i];
    switch (layer.kind_case()) {
      case InputLayer::kDecibels: {
        const double least = layer.decibels().least() == 0 ? 1e-10 : layer.decibels().least();
        const double factor = layer.decibels().factor() == 0 ? 10 : layer.decibels().factor();
        x = x.clamp_min(least).log().mul(factor / kLog10);
        break;
      }
      case InputLayer::kLog:
        x = x.add(layer.log()).log();
        break;
      case InputLayer::kLearntLog:
        x = x.mul(learnt_[i].a.exp()).add(learnt_[i].b.exp()).log();
        break;
      case InputLayer::kClamp:
        x = x.clamp(layer.clamp().low(), layer.clamp().high());
        break;
      case InputLayer::kStandardise:
        x = norm->Apply(x);
        break;
      case InputLayer::kTimeMask:
        if (training) x = ApplyMask(layer.time_mask(), 2, x, result.lengths, rng);
        break;
      case InputLayer::kFrequencyMask:
        if (training) x = ApplyMask(layer.frequency_mask(), 3, x, result.lengths, rng);
        break;
      case InputLayer::kMixup:
        // Padding of the shorter row must be silence, not what the steps before made of it.
        x = ZeroPadding(x, result.lengths);
        if (training) ApplyMix(DrawMix(layer.mixup(), x.size(0), rng), &result);
        break;
      case InputLayer::kNoise:
        if (training) x = AddNoise(layer.noise(), x, rng);
        break;
      default:
        break;
    }
  }
  x = ZeroPadding(x, result.lengths);
  return result;
}

}  // namespace auricle
