// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/winograd.h"

#include <ATen/Functions.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "lib/nn/kernels/onednn.h"
#include "lib/nn/kernels/width.h"
#include "lib/nn/torch/torch_compat.h"

// LibTorch convolves by oneDNN too, but always directly. oneDNN's Winograd kernels want maps in
// blocks of 16 channels, between which and channels-last we reorder: two passes over memory against
// three of four multiplications.
namespace auricle {

#ifndef AURICLE_LIBTORCH_OTHER
namespace {

using onednn::Engine, onednn::Stream;
using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;
using Dims = dnnl::memory::dims;
using Format = dnnl::memory::format_tag;

constexpr int64_t kBlock = 16, kLeastSide = 4;

// Where it pays, by forward and both backward passes of VGG16's and EmoNet's layers on one core of
// an EPYC, orders changed: 1.3 to 2.7 times as fast from 64 channels on, the more the more channels
// there are; 0.6 times on 224 positions and 1.3 on 896. A rule of shapes alone, so that the same
// input gives the same bytes.
bool Pays(int64_t in, int64_t out, int64_t positions) {
  constexpr int64_t kLeastChannels = 64, kLeastPositions = 2048;
  return positions >= kLeastPositions && std::min(in, out) >= kLeastChannels;
}

dnnl::memory::desc Desc(const Dims& dims, Format format) {
  return dnnl::memory::desc(dims, dnnl::memory::data_type::f32, format);
}

// Memory of LibTorch's allocator, with what it means to oneDNN.
struct Block {
  explicit Block(const dnnl::memory::desc& desc)
      : values(at::empty({static_cast<int64_t>((desc.get_size() + 3) / 4)}, at::kFloat)),
        memory(desc, Engine(), values.data_ptr<float>()) {}
  Block(const at::Tensor& tensor, Format format)
      : values(tensor),
        memory(Desc({tensor.sizes().begin(), tensor.sizes().end()}, format), Engine(),
               tensor.data_ptr<float>()) {}
  at::Tensor values;
  dnnl::memory memory;
};

void Reorder(const Block& from, const Block& to) {
  dnnl::reorder(from.memory, to.memory)
      .execute(Stream(), {{DNNL_ARG_FROM, from.memory}, {DNNL_ARG_TO, to.memory}});
}

at::Tensor ChannelsLast(const at::Tensor& x) {
  return x.contiguous(at::MemoryFormat::ChannelsLast);
}

Block Reordered(const at::Tensor& tensor, const dnnl::memory::desc& desc) {
  Block block(desc);
  Reorder(Block(ChannelsLast(tensor), Format::acdb), block);
  return block;
}

at::Tensor EmptyMap(at::IntArrayRef sizes) {
  return at::empty(sizes,
                   at::TensorOptions(at::kFloat).memory_format(at::MemoryFormat::ChannelsLast));
}

// How many parts the items of a map are taken in, which bounds the memory that the transformed map
// and its other order take: 2.25 times the map each. Fewer positions would cost time.
int64_t Parts(at::IntArrayRef x) {
  constexpr int64_t kPositions = 65536;
  const int64_t items = std::max<int64_t>(1, kPositions / (x[2] * x[3]));
  return (x[0] + items - 1) / items;
}

at::Tensor Part(const at::Tensor& map, int64_t part, int64_t parts) {
  const int64_t begin = map.size(0) * part / parts, end = map.size(0) * (part + 1) / parts;
  return map.narrow(0, begin, end - begin);
}

struct Problem {
  Problem(at::IntArrayRef x, at::IntArrayRef w)
      : src(Desc({x[0], x[1], x[2], x[3]}, Format::any)),
        weights(Desc({w[0], w[1], 3, 3}, Format::any)),
        bias(Desc({w[0]}, Format::a)),
        dst(Desc({x[0], w[0], x[2], x[3]}, Format::any)) {}
  dnnl::convolution_forward::primitive_desc Forward() const {
    const auto kind = dnnl::prop_kind::forward_training;
    return {{kind, kWinograd, src, weights, bias, dst, ones, ones, ones},
            onednn::Attributes(),
            Engine()};
  }
  dnnl::convolution_backward_data::primitive_desc BackwardData() const {
    const dnnl::primitive_attr attributes = onednn::Attributes();
    return {{kWinograd, src, weights, dst, ones, ones, ones}, attributes, Engine(), Forward()};
  }
  dnnl::convolution_backward_weights::primitive_desc BackwardWeights() const {
    const dnnl::primitive_attr attributes = onednn::Attributes();
    return {
        {kWinograd, src, weights, bias, dst, ones, ones, ones}, attributes, Engine(), Forward()};
  }
  const Dims ones = {1, 1};  // Stride and padding
  static constexpr dnnl::algorithm kWinograd = dnnl::algorithm::convolution_winograd;
  dnnl::memory::desc src, weights, bias, dst;
};

// y ← x convolved.
void Convolve(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
              const at::Tensor& y) {
  const auto plan = Problem(x.sizes(), weight.sizes()).Forward();
  const Block src = Reordered(x, plan.src_desc()), weights = Reordered(weight, plan.weights_desc());
  const Block dst(plan.dst_desc());
  onednn::Execute<dnnl::convolution_forward>(plan, {{DNNL_ARG_SRC, src.memory},
                                                    {DNNL_ARG_WEIGHTS, weights.memory},
                                                    {DNNL_ARG_BIAS, Block(bias, Format::a).memory},
                                                    {DNNL_ARG_DST, dst.memory}});
  Reorder(dst, Block(y, Format::acdb));
}

at::Tensor Forward(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  const at::Tensor map = ChannelsLast(x), plain_bias = bias.contiguous();
  const at::Tensor y = EmptyMap({x.size(0), weight.size(0), x.size(2), x.size(3)});
  const int64_t parts = Parts(x.sizes());
  for (int64_t i = 0; i < parts; ++i) {
    Convolve(Part(map, i, parts), weight, plain_bias, Part(y, i, parts));
  }
  return y;
}

// dx ← the gradient of the input for `grad`.
void ConvolveBack(const at::Tensor& grad, const at::Tensor& weight, const at::Tensor& dx) {
  const auto plan = Problem(dx.sizes(), weight.sizes()).BackwardData();
  const Block diff = Reordered(grad, plan.diff_dst_desc());
  const Block weights = Reordered(weight, plan.weights_desc()), result(plan.diff_src_desc());
  onednn::Execute<dnnl::convolution_backward_data>(plan, {{DNNL_ARG_DIFF_DST, diff.memory},
                                                          {DNNL_ARG_WEIGHTS, weights.memory},
                                                          {DNNL_ARG_DIFF_SRC, result.memory}});
  Reorder(result, Block(dx, Format::acdb));
}

at::Tensor GradientOfInput(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& grad) {
  const at::Tensor diff = ChannelsLast(grad), dx = EmptyMap(x.sizes());
  const int64_t parts = Parts(x.sizes());
  for (int64_t i = 0; i < parts; ++i) {
    ConvolveBack(Part(diff, i, parts), weight, Part(dx, i, parts));
  }
  return dx;
}

// The weights' and the bias' gradients of a part.
std::pair<at::Tensor, at::Tensor> PartOfGradients(const at::Tensor& x, at::IntArrayRef weight,
                                                  const at::Tensor& grad) {
  const auto plan = Problem(x.sizes(), weight).BackwardWeights();
  const Block src = Reordered(x, plan.src_desc()), diff = Reordered(grad, plan.diff_dst_desc());
  const Block weights(plan.diff_weights_desc()), bias(plan.diff_bias_desc());
  onednn::Execute<dnnl::convolution_backward_weights>(plan,
                                                      {{DNNL_ARG_SRC, src.memory},
                                                       {DNNL_ARG_DIFF_DST, diff.memory},
                                                       {DNNL_ARG_DIFF_WEIGHTS, weights.memory},
                                                       {DNNL_ARG_DIFF_BIAS, bias.memory}});
  const at::Tensor dw = EmptyMap(weight);
  Reorder(weights, Block(dw, Format::acdb));
  return {dw, bias.values};
}

std::pair<at::Tensor, at::Tensor> GradientsOfWeights(const at::Tensor& x, const at::Tensor& weight,
                                                     const at::Tensor& grad) {
  const at::Tensor map = ChannelsLast(x), diff = ChannelsLast(grad);
  const int64_t parts = Parts(x.sizes());
  std::pair<at::Tensor, at::Tensor> sums;
  for (int64_t i = 0; i < parts; ++i) {
    auto own = PartOfGradients(Part(map, i, parts), weight.sizes(), Part(diff, i, parts));
    sums = i == 0 ? own : std::make_pair(sums.first.add_(own.first), sums.second.add_(own.second));
  }
  return sums;
}

class Winograd : public torch::autograd::Function<Winograd> {
 public:
  static Variable forward(AutogradContext* context, const Variable& x, const Variable& weight,
                          const Variable& bias) {
    context->save_for_backward({x, weight, bias});
    return Forward(x, weight, bias);
  }
  static variable_list backward(AutogradContext* context, const variable_list& grads) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1];
    variable_list result(3);
    if (x.requires_grad()) result[0] = GradientOfInput(x, weight, grads[0]);
    if (weight.requires_grad()) {
      std::tie(result[1], result[2]) = GradientsOfWeights(x, weight, grads[0]);
    } else if (saved[2].requires_grad()) {
      result[2] = grads[0].sum({0, 2, 3});
    }
    return result;
  }
};

