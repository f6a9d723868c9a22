// SPDX-License-Identifier: Apache-2.0
// Layers that keep maps maps: convolution, batch norm, activation, pooling of cells, dropout. The
// last three do the same to vectors.
#include <ATen/Functions.h>

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lib/base/status_macros.h"
#include "lib/nn/layers/batch_norm.h"
#include "lib/nn/layers/convolution.h"
#include "lib/nn/layers/dropout.h"
#include "lib/nn/layers/layer_module.h"
#include "lib/nn/torch/init.h"
#include "lib/nn/torch/mask.h"

namespace auricle {
namespace {

using Pair = std::array<int64_t, 2>;  // Of frames, of bins.

// None: `otherwise`, one number: both.
absl::StatusOr<Pair> ReadPair(const google::protobuf::RepeatedField<int32_t>& numbers,
                              const Pair& otherwise, int least, const char* what,
                              const LayerPlace& place) {
  Pair pair = otherwise;
  if (numbers.size() == 1) pair = {numbers[0], numbers[0]};
  if (numbers.size() == 2) pair = {numbers[0], numbers[1]};
  if (numbers.size() <= 2 && pair[0] >= least && pair[1] >= least && pair[0] <= 4096 &&
      pair[1] <= 4096) {
    return pair;
  }
  return BadLayer(
      place, absl::StrCat(what, " is [", absl::StrJoin(numbers, ", "),
                          "], want one number or two (frames, bins) from ", least, " to 4096"));
}

// Cells that a kernel of `reach` cells and a stride makes of n, padded by `before` and `after`.
int64_t Cells(int64_t n, int64_t before, int64_t after, int64_t reach, int64_t stride) {
  const int64_t left = n + before + after - reach;
  return left < 0 ? 0 : left / stride + 1;
}

// Each item's length after a layer that makes `f(n)` of n frames; at least 1.
template <typename F>
at::Tensor LengthsOut(const at::Tensor& lengths, const F& f) {
  if (!lengths.defined()) return lengths;
  const at::Tensor out = at::empty_like(lengths);
  for (int64_t i = 0; i < lengths.numel(); ++i) {
    out.data_ptr<int64_t>()[i] = std::max<int64_t>(1, f(lengths.data_ptr<int64_t>()[i]));
  }
  return out;
}

struct Geometry {
  Pair kernel, stride, dilation, before, after;
  int64_t groups = 1;
};

class ConvolutionLayer : public LayerModule {
 public:
  ConvolutionLayer(const LayerShape& out, const Geometry& geometry, at::Tensor weight,
                   at::Tensor bias)
      : LayerModule(out), g_(geometry), weight_(std::move(weight)), bias_(std::move(bias)) {
    plain_ = g_.kernel == Pair{3, 3} && g_.stride == Pair{1, 1} && g_.dilation == Pair{1, 1} &&
             g_.before == Pair{1, 1} && g_.after == Pair{1, 1} && g_.groups == 1 && bias_.defined();
  }

  at::Tensor Apply(const at::Tensor& x, at::Tensor* lengths, const LayerPass&) const override {
    at::Tensor y;
    if (plain_) {
      y = Convolve3x3(x, weight_, bias_);
    } else {
      at::Tensor padded = x;
      if (g_.before != g_.after) {
        padded = at::constant_pad_nd(x, {g_.before[1], g_.after[1], g_.before[0], g_.after[0]});
      }
      const Pair pad = g_.before == g_.after ? g_.before : Pair{0, 0};
      y = at::conv2d(padded, weight_, bias_, g_.stride, pad, g_.dilation, g_.groups);
    }
    *lengths = LengthsOut(*lengths, [this](int64_t n) { return FramesOut(n); });
    return ZeroPadding(y, *lengths);
  }
  int64_t FramesOut(int64_t frames) const override { return Out(frames, 0); }
  int64_t Out(int64_t cells, int axis) const {
    return Cells(cells, g_.before[axis], g_.after[axis],
                 g_.dilation[axis] * (g_.kernel[axis] - 1) + 1, g_.stride[axis]);
  }

