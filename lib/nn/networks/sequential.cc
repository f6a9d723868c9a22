// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/sequential.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/layers/layer_module.h"
#include "lib/nn/net/tap_collector.h"
#include "lib/nn/net/ways.h"
#include "lib/nn/networks/headed_net.h"
#include "lib/nn/torch/guard.h"
#include "lib/nn/torch/mask.h"

namespace auricle {
namespace {

constexpr int64_t kMostMinFrames = 1 << 14;

class SequentialNet : public HeadedNet {
 public:
  SequentialNet(const Network& config, const Ways& all) : HeadedNet(config, all) {}

  absl::Status Build() {
    RETURN_IF_ERROR(NameLayers());
    LayerPlace place;
    place.in.bins = config_.bins();
    place.frames = config_.windows().frames();
    for (int i = 0; i < config_.sequential().layer_size(); ++i) {
      const Layer& wanted = config_.sequential().layer(i);
      wants_fixed_ = wants_fixed_ || (wanted.has_flatten() && !wanted.flatten().keep_time());
      place.name = names_[i];
      place.depth = i + 1;
      ASSIGN_OR_RETURN(std::unique_ptr<LayerModule> layer, MakeLayer(wanted, place, Adder()));
      place.in = layer->out();
      if (place.frames > 0) place.frames = layer->FramesOut(place.frames);
      layers_.push_back(std::move(layer));
    }
    while (min_frames_ <= kMostMinFrames && !Fits(min_frames_)) ++min_frames_;
    if (min_frames_ > kMostMinFrames) {
      return absl::InvalidArgumentError(
          absl::StrCat("no window of up to ", kMostMinFrames, " frames passes its layers"));
    }
    HeadOptions heads;
    heads.sizes.pooled = place.in.channels;
    heads.sizes.frames = place.in.vector ? 0 : place.in.channels;
    heads.prefix = "head";
    AddHeads(heads, static_cast<int>(layers_.size()) + 1);
    return Finish();
  }

  int64_t MinFrames() const override {
    return wants_fixed_ ? config_.windows().frames() : min_frames_;
  }

  std::vector<TapInfo> Taps(int64_t frames) const override {
    std::vector<TapInfo> taps = {{"input", {1, frames, config_.bins()}, false}};
    for (size_t i = 0; i < layers_.size(); ++i) {
      const LayerShape& out = layers_[i]->out();
      frames = std::max<int64_t>(1, layers_[i]->FramesOut(frames));
      if (out.vector) {
        taps.push_back({names_[i], {out.channels}, false});
      } else {
        taps.push_back({names_[i], {out.channels, frames, out.bins}, false});
      }
    }
    AppendTaps(pooled_features(), &taps);
    return taps;
  }
  absl::StatusOr<std::string> ResolveTap(const std::string& tap) const override {
    return ResolveAmong(Taps(min_frames_), tap);
  }

 protected:
  int Depth(const std::string& resolved) const override {
    if (resolved == "input") return 0;
    const auto found = std::find(names_.begin(), names_.end(), resolved);
    const auto layers = static_cast<int>(layers_.size());
    if (found != names_.end()) return static_cast<int>(found - names_.begin()) + 1;
    return resolved == "pooled" ? layers : layers + 1;
  }

  Features Trunk(const at::Tensor& input, const at::Tensor& whole, const TrunkPass& pass) override {
    at::Tensor x = input, lengths = whole;
    pass.taps->Offer("input", x, lengths);
    for (size_t i = 0; i < layers_.size(); ++i) {
      if (pass.taps->Done()) return {};
      x = layers_[i]->Apply(x, &lengths, {pass.training, pass.rng});
      pass.taps->Offer(names_[i], x, layers_[i]->out().vector ? at::Tensor() : lengths);
    }
    if (pass.taps->Done()) return {};
    Features features;
    features.lengths = lengths;
    if (layers_.empty() || !layers_.back()->out().vector) {
      const at::Tensor frames = FramesOfMap(x);
      if (pass.frames) features.frames = frames;
      if (pass.pooled) features.pooled = MeanOfFrames(frames, lengths);
    } else {
      features.pooled = x.to(at::kFloat);
    }
    return features;
  }
  bool TrunkHasDropout() const override {
    return std::any_of(layers_.begin(), layers_.end(),
                       [](const auto& layer) { return layer->has_dropout(); });
  }
  int64_t pooled_features() const override {
    return layers_.empty() ? 1 : layers_.back()->out().channels;
  }
  absl::Status CheckInput(const Batch& batch) const override {
    RETURN_IF_ERROR(CheckBatch(batch, min_frames_));
    const int64_t fixed = config_.windows().frames(), frames = batch.features.size(2);
    if (!wants_fixed_ || frames == fixed) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat("features have ", frames,
                                                   " frames, the network's layer flatten wants ",
                                                   fixed, ", as it was built for"));
  }

 private:
  absl::Status NameLayers() {
    std::map<std::string, int> counts;
    std::set<std::string> taken = {"input", "pooled", "hidden", "head"};
    for (const Layer& layer : config_.sequential().layer()) {
      const std::string kind = LayerKind(layer);
      const int number = ++counts[kind];
      names_.push_back(layer.name().empty() ? absl::StrCat(kind, number) : layer.name());
      const std::string& name = names_.back();
      if (absl::StrContains(name, ".") || absl::StrContains(name, "/")) {
        return absl::InvalidArgumentError(
            absl::StrCat("a layer is called '", name, "', want a name without '.' and '/'"));
      }
      if (taken.insert(name).second) continue;
      return absl::InvalidArgumentError(absl::StrCat(
          "a layer is called '", name, "', which is another's name or one that every network has"));
    }
    return absl::OkStatus();
  }

  bool Fits(int64_t frames) const {
    for (const auto& layer : layers_) {
      frames = layer->FramesOut(frames);
      if (frames < 1) return false;
    }
    return true;
  }

  static at::Tensor MeanOfFrames(const at::Tensor& frames, const at::Tensor& lengths) {
    if (!IsPadded(lengths, frames.size(1))) return frames.mean(1);
    return frames.sum(1).div(lengths.to(frames.device()).to(at::kFloat).unsqueeze(1));
  }

  std::vector<std::string> names_;
  std::vector<std::unique_ptr<LayerModule>> layers_;
  int64_t min_frames_ = 1;
  bool wants_fixed_ = false;  // A layer is as large as a window is long.
};

}  // namespace

absl::StatusOr<std::unique_ptr<Net>> MakeSequential(const Network& config) {
  if (config.sequential().layer_size() == 0) {
    return absl::InvalidArgumentError(
        "network 'sequential' has no layers; write them into a text file and give that: "
        "--network=FILE (docs/networks.md has examples)");
  }
  if (config.bins() < 1) {
    return absl::InvalidArgumentError(absl::StrCat("network has ", config.bins(), " bins"));
  }
  ASSIGN_OR_RETURN(const Ways ways, CoreWays(config));
  return TorchGuard([&]() -> absl::StatusOr<std::unique_ptr<Net>> {
    auto net = std::make_unique<SequentialNet>(config, ways);
    RETURN_IF_ERROR(net->Build());
    return std::unique_ptr<Net>(std::move(net));
  });
}

}  // namespace auricle
