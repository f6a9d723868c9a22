// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/fused_norm.h"

#include <ATen/Functions.h>
#include <torch/csrc/autograd/custom_function.h>

#include "lib/nn/kernels/channel_map.h"
#include "lib/nn/kernels/dropout_kernel.h"
#include "lib/nn/kernels/norm_loops.h"
#include "lib/nn/torch/parallel.h"

namespace auricle {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

at::Tensor EmptyLike(const at::Tensor& x, int64_t channels) {
  return at::empty({x.size(0), channels, x.size(2), x.size(3)},
                   x.options().memory_format(at::MemoryFormat::ChannelsLast));
}

at::Tensor ChannelsLast(const at::Tensor& x) {
  return x.contiguous(at::MemoryFormat::ChannelsLast);
}

// Memory of a tensor that may be undefined.
void* Memory(const at::Tensor& tensor) { return tensor.defined() ? tensor.data_ptr() : nullptr; }
float* Floats(const at::Tensor& tensor) { return tensor.data_ptr<float>(); }
int64_t ChannelsOf(const at::Tensor& map) { return map.defined() ? map.size(1) : 0; }

ChannelMap MapOf(const at::Tensor& x, const at::Tensor& lengths) {
  return ChannelMap({x.size(0), x.size(1), x.size(2), x.size(3), x.scalar_type() == at::kBFloat16,
                     lengths.defined() ? lengths.data_ptr<int64_t>() : nullptr});
}

at::Tensor PerChannel(const ChannelMap& map) {
  return at::zeros({map.padded_channels()}, at::kFloat);
}

class Function : public torch::autograd::Function<Function> {
 public:
  static Variable forward(AutogradContext* context, const Variable& x, const Variable& weight,
                          const Variable& bias, const c10::optional<Variable>& other,
                          const FusedNorm& norm) {
    const at::Tensor residual = other.value_or(at::Tensor());
    const ChannelMap map = MapOf(x, norm.lengths);
    const at::Tensor mean = PerChannel(map), inverse = PerChannel(map), z = EmptyLike(x, x.size(1));
    NormMoments(map, {norm.momentum, norm.eps, norm.of_batch}, Memory(x), &InParallel,
                Floats(norm.running_mean), Floats(norm.running_var), Floats(mean), Floats(inverse));
    NormTail tail = {Memory(residual), ChannelsOf(residual), norm.relu, {}};
    if (norm.dropout > 0) tail.dropout = MakeDropout(norm.dropout, norm.seed);
    NormForwardLoop(map, Floats(weight), Floats(bias), Floats(mean), Floats(inverse), tail,
                    Memory(x), &InParallel, Memory(z));
    context->save_for_backward(
        {x, norm.relu ? z : at::Tensor(), weight, bias, mean, inverse, norm.lengths});
    context->saved_data["of_batch"] = norm.of_batch;
    context->saved_data["kept"] = norm.dropout > 0 ? 1 / (1 - norm.dropout) : 1.0;
    context->saved_data["residual"] =
        residual.defined() && residual.requires_grad() ? residual.size(1) : 0;
    return z;
  }

  static variable_list backward(AutogradContext* context, const variable_list& grads) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &weight = saved[2], &bias = saved[3];
    const at::Tensor dz = ChannelsLast(grads[0]);
    const ChannelMap map = MapOf(dz, saved[6]);
    const int64_t channels = context->saved_data["residual"].toInt();
    const bool of_batch = context->saved_data["of_batch"].toBool();
    NormWayBack way(map, Memory(x), Memory(saved[1]), Memory(dz), Floats(saved[4]),
                    Floats(saved[5]), static_cast<float>(context->saved_data["kept"].toDouble()));
    variable_list result(5);
    if (channels > 0) result[3] = EmptyLike(dz, channels);
    if (of_batch || channels > 0 || weight.requires_grad() || bias.requires_grad()) {
      way.Sum(&InParallel, Memory(result[3]), channels);
    }
    if (weight.requires_grad()) {
      result[1] = at::empty({map.channels()}, at::kFloat);
      way.GradientOfWeight(Floats(result[1]));
    }
    if (bias.requires_grad()) {
      result[2] = at::empty({map.channels()}, at::kFloat);
      way.GradientOfBias(Floats(result[2]));
    }
    if (x.requires_grad()) {
      result[0] = EmptyLike(dz, map.channels());
      way.GradientOfInput(Floats(weight), of_batch, &InParallel, Memory(result[0]));
    }
    return result;
  }
};

}  // namespace

bool HasFusedNorm(const at::Tensor& x) {
  return x.is_cpu() && x.dim() == 4 && x.numel() > 0 &&
         (x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16);
}

at::Tensor ApplyFusedNorm(const FusedNorm& norm, const at::Tensor& x, const at::Tensor& residual) {
  const at::Tensor other =
      residual.defined() ? ChannelsLast(residual.to(x.scalar_type())) : residual;
  return Function::apply(ChannelsLast(x), norm.weight, norm.bias, c10::optional<Variable>(other),
                         norm);
}

}  // namespace auricle