 private:
  const Geometry g_;
  const at::Tensor weight_, bias_;
  bool plain_ = false;
};

absl::StatusOr<Geometry> ReadGeometry(const Convolution& layer, const LayerPlace& place) {
  Geometry g;
  if (layer.kernel_size() == 0) return BadLayer(place, "convolution has no kernel: [3, 3], or 3");
  ASSIGN_OR_RETURN(g.kernel, ReadPair(layer.kernel(), {1, 1}, 1, "kernel", place));
  ASSIGN_OR_RETURN(g.stride, ReadPair(layer.stride(), {1, 1}, 1, "stride", place));
  ASSIGN_OR_RETURN(g.dilation, ReadPair(layer.dilation(), {1, 1}, 1, "dilation", place));
  ASSIGN_OR_RETURN(const Pair pad, ReadPair(layer.pad(), {0, 0}, 0, "pad", place));
  g.groups = layer.groups() == 0 ? 1 : layer.groups();
  for (int axis = 0; axis < 2; ++axis) {
    const int64_t reach = g.dilation[axis] * (g.kernel[axis] - 1);
    const bool same = layer.pad_size() == 0 && layer.padding() == Convolution::SAME;
    g.before[axis] = same ? reach / 2 : pad[axis];
    g.after[axis] = same ? reach - reach / 2 : pad[axis];
  }
  return g;
}

class NormOfMaps : public LayerModule {
 public:
  NormOfMaps(const LayerShape& out, BatchNorm norm) : LayerModule(out), norm_(std::move(norm)) {}
  at::Tensor Apply(const at::Tensor& x, at::Tensor* lengths, const LayerPass& pass) const override {
    NormOptions options;
    if (!out().vector) options.lengths = *lengths;
    options.training = pass.training;
    return norm_.Apply(x, options);
  }

 private:
  const BatchNorm norm_;
};

class ActivationLayer : public LayerModule {
 public:
  ActivationLayer(const LayerShape& out, Layer::Function function)
      : LayerModule(out), function_(function) {}
  at::Tensor Apply(const at::Tensor& x, at::Tensor* lengths, const LayerPass&) const override {
    const at::Tensor y = Of(x);
    // Only these make something of the zeros of padding.
    const bool lifts = function_ == Layer::SIGMOID || function_ == Layer::SOFTPLUS;
    return lifts && !out().vector ? ZeroPadding(y, *lengths) : y;
  }

 private:
  at::Tensor Of(const at::Tensor& x) const {
    switch (function_) {
      case Layer::LEAKY_RELU:
        return at::leaky_relu(x, 0.01);
      case Layer::ELU:
        return at::elu(x);
      case Layer::GELU:
        return at::gelu(x);
      case Layer::SIGMOID:
        return at::sigmoid(x);
      case Layer::TANH:
        return at::tanh(x);
      case Layer::SWISH:
        return at::silu(x);
      case Layer::SOFTPLUS:
        return at::softplus(x);
      case Layer::GLU:
        return at::glu(x, 1);
      default:
        return at::relu(x);
    }
  }

  const Layer::Function function_;
};

class PoolLayer : public LayerModule {
 public:
  PoolLayer(const LayerShape& out, LocalPool::Kind kind, const Pair& size, const Pair& stride)
      : LayerModule(out), kind_(kind), size_(size), stride_(stride) {}
  at::Tensor Apply(const at::Tensor& x, at::Tensor* lengths, const LayerPass&) const override {
    const at::Tensor y = kind_ == LocalPool::MAX ? at::max_pool2d(x, size_, stride_)
                                                 : at::avg_pool2d(x, size_, stride_);
    *lengths = LengthsOut(*lengths, [this](int64_t n) { return FramesOut(n); });
    return ZeroPadding(y, *lengths);
  }
  int64_t FramesOut(int64_t frames) const override {
    return Cells(frames, 0, 0, size_[0], stride_[0]);
  }

 private:
  const LocalPool::Kind kind_;
  const Pair size_, stride_;
};

class DropoutLayer : public LayerModule {
 public:
  DropoutLayer(const LayerShape& out, double share) : LayerModule(out), share_(share) {}
  at::Tensor Apply(const at::Tensor& x, at::Tensor*, const LayerPass& pass) const override {
    return pass.training ? Dropout(x, share_, pass.rng) : x;
  }
  bool has_dropout() const override { return share_ > 0; }

