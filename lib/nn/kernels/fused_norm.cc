// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/fused_norm.h"

#include <ATen/Functions.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "lib/nn/kernels/channel_map.h"
#include "lib/nn/kernels/norm_kernels.h"
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

at::Tensor Channels(const ChannelMap& map) {
  return at::zeros({map.padded_channels()}, at::kFloat);
}

// What the norm is of this batch: mean and 1 / deviation, [padded channels].
struct Moments {
  at::Tensor mean, inverse;
};

Moments MomentsOf(const FusedNorm& norm, const ChannelMap& map, const at::Tensor& x) {
  const c10::NoGradGuard no_grad;
  Moments moments = {Channels(map), Channels(map)};
  float* const mean = moments.mean.data_ptr<float>();
  float* const inverse = moments.inverse.data_ptr<float>();
  const at::Tensor running_mean = norm.running_mean, running_var = norm.running_var;
  float *old_mean = running_mean.data_ptr<float>(), *old_var = running_var.data_ptr<float>();
  std::vector<double> means, squares;
  if (norm.of_batch) map.Statistics(x, &means, &squares);
  for (int64_t c = 0; c < map.channels(); ++c) {
    double variance = old_var[c];
    mean[c] = old_mean[c];
    if (norm.of_batch) {
      const double cells = static_cast<double>(map.cells());
      variance = squares[c] / cells;
      mean[c] = static_cast<float>(means[c]);
      const double unbiased = squares[c] / std::max(cells - 1, 1.0);
      old_mean[c] += static_cast<float>(norm.momentum * (means[c] - old_mean[c]));
      old_var[c] += static_cast<float>(norm.momentum * (unbiased - old_var[c]));
    }
    inverse[c] = static_cast<float>(1 / std::sqrt(variance + norm.eps));
  }
  return moments;
}

NormForward ForwardOf(const FusedNorm& norm, const at::Tensor& scale, const at::Tensor& shift) {
  NormForward forward;
  forward.scale = scale.data_ptr<float>();
  forward.shift = shift.data_ptr<float>();
  forward.relu = norm.relu;
  if (norm.dropout > 0) forward.dropout = MakeDropout(norm.dropout, norm.seed);
  return forward;
}

at::Tensor Forward(const FusedNorm& norm, const ChannelMap& map, const Moments& moments,
                   const at::Tensor& x, const at::Tensor& residual) {
  const at::Tensor scale = Channels(map), shift = Channels(map), z = EmptyLike(x, x.size(1));
  const float *weight = norm.weight.data_ptr<float>(), *bias = norm.bias.data_ptr<float>();
  for (int64_t c = 0; c < map.channels(); ++c) {
    const float factor = weight[c] * moments.inverse.data_ptr<float>()[c];
    scale.data_ptr<float>()[c] = factor;
    shift.data_ptr<float>()[c] = bias[c] - moments.mean.data_ptr<float>()[c] * factor;
  }
  const NormForward all = ForwardOf(norm, scale, shift);
  InParallel(map.parts().size(), [&](int64_t i) {
    const ChannelMap::Part& part = map.parts()[i];
    NormForward forward = all;
    forward.dropout.first_row = part.begin;
    forward.residual = map.Row(residual, part.begin);
    forward.residual_channels = residual.defined() ? residual.size(1) : 0;
    NormApply(map.Shape(part), forward, map.Row(x, part.begin), map.Row(z, part.begin));
    map.Clear(z, part);
  });
  return z;
}

// The way back of one call.
class Way {
 public:
  Way(const at::Tensor& x, const at::Tensor& z, const at::Tensor& dz, const Moments& moments,
      const at::Tensor& lengths, float kept)
      : map_(dz, lengths), x_(x), z_(z), dz_(dz), moments_(moments), kept_(kept) {}

  // Sums of g and of g (x - mean); fills `g`, if it is defined.
  void Sum(const at::Tensor& g) {
    ChannelPartials partials(map_);
    InParallel(map_.parts().size(), [&](int64_t i) {
      const ChannelMap::Part& part = map_.parts()[i];
      NormGradientSums(map_.Shape(part), At(part), partials.first(i), partials.second(i),
                       map_.Row(g, part.begin), g.defined() ? g.size(1) : 0);
      map_.Clear(g, part);
    });
    sum_.assign(map_.channels(), 0);
    dot_.assign(map_.channels(), 0);
    for (size_t i = 0; i < map_.parts().size(); ++i) {
      for (int64_t c = 0; c < map_.channels(); ++c) {
        sum_[c] += partials.first(i)[c];
        dot_[c] += partials.second(i)[c];
      }
    }
  }

