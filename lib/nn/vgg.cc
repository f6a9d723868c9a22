// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/vgg.h"

#include <ATen/Functions.h>
#include <c10/core/GradMode.h>

#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/rng.h"
#include "lib/base/status_macros.h"
#include "lib/nn/convolution.h"
#include "lib/nn/guard.h"
#include "lib/nn/init.h"
#include "lib/nn/mask.h"
#include "lib/nn/norm_layer.h"
#include "lib/nn/runtime.h"
#include "lib/nn/tap_collector.h"
#include "lib/nn/vgg_layout.h"
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

  absl::Status FreezeUpTo(const std::string& tap) override {
    ASSIGN_OR_RETURN(const std::string resolved, layout_.Resolve(tap));
    const int depth = layout_.Depth(resolved);
    for (size_t i = 0; i < tensors_.size(); ++i) {
      if (depths_[i] <= depth) FreezeTensor(i);
    }
    return absl::OkStatus();
  }

  absl::Status Initialise(uint64_t seed) override {
    return TorchGuard([&]() -> absl::Status {
      const c10::NoGradGuard no_grad;
      for (NetTensor& tensor : tensors_) InitialiseTensor(seed, &tensor);
      return absl::OkStatus();
    });
  }

 private:
  at::Tensor Add(const std::string& name, int depth, at::Tensor tensor, bool buffer = false) {
    if (tensor.dim() == 4) tensor = tensor.contiguous(at::MemoryFormat::ChannelsLast);
    if (!buffer) tensor.set_requires_grad(true);
    tensors_.push_back({name, tensor, buffer});
    depths_.push_back(depth);
    return tensor;
  }

  void AddConv(const VggConv& conv) {
    const int depth = static_cast<int>(convs_.size()) + 1;
    const std::string key = absl::StrCat("features.", conv.module);
    ConvLayer layer;
    layer.layout = conv;
    layer.weight =
        Add(absl::StrCat(key, ".weight"), depth, at::empty({conv.out, conv.in, kKernel, kKernel}));
    layer.bias = Add(absl::StrCat(key, ".bias"), depth, at::empty({conv.out}));
    if (config_.vgg().batch_norm()) {
      const std::string norm = absl::StrCat("features.", conv.module + 1);
      layer.gamma = Add(absl::StrCat(norm, ".weight"), depth, at::empty({conv.out}));
      layer.beta = Add(absl::StrCat(norm, ".bias"), depth, at::empty({conv.out}));
      layer.running_mean =
          Add(absl::StrCat(norm, ".running_mean"), depth, at::empty({conv.out}), true);
      layer.running_var =
          Add(absl::StrCat(norm, ".running_var"), depth, at::empty({conv.out}), true);
    }
    convs_.push_back(layer);
  }

  void AddLinear(const std::string& key, const std::string& tap, int in, int out) {
    const int depth = static_cast<int>(convs_.size() + linears_.size()) + 1;
    LinearLayer layer;
    layer.tap = tap;
    layer.weight = Add(absl::StrCat(key, ".weight"), depth, at::empty({out, in}));
    layer.bias = Add(absl::StrCat(key, ".bias"), depth, at::empty({out}));
    linears_.push_back(layer);
  }

  void InitialiseTensor(uint64_t seed, NetTensor* tensor) const {
    for (const ConvLayer& conv : convs_) {
      const bool weight = tensor->tensor.is_same(conv.weight);
      if (conv.layout.in == 1 && (weight || tensor->tensor.is_same(conv.bias))) {
        return FillUniform(1.0 / kKernel, seed, tensor->name, &tensor->tensor);
      }
      if (weight) {
        const double variance = 2.0 / (kKernel * kKernel * conv.layout.out);
        return FillNormal(std::sqrt(variance), seed, tensor->name, &tensor->tensor);
      }
      if (tensor->tensor.is_same(conv.gamma) || tensor->tensor.is_same(conv.running_var)) {
        tensor->tensor.fill_(1);
        return;
      }
    }
    if (!linears_.empty() && (tensor->tensor.is_same(linears_.back().weight) ||
                              tensor->tensor.is_same(linears_.back().bias))) {
      return FillUniform(1 / std::sqrt(layout_.units()), seed, tensor->name, &tensor->tensor);
    }
    if (tensor->tensor.dim() == 2) {
      return FillNormal(kLinearDeviation, seed, tensor->name, &tensor->tensor);
    }
    tensor->tensor.zero_();
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
  std::vector<int> depths_;  // Of tensors_: how many layers with weights stand up to it.
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
