// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/image_vgg.h"

#include <ATen/Functions.h>

#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/layers/batch_norm.h"
#include "lib/nn/layers/convolution.h"
#include "lib/nn/layers/map_top.h"
#include "lib/nn/net/tap_collector.h"
#include "lib/nn/net/ways.h"
#include "lib/nn/networks/headed_net.h"
#include "lib/nn/networks/vgg_layout.h"
#include "lib/nn/torch/guard.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/mask.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

constexpr int64_t kColours = 3, kKernel = 3;

struct ConvLayer {
  VggConv layout;
  at::Tensor weight, bias;
};

class ImageVggNet : public HeadedNet {
 public:
  ImageVggNet(const Network& config, const Ways& all, VggLayout layout, MapTop top)
      : HeadedNet(config, all), layout_(std::move(layout)), top_(std::move(top)) {
    colours_ = Add("input.weight", {kColours, 1, 1, 1}, GlorotUniform(1, kColours), 1, false);
    norm_ = BatchNorm::Create("core.input.norm", kColours, 1, Adder());
    for (const VggConv& conv : layout_.convs()) AddConv(conv);
    top_.AddTo(ways(), TopDepth(), Adder());
    HeadOptions heads;
    heads.sizes = {top_.features(), layout_.convs().back().out};
    heads.dropout = config.image_vgg().head_dropout();
    heads.hidden = true;
    AddHeads(heads, PooledDepth() + 1);
  }

  int64_t MinFrames() const override { return VggLayout::kMinFrames; }
  std::vector<TapInfo> Taps(int64_t frames) const override {
    std::vector<TapInfo> taps = layout_.Taps(frames, config_.bins());
    taps.insert(taps.begin() + 1, {"colours", {kColours, frames, config_.bins()}, false});
    for (const TapInfo& tap : top_.Taps(frames / VggLayout::kMinFrames)) taps.push_back(tap);
    AppendTaps(top_.features(), &taps);
    return taps;
  }
  absl::StatusOr<std::string> ResolveTap(const std::string& tap) const override {
    return ResolveAmong(Taps(VggLayout::kMinFrames), tap);
  }

 protected:
  int Depth(const std::string& resolved) const override {
    if (resolved == "input") return 0;
    if (resolved == "colours") return 1;
    if (const int depth = top_.DepthOf(resolved); depth >= 0) return TopDepth() + depth;
    if (resolved == "pooled") return PooledDepth();
    if (resolved.rfind("hidden", 0) == 0) return PooledDepth() + 1;
    return layout_.Depth(resolved) + 1;
  }

  Features Trunk(const at::Tensor& input, const at::Tensor& lengths,
                 const TrunkPass& pass) override {
    pass.taps->Offer("input", input, lengths);
    if (pass.taps->Done()) return {};
    NormOptions options;
    options.training = pass.training;
    options.lengths = lengths;
    at::Tensor x = norm_.Apply(at::relu(at::conv2d(input, colours_)), options);
    pass.taps->Offer("colours", x, lengths);
    at::Tensor left = lengths;
    for (const ConvLayer& layer : convs_) {
      if (pass.taps->Done()) return {};
      x = Convolve(layer, x, left, pass.taps);
      if (layer.layout.pool.empty() || pass.taps->Done()) continue;
      left = HalvedLengths(left);
      x = ZeroPadding(at::max_pool2d(x, {2, 2}), left);
      pass.taps->Offer(layer.layout.pool, x, left);
    }
    if (pass.taps->Done()) return {};
    Features features;
    if (pass.frames) features.frames = FramesOfMap(x);
    features.lengths = left;
    if (pass.pooled) {
      features.pooled = top_.Apply(x, {pass.way, left, pass.training, pass.rng, pass.taps});
    }
    return features;
  }

  bool TrunkHasDropout() const override { return top_.has_dropout(); }
  int64_t pooled_features() const override { return top_.features(); }
  std::string SharedPrefix() const override { return top_.shared_prefix(); }
  absl::Status CheckInput(const Batch& batch) const override {
    return CheckBatch(batch, VggLayout::kMinFrames);
  }

