// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/direct_convolution.h"

#include <ATen/Functions.h>
#include <torch/csrc/autograd/custom_function.h>

#include <dnnl.hpp>
#include <vector>

#include "lib/nn/kernels/onednn.h"
#include "lib/nn/kernels/width.h"
#include "lib/nn/torch/torch_compat.h"

namespace auricle {

#ifndef AURICLE_LIBTORCH_OTHER
namespace {

using onednn::Bytes, onednn::Engine, onednn::Execute, onednn::Stream;
using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;
using Dims = dnnl::memory::dims;
using Format = dnnl::memory::format_tag;
using Type = dnnl::memory::data_type;

Type TypeOf(const at::Tensor& tensor) {
  return tensor.scalar_type() == at::kBFloat16 ? Type::bf16 : Type::f32;
}

Dims DimsOf(at::IntArrayRef sizes) { return {sizes.begin(), sizes.end()}; }

dnnl::memory MapMemory(const at::Tensor& map) {
  return dnnl::memory({DimsOf(map.sizes()), TypeOf(map), Format::acdb}, Engine(), map.data_ptr());
}

// Weights or their gradients in rows of [D, C, k, l].
dnnl::memory PlainMemory(const at::Tensor& weight) {
  return dnnl::memory({DimsOf(weight.sizes()), Type::f32, Format::abcd}, Engine(),
                      weight.data_ptr());
}

struct Problem {
  Problem(const at::Tensor& x, const at::Tensor& weight, int64_t step, const Padding& padding)
      : stride{step, step},
        before{padding.top, padding.left},
        after{padding.bottom, padding.right},
        sizes{x.size(0), weight.size(0),
              (x.size(2) + padding.top + padding.bottom - weight.size(2)) / step + 1,
              (x.size(3) + padding.left + padding.right - weight.size(3)) / step + 1},
        src(DimsOf(x.sizes()), TypeOf(x), Format::acdb),
        weights(DimsOf(weight.sizes()), TypeOf(x), Format::any),
        gradients(DimsOf(weight.sizes()), Type::f32, Format::any),
        dst(sizes, TypeOf(x), Format::acdb) {}

  dnnl::convolution_forward::primitive_desc Forward() const {
    return {{dnnl::prop_kind::forward_training, kDirect, src, weights, dst, stride, before, after},
            onednn::Attributes(),
            Engine()};
  }
  dnnl::convolution_backward_data::primitive_desc BackwardData() const {
    return {{kDirect, src, weights, dst, stride, before, after},
            onednn::Attributes(),
            Engine(),
            Forward()};
  }
  dnnl::convolution_backward_weights::primitive_desc BackwardWeights() const {
    return {{kDirect, src, gradients, dst, stride, before, after},
            onednn::Attributes(),
            Engine(),
            Forward()};
  }

