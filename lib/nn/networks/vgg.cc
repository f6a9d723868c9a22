// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/vgg.h"

#include <ATen/Functions.h>

#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"
#include "lib/base/status_macros.h"
#include "lib/nn/layers/convolution.h"
#include "lib/nn/net/tap_collector.h"
#include "lib/nn/net/ways.h"
#include "lib/nn/networks/headed_net.h"
#include "lib/nn/networks/vgg_layout.h"
#include "lib/nn/torch/guard.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/mask.h"
#include "lib/nn/torch/runtime.h"
#include "protos/network.pb.h"

namespace auricle {
namespace {

constexpr int64_t kKernel = 3;
constexpr double kBatchNormMomentum = 0.1;  // torch's defaults
constexpr double kBatchNormEps = 1e-5;
constexpr double kLinearDeviation = 0.01;

struct ConvLayer {
  VggConv layout;
  at::Tensor weight, bias;
  at::Tensor gamma, beta, running_mean, running_var;  // Undefined without batch norm.
};

struct LinearLayer {
  std::string tap;
  at::Tensor weight, bias;
};

class Vgg16 : public HeadedNet {
 public:
  Vgg16(const Network& config, const Ways& all, VggLayout layout)
      : HeadedNet(config, all), layout_(std::move(layout)) {
    for (const VggConv& conv : layout_.convs()) AddConv(conv);
    if (config.trunk()) return;
    AddLinear("classifier.0", "fc1", layout_.flat(), layout_.units());
    AddLinear("classifier.3", "fc2", layout_.units(), layout_.units());
    HeadOptions heads;
    heads.sizes = {layout_.units(), layout_.convs().back().out};
    heads.prefix = "classifier.6";  // As published, where there is one output.
    AddHeads(heads, static_cast<int>(convs_.size() + linears_.size()));
  }

  int64_t MinFrames() const override { return VggLayout::kMinFrames; }
  std::vector<TapInfo> Taps(int64_t frames) const override {
    return layout_.Taps(frames, config_.bins());
  }
  absl::StatusOr<std::string> ResolveTap(const std::string& tap) const override {
    return layout_.Resolve(tap);
  }
  // The vector that heads read is "fc2" behind dropout, no tap: nothing is resumed.
  std::string FixedTap(const std::string&) const override { return ""; }

 protected:
  int Depth(const std::string& resolved) const override { return layout_.Depth(resolved); }

  Features Trunk(const at::Tensor& input, const at::Tensor& whole, const TrunkPass& pass) override {
    TapCollector* const taps = pass.taps;
    at::Tensor x = input, lengths = whole;
    if (config_.vgg().reverse_time()) x = Reversed(x, lengths);
    taps->Offer("input", x, lengths);
    for (const ConvLayer& layer : convs_) {
      if (taps->Done()) return {};
      x = Convolve(layer, x, pass.training);
      x = Activate(layer.layout.name, x, lengths, taps);
      x = ZeroPadding(x, lengths);
      taps->Offer(layer.layout.name, x, lengths);
      if (layer.layout.pool.empty() || taps->Done()) continue;
      lengths = HalvedLengths(lengths);
      x = ZeroPadding(at::max_pool2d(x, {2, 2}), lengths);
      taps->Offer(layer.layout.pool, x, lengths);
    }
    if (taps->Done()) return {};
    Features features;
    if (pass.frames) features.frames = FramesOfMap(x);
    features.lengths = lengths;
    if (pass.pooled && !linears_.empty()) {
      x = Flatten(x, lengths);
      taps->Offer("flat", x, {});
      features.pooled = Classify(x, pass);
    }
    return features;
  }
  bool TrunkHasDropout() const override { return !linears_.empty() && config_.vgg().dropout() > 0; }
  int64_t pooled_features() const override { return layout_.units(); }
  absl::Status CheckInput(const Batch& batch) const override {
    return CheckBatch(batch, VggLayout::kMinFrames);
  }