  at::Tensor GradientOfWeight() const {
    const at::Tensor grad = at::empty({map_.channels()}, at::kFloat);
    for (int64_t c = 0; c < map_.channels(); ++c) {
      grad.data_ptr<float>()[c] =
          static_cast<float>(dot_[c] * moments_.inverse.data_ptr<float>()[c]);
    }
    return grad;
  }
  at::Tensor GradientOfBias() const {
    const at::Tensor grad = at::empty({map_.channels()}, at::kFloat);
    std::copy(sum_.begin(), sum_.end(), grad.data_ptr<float>());
    return grad;
  }

  // With the norm of y = (x - m) / s: dx = w / s (g - mean(g) - y mean(g y)); by running statistics
  // only the first term. `g` replaces z and dz if it is all of g.
  at::Tensor GradientOfInput(const at::Tensor& weight, bool of_batch, const at::Tensor& g) {
    const at::Tensor a = Channels(map_), b = Channels(map_), k = Channels(map_);
    const double cells = static_cast<double>(map_.cells());
    for (int64_t c = 0; c < map_.channels(); ++c) {
      const double inverse = moments_.inverse.data_ptr<float>()[c];
      const double factor = weight.data_ptr<float>()[c] * inverse;
      a.data_ptr<float>()[c] = static_cast<float>(factor);
      if (!of_batch) continue;
      b.data_ptr<float>()[c] = static_cast<float>(-factor * inverse * inverse * dot_[c] / cells);
      k.data_ptr<float>()[c] = static_cast<float>(-factor * sum_[c] / cells);
    }
    if (g.defined() && g.size(1) == map_.channels()) {
      dz_ = g;
      z_ = at::Tensor();
    }
    const at::Tensor dx = EmptyLike(dz_, map_.channels());
    InParallel(map_.parts().size(), [&](int64_t i) {
      const ChannelMap::Part& part = map_.parts()[i];
      NormGradient(map_.Shape(part), At(part), a.data_ptr<float>(), b.data_ptr<float>(),
                   k.data_ptr<float>(), map_.Row(dx, part.begin));
      map_.Clear(dx, part);
    });
    return dx;
  }

 private:
  NormBackward At(const ChannelMap::Part& part) const {
    NormBackward backward;
    backward.x = map_.Row(x_, part.begin);
    backward.dz = map_.Row(dz_, part.begin);
    backward.z = map_.Row(z_, part.begin);
    backward.kept = kept_;
    backward.mean = moments_.mean.data_ptr<float>();
    return backward;
  }

  const ChannelMap map_;
  at::Tensor x_, z_, dz_;
  const Moments moments_;
  const float kept_;
  std::vector<double> sum_, dot_;
};

class Function : public torch::autograd::Function<Function> {
 public:
  static Variable forward(AutogradContext* context, const Variable& x, const Variable& weight,
                          const Variable& bias, const c10::optional<Variable>& other,
                          const FusedNorm& norm) {
    const at::Tensor residual = other.value_or(at::Tensor());
    const ChannelMap map(x, norm.lengths);
    const Moments moments = MomentsOf(norm, map, x);
    const at::Tensor z = Forward(norm, map, moments, x, residual);
    context->save_for_backward({x, norm.relu ? z : at::Tensor(), weight, bias, moments.mean,
                                moments.inverse, norm.lengths});
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
    const int64_t channels = context->saved_data["residual"].toInt();
    const bool of_batch = context->saved_data["of_batch"].toBool();
    Way way(x, saved[1], dz, {saved[4], saved[5]}, saved[6],
            static_cast<float>(context->saved_data["kept"].toDouble()));
    variable_list result(5);
    if (channels > 0) result[3] = EmptyLike(dz, channels);
    if (of_batch || channels > 0 || weight.requires_grad() || bias.requires_grad()) {
      way.Sum(result[3]);
    }
    if (weight.requires_grad()) result[1] = way.GradientOfWeight();
    if (bias.requires_grad()) result[2] = way.GradientOfBias();
    if (x.requires_grad()) result[0] = way.GradientOfInput(weight, of_batch, result[3]);
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
