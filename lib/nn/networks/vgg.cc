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
#include "lib/nn/layers/norm_layer.h"
#include "lib/nn/net/tap_collector.h"
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
  std::string tap;  // "" for the output layer.
  at::Tensor weight, bias;
};

class Vgg16 : public Net {
 public:
  Vgg16(const Network& config, VggLayout layout) : Net(config), layout_(std::move(layout)) {
    for (const VggConv& conv : layout_.convs()) AddConv(conv);
    if (config.trunk()) return;
    AddLinear("classifier.0", "fc1", layout_.flat(), layout_.units());
    AddLinear("classifier.3", "fc2", layout_.units(), layout_.units());
    AddLinear("classifier.6", "", layout_.units(), layout_.classes());
  }

  absl::StatusOr<Outputs> Forward(const Batch& batch, const Request& request) override {
    RETURN_IF_ERROR(CheckRequest(request));
    RETURN_IF_ERROR(CheckBatch(batch, VggLayout::kMinFrames));
    if (training() && request.logits && config_.vgg().dropout() > 0 && request.rng == nullptr) {
      return absl::InvalidArgumentError(
          "dropout in training mode needs a random stream in the request");
    }
    TapCollector taps;
    RETURN_IF_ERROR(taps.Init(*this, request));
    return TorchGuard([&]() -> absl::StatusOr<Outputs> {
      Outputs outputs;
      outputs.logits = Run(batch, request.rng, &taps);
      outputs.taps = taps.Take();
      return outputs;
    });
  }

  absl::Status SetInputNorm(const InputNorm& norm) override {
    ASSIGN_OR_RETURN(norm_, NormLayer::Create(norm, config_.bins()));
    *config_.mutable_input_norm() = norm;
    return absl::OkStatus();
  }

  std::vector<TapInfo> Taps(int64_t frames) const override {
    return layout_.Taps(frames, config_.bins());
  }
  absl::StatusOr<std::string> ResolveTap(const std::string& tap) const override {
    return layout_.Resolve(tap);
  }

 protected:
  int Depth(const std::string& resolved) const override { return layout_.Depth(resolved); }

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
    const Init last = {Init::UNIFORM, 1 / std::sqrt(in)}, none = {Init::CONSTANT, 0};
    const Init normal = {Init::NORMAL, kLinearDeviation};
    layer.weight = Add(absl::StrCat(key, ".weight"), {out, in}, tap.empty() ? last : normal, depth);
    layer.bias = Add(absl::StrCat(key, ".bias"), {out}, tap.empty() ? last : none, depth);
    linears_.push_back(layer);
  }

  absl::Status CheckRequest(const Request& request) const {
    if (!request.head.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "network '", config_.name(), "' has one output, and no head '", request.head, "'"));
    }
    if (request.resume.empty()) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat("a pass through network '", config_.name(),
                                                   "' cannot be resumed from '", request.resume,
                                                   "'"));
  }

  // The normalised input, in channels-last strides: with one channel they are the same bytes, and
  // without being told so the first convolution would run in the slower order.
  at::Tensor Input(const Batch& batch) {
    at::Tensor x = norm_.Apply(batch.features);
    if (config_.vgg().reverse_time()) x = ReverseFrames(x, batch.lengths);
    x = ZeroPadding(x, batch.lengths).contiguous();
    const int64_t n = x.size(0), t = x.size(2), f = x.size(3);
    return x.as_strided({n, 1, t, f}, {t * f, 1, f, 1});
  }

  at::Tensor Convolve(const ConvLayer& layer, const at::Tensor& x) const {
    const at::Tensor y = Convolve3x3(x, layer.weight, layer.bias);
    if (!layer.gamma.defined()) return y;
    const bool fit = training() && layer.gamma.requires_grad();
    return at::batch_norm(y, layer.gamma, layer.beta, layer.running_mean, layer.running_var, fit,
                          kBatchNormMomentum, kBatchNormEps, /*cudnn_enabled=*/true);
  }

  // Logits, or an undefined tensor if the pass ended at the deepest tap.
  at::Tensor Run(const Batch& batch, Rng* rng, TapCollector* taps) {
    at::Tensor x = Input(batch), lengths = batch.lengths;
    taps->Offer("input", x, lengths);
    for (const ConvLayer& layer : convs_) {
      if (taps->Done()) return {};
      x = Convolve(layer, x);
      x = Activate(layer.layout.name, x, lengths, taps);
      x = ZeroPadding(x, lengths);
      taps->Offer(layer.layout.name, x, lengths);
      if (layer.layout.pool.empty() || taps->Done()) continue;
      lengths = HalvedLengths(lengths);
      x = ZeroPadding(at::max_pool2d(x, {2, 2}), lengths);
      taps->Offer(layer.layout.pool, x, lengths);
    }
    if (taps->Done()) return {};
    x = Flatten(x, lengths);
    taps->Offer("flat", x, {});
    return Classify(x, rng, taps);
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

  at::Tensor Classify(at::Tensor x, Rng* rng, TapCollector* taps) const {
    for (const LinearLayer& layer : linears_) {
      if (taps->Done()) return {};
      x = at::linear(x, layer.weight, layer.bias);
      if (layer.tap.empty()) break;
      x = Activate(layer.tap, x, {}, taps);
      taps->Offer(layer.tap, x, {});
      if (training() && config_.vgg().dropout() > 0 && !taps->Done()) {
        x = x.mul(DropoutMask(x, config_.vgg().dropout(), rng));
      }
    }
    return x.to(at::kFloat);
  }

  VggLayout layout_;
  NormLayer norm_;
  std::vector<ConvLayer> convs_;
  std::vector<LinearLayer> linears_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Net>> MakeVgg16(const Network& config) {
  ASSIGN_OR_RETURN(VggLayout layout, VggLayout::Create(config));
  return TorchGuard([&]() -> absl::StatusOr<std::unique_ptr<Net>> {
    auto net = std::make_unique<Vgg16>(config, std::move(layout));
    RETURN_IF_ERROR(net->SetInputNorm(config.input_norm()));
    return std::unique_ptr<Net>(std::move(net));
  });
}

}  // namespace auricle