 private:
  void AddConv(const VggConv& conv) {
    const int depth = static_cast<int>(convs_.size()) + 1;
    const std::string key = absl::StrCat("features.", conv.module);
    ConvLayer layer;
    layer.layout = conv;
    const Init small = {Init::UNIFORM, 1.0 / kKernel}, none = {Init::CONSTANT, 0};
    const Init normal = {Init::NORMAL, std::sqrt(2.0 / (kKernel * kKernel * conv.out))};
    layer.weight = Add(absl::StrCat(key, ".weight"), {conv.out, conv.in, kKernel, kKernel},
                       conv.in == 1 ? small : normal, depth);
    layer.bias = Add(absl::StrCat(key, ".bias"), {conv.out}, conv.in == 1 ? small : none, depth);
    if (config_.vgg().batch_norm()) {
      const std::string norm = absl::StrCat("features.", conv.module + 1);
      layer.gamma = Add(absl::StrCat(norm, ".weight"), {conv.out}, {Init::CONSTANT, 1}, depth);
      layer.beta = Add(absl::StrCat(norm, ".bias"), {conv.out}, none, depth);
      layer.running_mean = AddBuffer(absl::StrCat(norm, ".running_mean"), {conv.out}, 0, depth);
      layer.running_var = AddBuffer(absl::StrCat(norm, ".running_var"), {conv.out}, 1, depth);
    }
    convs_.push_back(layer);
  }

  void AddLinear(const std::string& key, const std::string& tap, int in, int out) {
    const int depth = static_cast<int>(convs_.size() + linears_.size()) + 1;
    LinearLayer layer;
    layer.tap = tap;
    layer.weight =
        Add(absl::StrCat(key, ".weight"), {out, in}, {Init::NORMAL, kLinearDeviation}, depth);
    layer.bias = Add(absl::StrCat(key, ".bias"), {out}, {Init::CONSTANT, 0}, depth);
    linears_.push_back(layer);
  }

  // In channels-last strides: with one channel they are the same bytes, and without being told so
  // the first convolution would run in the slower order.
  static at::Tensor Reversed(const at::Tensor& x, const at::Tensor& lengths) {
    const at::Tensor y = ReverseFrames(x, lengths).contiguous();
    const int64_t n = y.size(0), t = y.size(2), f = y.size(3);
    return y.as_strided({n, 1, t, f}, {t * f, 1, f, 1});
  }

  at::Tensor Convolve(const ConvLayer& layer, const at::Tensor& x, bool in_training) const {
    const at::Tensor y = Convolve3x3(x, layer.weight, layer.bias);
    if (!layer.gamma.defined()) return y;
    const bool fit = in_training && layer.gamma.requires_grad();
    return at::batch_norm(y, layer.gamma, layer.beta, layer.running_mean, layer.running_var, fit,
                          kBatchNormMomentum, kBatchNormEps, /*cudnn_enabled=*/true);
  }

  static at::Tensor Activate(const std::string& name, at::Tensor x, const at::Tensor& lengths,
                             TapCollector* taps) {
    const std::string pre = absl::StrCat(name, ".pre");
    if (!taps->Wants(pre)) return at::relu_(x);
    taps->Offer(pre, x, lengths);
    return at::relu(x);
  }

  // [B, C, T, F] → [B, C cells²]: the mean over cells, in float32.
  at::Tensor Flatten(const at::Tensor& x, const at::Tensor& lengths) const {
    const AutocastScope full(x.device().type(), false);
    const at::Tensor map = x.to(at::kFloat).contiguous(at::MemoryFormat::Contiguous);
    const at::Tensor rows = PoolingRows(lengths, x.size(2), layout_.cells()).to(x.device());
    const at::Tensor columns = PoolingRows({}, x.size(3), layout_.cells()).to(x.device());
    return at::matmul(at::matmul(rows, map), columns.transpose(2, 3)).flatten(1);
  }

  // What the last layer reads; undefined if the pass ended before.
  at::Tensor Classify(at::Tensor x, const TrunkPass& pass) const {
    for (const LinearLayer& layer : linears_) {
      if (pass.taps->Done()) return {};
      x = at::linear(x, layer.weight, layer.bias);
      x = Activate(layer.tap, x, {}, pass.taps);
      pass.taps->Offer(layer.tap, x, {});
      if (pass.training && config_.vgg().dropout() > 0 && !pass.taps->Done()) {
        x = x.mul(DropoutMask(x, config_.vgg().dropout(), pass.rng));
      }
    }
    return x;
  }

  VggLayout layout_;
  std::vector<ConvLayer> convs_;
  std::vector<LinearLayer> linears_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Net>> MakeVgg16(const Network& config) {
  ASSIGN_OR_RETURN(const Ways ways, CoreWays(config));
  ASSIGN_OR_RETURN(VggLayout layout, VggLayout::Create(config));
  return TorchGuard([&]() -> absl::StatusOr<std::unique_ptr<Net>> {
    auto net = std::make_unique<Vgg16>(config, ways, std::move(layout));
    RETURN_IF_ERROR(net->Finish());
    return std::unique_ptr<Net>(std::move(net));
  });
}

}  // namespace auricle