bool HasKernels(const at::Tensor& x, const at::Tensor& weight) {
  if (KernelWidth() < Width::AVX512) return false;
  try {
    const int64_t parts = Parts(x.sizes());
    for (const int64_t i : {int64_t{0}, parts - 1}) {
      Problem(Part(x, i, parts).sizes(), weight.sizes()).Forward();
    }
    return true;
  } catch (const dnnl::error&) {  // Such as a problem whose buffers are too large.
    return false;
  }
}

}  // namespace

bool HasWinograd(const at::Tensor& x, const at::Tensor& weight) {
  if (!x.is_cpu() || x.scalar_type() != at::kFloat || weight.scalar_type() != at::kFloat ||
      torch_compat::AutocastEnabled(at::DeviceType::CPU)) {
    return false;
  }
  const int64_t in = weight.size(1), out = weight.size(0);
  return in % kBlock == 0 && out % kBlock == 0 && x.size(2) >= kLeastSide &&
         x.size(3) >= kLeastSide && Pays(in, out, x.numel() / in) && HasKernels(x, weight);
}

at::Tensor WinogradConvolution(const at::Tensor& x, const at::Tensor& weight,
                               const at::Tensor& bias) {
  return Winograd::apply(x, weight, bias);
}

#else  // Another LibTorch brings another oneDNN, whose names would clash with Debian's.

bool HasWinograd(const at::Tensor&, const at::Tensor&) { return false; }

at::Tensor WinogradConvolution(const at::Tensor& x, const at::Tensor& weight,
                               const at::Tensor& bias) {
  return at::conv2d(x, weight, bias, /*stride=*/1, /*padding=*/1);
}

#endif

}  // namespace auricle