 private:
  void AddConv(const VggConv& conv) {
    const int64_t in = convs_.empty() ? kColours : conv.in, out = conv.out;
    const int depth = static_cast<int>(convs_.size()) + 2;
    const std::string key = absl::StrCat("features.", conv.module);
    const Init normal = {Init::NORMAL,
                         std::sqrt(2.0 / static_cast<double>(kKernel * kKernel * out))};
    ConvLayer layer;
    layer.layout = conv;
    layer.weight = Add(key + ".weight", {out, in, kKernel, kKernel}, normal, depth);
    layer.bias = Add(key + ".bias", {out}, {Init::CONSTANT, 0}, depth, /*decays=*/false);
    const int frozen = config_.image_vgg().freeze_up_to();
    if (frozen < 0 || static_cast<int>(convs_.size()) < frozen) {
      layer.weight.set_requires_grad(false);
      layer.bias.set_requires_grad(false);
    }
    convs_.push_back(layer);
  }

  static at::Tensor Convolve(const ConvLayer& layer, const at::Tensor& in,
                             const at::Tensor& lengths, TapCollector* taps) {
    at::Tensor x = Convolve3x3(in, layer.weight, layer.bias);
    const std::string pre = absl::StrCat(layer.layout.name, ".pre");
    const bool keep = taps->Wants(pre);
    taps->Offer(pre, x, lengths);
    x = ZeroPadding(keep ? at::relu(x) : at::relu_(x), lengths);
    taps->Offer(layer.layout.name, x, lengths);
    return x;
  }

  int TopDepth() const { return static_cast<int>(layout_.convs().size()) + 2; }
  int PooledDepth() const { return TopDepth() + top_.depths() - 1; }

  VggLayout layout_;
  MapTop top_;
  at::Tensor colours_;
  BatchNorm norm_;
  std::vector<ConvLayer> convs_;
};

absl::Status CheckConfig(const Network& config) {
  const ImageVgg& vgg = config.image_vgg();
  const int most = 13;
  if (vgg.freeze_up_to() < -1 || vgg.freeze_up_to() > most) {
    return absl::InvalidArgumentError(absl::StrCat("the first ", vgg.freeze_up_to(),
                                                   " convolutions are to be frozen, want 0 to ",
                                                   most, " (-1: all)"));
  }
  if (!(vgg.head_dropout() >= 0 && vgg.head_dropout() < 1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("dropout of the heads is ", vgg.head_dropout(), ", want 0 or more, below 1"));
  }
  if (vgg.top() != MEAN_8X8) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "network '", config.name(), "' has no top MEAN_8X8; use GLOBAL_MEAN, ATTENTION, RECURRENT"));
}

// VGG16's layers for what the convolutions read.
absl::StatusOr<VggLayout> LayoutOf(const Network& config) {
  Network plain;
  plain.set_classes(1);
  plain.set_bins(config.bins());
  plain.set_trunk(true);
  plain.mutable_vgg()->set_width(config.image_vgg().width());
  return VggLayout::Create(plain);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Net>> MakeImageVgg(const Network& config) {
  RETURN_IF_ERROR(WaysOf(config).status());
  ASSIGN_OR_RETURN(const Ways ways, CoreWays(config));
  RETURN_IF_ERROR(CheckConfig(config));
  ASSIGN_OR_RETURN(VggLayout layout, LayoutOf(config));
  MapTop::Options options;
  options.kind = config.image_vgg().top();
  options.share = config.image_vgg().share_top();
  options.channels = layout.convs().back().out;
  options.bins = config.bins() / VggLayout::kMinFrames;
  options.recurrent = config.image_vgg().recurrent();
  ASSIGN_OR_RETURN(MapTop top, MapTop::Create(options));
  return TorchGuard([&]() -> absl::StatusOr<std::unique_ptr<Net>> {
    auto net = std::make_unique<ImageVggNet>(config, ways, std::move(layout), std::move(top));
    RETURN_IF_ERROR(net->Finish());
    return std::unique_ptr<Net>(std::move(net));
  });
}

}  // namespace auricle