 private:
  const double share_;
};

absl::Status WantMaps(const LayerPlace& place) {
  if (!place.in.vector) return absl::OkStatus();
  return BadLayer(place, "it reads maps, and what stands before makes vectors of them");
}

}  // namespace

absl::StatusOr<std::unique_ptr<LayerModule>> MakeConvolution(const Layer& layer,
                                                             const LayerPlace& place,
                                                             const TensorAdder& add) {
  RETURN_IF_ERROR(WantMaps(place));
  const Convolution& conv = layer.convolution();
  ASSIGN_OR_RETURN(const Geometry g, ReadGeometry(conv, place));
  if (conv.channels() < 1 || conv.channels() > 1 << 16 || g.groups < 1 ||
      conv.channels() % g.groups != 0 || place.in.channels % g.groups != 0) {
    return BadLayer(place, absl::StrCat("convolution of ", place.in.channels, " to ",
                                        conv.channels(), " channels in ", g.groups,
                                        " groups; want 1 to 65536 channels, both divisible by the "
                                        "groups"));
  }
  LayerShape out = place.in;
  out.channels = conv.channels();
  out.bins = Cells(place.in.bins, g.before[1], g.after[1], g.dilation[1] * (g.kernel[1] - 1) + 1,
                   g.stride[1]);
  if (out.bins < 1) {
    return BadLayer(place, absl::StrCat("a kernel of ", g.kernel[1], " bins on ", place.in.bins));
  }
  const int64_t in = place.in.channels / g.groups;
  const Init init = HeNormal(in * g.kernel[0] * g.kernel[1]);
  const at::Tensor weight =
      add.parameter(absl::StrCat(place.name, ".weight"),
                    {out.channels, in, g.kernel[0], g.kernel[1]}, init, place.depth, true);
  at::Tensor bias;
  if (!conv.no_bias()) {
    bias = add.parameter(absl::StrCat(place.name, ".bias"), {out.channels}, {Init::CONSTANT, 0},
                         place.depth, false);
  }
  return std::unique_ptr<LayerModule>(std::make_unique<ConvolutionLayer>(out, g, weight, bias));
}

absl::StatusOr<std::unique_ptr<LayerModule>> MakeBatchNormLayer(const Layer& layer,
                                                                const LayerPlace& place,
                                                                const TensorAdder& add) {
  const double eps = layer.batch_norm().eps() == 0 ? 1e-5 : layer.batch_norm().eps();
  if (!(eps > 0 && eps < 1)) return BadLayer(place, absl::StrCat("eps is ", eps, ", want 0 to 1"));
  return std::unique_ptr<LayerModule>(std::make_unique<NormOfMaps>(
      place.in, BatchNorm::Create(place.name, place.in.channels, place.depth, add, eps)));
}

absl::StatusOr<std::unique_ptr<LayerModule>> MakeActivation(const Layer& layer,
                                                            const LayerPlace& place,
                                                            const TensorAdder&) {
  LayerShape out = place.in;
  if (!Layer::Function_IsValid(layer.activation())) return BadLayer(place, "an unknown activation");
  if (layer.activation() == Layer::GLU) {
    if (out.channels % 2 != 0) {
      return BadLayer(place,
                      absl::StrCat("GLU halves the channels, of which there are ", out.channels));
    }
    out.channels /= 2;
  }
  return std::unique_ptr<LayerModule>(std::make_unique<ActivationLayer>(out, layer.activation()));
}

absl::StatusOr<std::unique_ptr<LayerModule>> MakeLocalPool(const Layer& layer,
                                                           const LayerPlace& place,
                                                           const TensorAdder&) {
  RETURN_IF_ERROR(WantMaps(place));
  if (layer.pool().size_size() == 0) return BadLayer(place, "pool has no size: [2, 2], or 2");
  ASSIGN_OR_RETURN(const Pair size, ReadPair(layer.pool().size(), {1, 1}, 1, "size", place));
  ASSIGN_OR_RETURN(const Pair stride, ReadPair(layer.pool().stride(), size, 1, "stride", place));
  LayerShape out = place.in;
  out.bins = Cells(out.bins, 0, 0, size[1], stride[1]);
  if (out.bins < 1) {
    return BadLayer(place, absl::StrCat("pools ", size[1], " bins of ", place.in.bins));
  }
  return std::unique_ptr<LayerModule>(
      std::make_unique<PoolLayer>(out, layer.pool().kind(), size, stride));
}

absl::StatusOr<std::unique_ptr<LayerModule>> MakeDropoutLayer(const Layer& layer,
                                                              const LayerPlace& place,
                                                              const TensorAdder&) {
  if (!(layer.dropout() >= 0 && layer.dropout() < 1)) {
    return BadLayer(place,
                    absl::StrCat("dropout is ", layer.dropout(), ", want 0 or more, below 1"));
  }
  return std::unique_ptr<LayerModule>(std::make_unique<DropoutLayer>(place.in, layer.dropout()));
}

}  // namespace auricle
