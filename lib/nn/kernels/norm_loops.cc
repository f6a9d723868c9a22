// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/norm_loops.h"

#include <algorithm>
#include <cmath>

#include "lib/nn/kernels/norm_kernels.h"

namespace auricle {

void NormMoments(const ChannelMap& map, const NormStatisticsOptions& options, const void* x,
                 const Runner& run, float* running_mean, float* running_var, float* mean,
                 float* inverse) {
  std::vector<double> means, squares;
  if (options.of_batch) map.Statistics(x, run, &means, &squares);
  for (int64_t c = 0; c < map.channels(); ++c) {
    double variance = running_var[c];
    mean[c] = running_mean[c];
    if (options.of_batch) {
      const double cells = static_cast<double>(std::max<int64_t>(map.cells(), 1));
      variance = squares[c] / cells;
      mean[c] = static_cast<float>(means[c]);
      const double unbiased = squares[c] / std::max(cells - 1, 1.0);
      running_mean[c] += static_cast<float>(options.momentum * (means[c] - running_mean[c]));
      running_var[c] += static_cast<float>(options.momentum * (unbiased - running_var[c]));
    }
    inverse[c] = static_cast<float>(1 / std::sqrt(variance + options.eps));
  }
}

void NormForwardLoop(const ChannelMap& map, const float* weight, const float* bias,
                     const float* mean, const float* inverse, const NormTail& tail, const void* x,
                     const Runner& run, void* z) {
  std::vector<float> scale(map.padded_channels()), shift(map.padded_channels());
  for (int64_t c = 0; c < map.channels(); ++c) {
    scale[c] = weight[c] * inverse[c];
    shift[c] = bias[c] - mean[c] * scale[c];
  }
  run(static_cast<int64_t>(map.parts().size()), [&](int64_t i) {
    const ChannelMap::Part& part = map.parts()[i];
    NormForward forward;
    forward.scale = scale.data();
    forward.shift = shift.data();
    forward.relu = tail.relu;
    forward.dropout = tail.dropout;
    forward.dropout.first_row = part.begin;
    forward.residual = map.Row(tail.residual, tail.residual_channels, part.begin);
    forward.residual_channels = tail.residual == nullptr ? 0 : tail.residual_channels;
    NormApply(map.Shape(part), forward, map.Row(x, map.channels(), part.begin),
              map.Row(z, map.channels(), part.begin));
    map.Clear(z, map.channels(), part);
  });
}

NormWayBack::NormWayBack(const ChannelMap& map, const void* x, const void* z, const void* dz,
                         const float* mean, const float* inverse, float kept)
    : map_(map), x_(x), z_(z), dz_(dz), mean_(mean), inverse_(inverse), kept_(kept) {}

NormBackward NormWayBack::At(const ChannelMap::Part& part) const {
  NormBackward backward;
  backward.x = map_.Row(x_, map_.channels(), part.begin);
  backward.dz = map_.Row(dz_, map_.channels(), part.begin);
  backward.z = map_.Row(z_, map_.channels(), part.begin);
  backward.kept = kept_;
  backward.mean = mean_;
  return backward;
}

void NormWayBack::Sum(const Runner& run, void* g, int64_t g_channels) {
  ChannelPartials partials(map_);
  run(static_cast<int64_t>(map_.parts().size()), [&](int64_t i) {
    const ChannelMap::Part& part = map_.parts()[i];
    NormGradientSums(map_.Shape(part), At(part), partials.first(i), partials.second(i),
                     map_.Row(g, g_channels, part.begin), g == nullptr ? 0 : g_channels);
    map_.Clear(g, g_channels, part);
  });
  sum_.assign(map_.channels(), 0);
  dot_.assign(map_.channels(), 0);
  for (size_t i = 0; i < map_.parts().size(); ++i) {
    for (int64_t c = 0; c < map_.channels(); ++c) {
      sum_[c] += partials.first(static_cast<int64_t>(i))[c];
      dot_[c] += partials.second(static_cast<int64_t>(i))[c];
    }
  }
  // Where g is whole the last pass reads it alone instead of z and dz.
  if (g == nullptr || g_channels != map_.channels()) return;
  dz_ = g;
  z_ = nullptr;
}

void NormWayBack::GradientOfWeight(float* grad) const {
  for (int64_t c = 0; c < map_.channels(); ++c) {
    grad[c] = static_cast<float>(dot_[c] * inverse_[c]);
  }
}

void NormWayBack::GradientOfBias(float* grad) const { std::copy(sum_.begin(), sum_.end(), grad); }

// With the norm of y = (x - m) / s: dx = w / s (g - mean(g) - y mean(g y)); by running statistics
// only the first term.
void NormWayBack::GradientOfInput(const float* weight, bool of_batch, const Runner& run, void* dx) {
  const int64_t padded = map_.padded_channels();
  std::vector<float> a(padded), b(padded), k(padded);
  const double cells = static_cast<double>(std::max<int64_t>(map_.cells(), 1));
  for (int64_t c = 0; c < map_.channels(); ++c) {
    const double inverse = inverse_[c], factor = weight[c] * inverse;
    a[c] = static_cast<float>(factor);
    if (!of_batch) continue;
    b[c] = static_cast<float>(-factor * inverse * inverse * dot_[c] / cells);
    k[c] = static_cast<float>(-factor * sum_[c] / cells);
  }
  run(static_cast<int64_t>(map_.parts().size()), [&](int64_t i) {
    const ChannelMap::Part& part = map_.parts()[i];
    NormGradient(map_.Shape(part), At(part), a.data(), b.data(), k.data(),
                 map_.Row(dx, map_.channels(), part.begin));
    map_.Clear(dx, map_.channels(), part);
  });
}

}  // namespace auricle
