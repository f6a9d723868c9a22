// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/winograd.h"

#include <ATen/Functions.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

#include "lib/nn/kernels/winograd_kernels.h"
#include "lib/nn/torch/parallel.h"
#include "lib/nn/torch/torch_compat.h"

namespace auricle {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

// Where it pays, by forward and both backward passes against oneDNN's direct convolution on one
// core (README.md has the figures): from 440 positions on it takes half to three quarters of the
// time at 32 channels and more, the less the more channels there are; at 224 positions of 256
// channels the transforms of the weights eat the gain, and at 16 channels those of the maps do.
bool Pays(int64_t in, int64_t out, int64_t positions) {
  constexpr int64_t kLeastChannels = 32, kLeastPositions = 512;
  return positions >= kLeastPositions && std::min(in, out) >= kLeastChannels;
}

float* Floats(const at::Tensor& tensor) {
  return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

at::Tensor ChannelsLast(const at::Tensor& x) {
  return x.contiguous(at::MemoryFormat::ChannelsLast);
}

WinogradShape ShapeOf(const at::Tensor& x, int64_t out) {
  return {x.size(0), x.size(1), out, x.size(2), x.size(3)};
}

// In channels-last order, which networks keep their kernels in, or in rows.
at::Tensor DenseKernel(const at::Tensor& weight) {
  return weight.contiguous(weight.suggest_memory_format());
}
WinogradStrides StridesOf(const at::Tensor& weight) {
  const int64_t in = weight.size(1);
  if (weight.is_contiguous()) return {9 * in, 9, 1};
  return {9 * in, 1, in};
}

// y of x and points; `out` channels.
at::Tensor Convolve(const at::Tensor& x, int64_t out, const at::Tensor& points,
                    const at::Tensor& bias) {
  const at::Tensor map = ChannelsLast(x);
  const at::Tensor y = at::empty({x.size(0), out, x.size(2), x.size(3)},
                                 x.options().memory_format(at::MemoryFormat::ChannelsLast));
  WinogradMap(ShapeOf(map, out), Floats(map), Floats(points), Floats(bias), &InParallel, Floats(y));
  return y;
}

at::Tensor Forward(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  const int64_t in = weight.size(1), out = weight.size(0);
  const at::Tensor kernel = DenseKernel(weight);
  const at::Tensor points = at::empty({WinogradPoints(in, out)}, kernel.options());
  WinogradWeights(in, out, Floats(kernel), StridesOf(kernel), &InParallel, Floats(points));
  return Convolve(x, out, points, bias.defined() ? bias.contiguous() : bias);
}

at::Tensor GradientOfInput(const at::Tensor& weight, const at::Tensor& grad) {
  const int64_t in = weight.size(1), out = weight.size(0);
  const at::Tensor kernel = DenseKernel(weight);
  const at::Tensor points = at::empty({WinogradPoints(in, out)}, kernel.options());
  WinogradTurnedWeights(in, out, Floats(kernel), StridesOf(kernel), &InParallel, Floats(points));
  return Convolve(grad, in, points, {});
}

// In the weight's own order of memory.
at::Tensor GradientOfWeight(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& grad) {
  const at::Tensor map = ChannelsLast(x), diff = ChannelsLast(grad);
  const WinogradShape shape = ShapeOf(map, weight.size(0));
  const at::Tensor dw =
      at::empty(weight.sizes(), weight.options().memory_format(weight.suggest_memory_format()));
  const at::Tensor scratch = at::empty({WinogradScratch(shape)}, map.options());
  WinogradWeightGradient(shape, Floats(map), Floats(diff), StridesOf(dw), &InParallel,
                         Floats(scratch), Floats(dw));
  return dw;
}

class Winograd : public torch::autograd::Function<Winograd> {
 public:
  static Variable forward(AutogradContext* context, const Variable& x, const Variable& weight,
                          const c10::optional<Variable>& bias) {
    context->save_for_backward({x, weight});
    context->saved_data["bias"] = bias.has_value() && bias->requires_grad();
    return Forward(x, weight, bias.value_or(at::Tensor()));
  }
  static variable_list backward(AutogradContext* context, const variable_list& grads) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[1];
    variable_list result(3);
    if (x.requires_grad()) result[0] = GradientOfInput(weight, grads[0]);
    if (weight.requires_grad()) result[1] = GradientOfWeight(x, weight, grads[0]);
    if (context->saved_data["bias"].toBool()) result[2] = grads[0].sum({0, 2, 3});
    return result;
  }
};

}  // namespace

bool HasWinograd(const at::Tensor& x, const at::Tensor& weight) {
  if (!x.is_cpu() || x.scalar_type() != at::kFloat || weight.scalar_type() != at::kFloat ||
      torch_compat::AutocastEnabled(at::DeviceType::CPU)) {
    return false;
  }
  const int64_t in = weight.size(1), out = weight.size(0);
  return in % kWinogradPanel == 0 && out % kWinogradPanel == 0 && Pays(in, out, x.numel() / in);
}

at::Tensor WinogradConvolution(const at::Tensor& x, const at::Tensor& weight,
                               const at::Tensor& bias) {
  return Winograd::apply(
      x, weight, bias.defined() ? c10::optional<Variable>(bias) : c10::optional<Variable>());
}

}  // namespace auricle