  static constexpr dnnl::algorithm kDirect = dnnl::algorithm::convolution_direct;
  Dims stride, before, after, sizes;
  dnnl::memory::desc src, weights, gradients, dst;
};

at::Tensor EmptyMap(at::IntArrayRef sizes, const at::Tensor& like) {
  return at::empty(sizes, like.options().memory_format(at::MemoryFormat::ChannelsLast));
}

// `weight` in the order and type that a kernel wants; `bytes` holds it.
dnnl::memory Ordered(const at::Tensor& weight, const dnnl::memory::desc& desc, at::Tensor* bytes) {
  const at::Tensor plain = weight.contiguous();
  *bytes = Bytes(desc);
  dnnl::memory to(desc, Engine(), bytes->data_ptr());
  dnnl::memory from = PlainMemory(plain);
  dnnl::reorder(from, to).execute(Stream(), from, to);
  return to;
}

at::Tensor Forward(const Problem& problem, const at::Tensor& x, const at::Tensor& weight) {
  const auto plan = problem.Forward();
  const at::Tensor y = EmptyMap(problem.sizes, x);
  at::Tensor bytes;
  const dnnl::memory weights = Ordered(weight, plan.weights_desc(), &bytes);
  Execute<dnnl::convolution_forward>(
      plan,
      {{DNNL_ARG_SRC, MapMemory(x)}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_DST, MapMemory(y)}});
  return y;
}

at::Tensor GradientOfInput(const Problem& problem, const at::Tensor& x, const at::Tensor& weight,
                           const at::Tensor& grad) {
  const auto plan = problem.BackwardData();
  const at::Tensor dx = EmptyMap(x.sizes(), x);
  at::Tensor bytes;
  const dnnl::memory weights = Ordered(weight, plan.weights_desc(), &bytes);
  Execute<dnnl::convolution_backward_data>(plan, {{DNNL_ARG_DIFF_DST, MapMemory(grad)},
                                                  {DNNL_ARG_WEIGHTS, weights},
                                                  {DNNL_ARG_DIFF_SRC, MapMemory(dx)}});
  return dx;
}

// Of bfloat16 maps with a single bin and stride 2 oneDNN 2.6 reads what was never written.
bool Misread(const at::Tensor& x) { return x.scalar_type() == at::kBFloat16 && x.size(3) == 1; }

at::Tensor GradientOfWeight(const Problem& problem, const at::Tensor& x, const at::Tensor& weight,
                            const at::Tensor& grad) {
  const auto plan = problem.BackwardWeights();
  const at::Tensor bytes = Bytes(plan.diff_weights_desc());
  dnnl::memory from(plan.diff_weights_desc(), Engine(), bytes.data_ptr());
  Execute<dnnl::convolution_backward_weights>(plan, {{DNNL_ARG_SRC, MapMemory(x)},
                                                     {DNNL_ARG_DIFF_DST, MapMemory(grad)},
                                                     {DNNL_ARG_DIFF_WEIGHTS, from}});
  const at::Tensor dw = at::empty(weight.sizes(), at::kFloat);
  dnnl::memory to = PlainMemory(dw);
  dnnl::reorder(from, to).execute(Stream(), from, to);
  return dw;
}

class Function : public torch::autograd::Function<Function> {
 public:
  static Variable forward(AutogradContext* context, const Variable& x, const Variable& weight,
                          int64_t stride, const Padding& padding) {
    context->save_for_backward({x, weight});
    context->saved_data["shape"] =
        std::vector<int64_t>{stride, padding.top, padding.bottom, padding.left, padding.right};
    return Forward(Problem(x, weight, stride, padding), x, weight);
  }
  static variable_list backward(AutogradContext* context, const variable_list& grads) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1];
    const at::Tensor grad = grads[0].contiguous(at::MemoryFormat::ChannelsLast);
    const std::vector<int64_t> shape = context->saved_data["shape"].toIntVector();
    const Padding padding = {shape[1], shape[2], shape[3], shape[4]};
    const Problem problem(x, weight, shape[0], padding);
    variable_list result(4);
    if (x.requires_grad()) result[0] = GradientOfInput(problem, x, weight, grad);
    if (!weight.requires_grad()) return result;
    if (Misread(x)) {
      const at::Tensor wide = x.to(at::kFloat);
      result[1] = GradientOfWeight(Problem(wide, weight, shape[0], padding), wide, weight,
                                   grad.to(at::kFloat));
    } else {
      result[1] = GradientOfWeight(problem, x, weight, grad);
    }
    return result;
  }
};

}  // namespace

bool HasDirectConvolution(const at::Tensor& x, const at::Tensor& weight) {
  const at::ScalarType type = x.scalar_type();
  return x.is_cpu() && x.numel() > 0 && weight.scalar_type() == at::kFloat &&
         (type == at::kFloat || type == at::kBFloat16) && KernelWidth() == Width::AVX512;
}

at::Tensor DirectConvolution(const at::Tensor& x, const at::Tensor& weight, int64_t stride,
                             const Padding& padding) {
  const bool bf16 = torch_compat::AutocastEnabled(at::DeviceType::CPU);
  const at::Tensor map =
      (bf16 ? x.to(at::kBFloat16) : x).contiguous(at::MemoryFormat::ChannelsLast);
  return Function::apply(map, weight, stride, padding);
}

#else  // Another LibTorch brings another oneDNN, whose names would clash with Debian's.

bool HasDirectConvolution(const at::Tensor&, const at::Tensor&) { return false; }

at::Tensor DirectConvolution(const at::Tensor& x, const at::Tensor& weight, int64_t stride,
                             const Padding& padding) {
  const at::Tensor map = at::constant_pad_nd(
      x, {padding.left, padding.right, padding.top, padding.bottom}, /*value=*/0);
  return at::conv2d(map, weight, {}, stride);
}

#endif

}  // namespace auricle
