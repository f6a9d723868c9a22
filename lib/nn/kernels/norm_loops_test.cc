// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/norm_loops.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "lib/nn/kernels/runner_testing.h"
#include "lib/nn/kernels/width_testing.h"

namespace auricle {
namespace {

class NormLoops : public AtEachWidth {};
AURICLE_AT_EACH_WIDTH(NormLoops);

using Floats = std::vector<float>;

Floats Values(int64_t count, double step) {
  Floats values(count);
  for (int64_t i = 0; i < count; ++i) {
    values[i] = static_cast<float>(2 * std::sin(step * static_cast<double>(i)) + 0.3);
  }
  return values;
}

// A padded batch of float32 maps with a residual of half the channels, ReLU and dropout.
struct Case {
  int64_t channels, frames, bins;
  std::vector<int64_t> lengths;
  bool of_batch;
  double dropout;

  int64_t items() const { return static_cast<int64_t>(lengths.size()); }
  int64_t rows() const { return items() * frames * bins; }
  int64_t beside() const { return (channels + 1) / 2; }
  bool Valid(int64_t row) const { return row / bins % frames < lengths[row / (frames * bins)]; }
  MapShape Shape() const { return {items(), channels, frames, bins, false, lengths.data()}; }
};

const Case kCases[] = {{5, 6, 7, {6, 3, 1}, true, 0.4},
                       {37, 90, 8, {90, 64}, true, 0},
                       {16, 3, 3, {3, 2}, false, 0.2},
                       {48, 40, 20, {40, 0, 17}, true, 0.5}};

struct Results {
  Floats running_mean, running_var, z, dx, dweight, dbias, residual_grad;
};

Results Compute(const Case& c, const Runner& run) {
  const ChannelMap map(c.Shape());
  const int64_t padded = map.padded_channels(), all = c.rows() * c.channels;
  const Floats x = Values(all, 0.37), residual = Values(c.rows() * c.beside(), 0.11);
  const Floats dz = Values(all, 0.71);
  const Floats weight = Values(c.channels, 0.9), bias = Values(c.channels, 1.7);
  Results r = {Values(c.channels, 2.3),
               Floats(c.channels, 0.5F),
               Floats(all, 9),
               Floats(all, 9),
               Floats(c.channels),
               Floats(c.channels),
               Floats(c.rows() * c.beside(), 9)};
  Floats mean(padded), inverse(padded);
  NormMoments(map, {0.01, 1e-3, c.of_batch}, x.data(), run, r.running_mean.data(),
              r.running_var.data(), mean.data(), inverse.data());
  NormTail tail = {residual.data(), c.beside(), true, {}};
  if (c.dropout > 0) tail.dropout = MakeDropout(c.dropout, 77);
  NormForwardLoop(map, weight.data(), bias.data(), mean.data(), inverse.data(), tail, x.data(), run,
                  r.z.data());
  NormWayBack way(map, x.data(), r.z.data(), dz.data(), mean.data(), inverse.data(),
                  tail.dropout.kept);
  way.Sum(run, r.residual_grad.data(), c.beside());
  way.GradientOfWeight(r.dweight.data());
  way.GradientOfBias(r.dbias.data());
  way.GradientOfInput(weight.data(), c.of_batch, run, r.dx.data());
  return r;
}

// The formulas one after the other in float64, dropout's mask by its own kernel.
struct Reference {
  std::vector<double> z, dx, dweight, dbias, residual_grad;
};

Reference Plain(const Case& c) {
  const int64_t all = c.rows() * c.channels;
  const Floats x = Values(all, 0.37), residual = Values(c.rows() * c.beside(), 0.11);
  const Floats dz = Values(all, 0.71), running = Values(c.channels, 2.3);
  const Floats weight = Values(c.channels, 0.9), bias = Values(c.channels, 1.7);
  Floats factor(all, 1);
  if (c.dropout > 0) {
    DropoutRows({c.rows(), c.channels, false}, MakeDropout(c.dropout, 77), factor.data(),
                factor.data());
  }
  Reference r;
  for (auto* map : {&r.z, &r.dx}) map->assign(all, 0);
  r.residual_grad.assign(c.rows() * c.beside(), 0);
  for (int64_t k = 0; k < c.channels; ++k) {
    double cells = 0, mean = 0, variance = 0, sum = 0, dot = 0;
    for (int64_t row = 0; row < c.rows(); ++row) {
      if (c.Valid(row)) mean += x[row * c.channels + k], cells += 1;
    }
    mean /= cells;
    for (int64_t row = 0; row < c.rows(); ++row) {
      if (c.Valid(row)) variance += std::pow(x[row * c.channels + k] - mean, 2) / cells;
    }
    if (!c.of_batch) mean = running[k], variance = 0.5;
    const double inverse = 1 / std::sqrt(variance + 1e-3);
    std::vector<double> g(c.rows());
    for (int64_t row = 0; row < c.rows(); ++row) {
      if (!c.Valid(row)) continue;
      const int64_t at = row * c.channels + k;
      const double y = (x[at] - mean) * inverse, before = y * weight[k] + bias[k];
      const double v = before + (k < c.beside() ? residual[row * c.beside() + k] : 0);
      r.z[at] = std::max(v, 0.0) * factor[at];
      g[row] = v > 0 ? dz[at] * static_cast<double>(factor[at]) : 0;
      if (k < c.beside()) r.residual_grad[row * c.beside() + k] = g[row];
      sum += g[row];
      dot += g[row] * y;
    }
    for (int64_t row = 0; row < c.rows(); ++row) {
      if (!c.Valid(row)) continue;
      const int64_t at = row * c.channels + k;
      const double y = (x[at] - mean) * inverse;
      const double batch = c.of_batch ? (sum + y * dot) / cells : 0;
      r.dx[at] = weight[k] * inverse * (g[row] - batch);
    }
    r.dweight.push_back(dot);
    r.dbias.push_back(sum);
  }
  return r;
}

double Distance(const Floats& a, const std::vector<double>& exact) {
  double difference = 0, length = 0;
  for (size_t i = 0; i < exact.size(); ++i) {
    difference += std::pow(a[i] - exact[i], 2);
    length += std::pow(exact[i], 2);
  }
  return std::sqrt(difference / length);
}

TEST_P(NormLoops, AreTheirFormulasOneAfterTheOther) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.channels);
    const Results ours = Compute(c, Backwards());
    const Reference want = Plain(c);
    EXPECT_LT(Distance(ours.z, want.z), 1e-5);
    EXPECT_LT(Distance(ours.dx, want.dx), 1e-5);
    EXPECT_LT(Distance(ours.dweight, want.dweight), 1e-5);
    EXPECT_LT(Distance(ours.dbias, want.dbias), 1e-5);
    EXPECT_LT(Distance(ours.residual_grad, want.residual_grad), 1e-6);
    EXPECT_EQ(ours.running_var == Floats(c.channels, 0.5F), !c.of_batch);
  }
}

TEST_P(NormLoops, GiveTheSameBitsOnEveryNumberOfThreads) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.channels);
    const Results one = Compute(c, Backwards()), three = Compute(c, OnThreads(3));
    EXPECT_EQ(one.running_mean, three.running_mean);
    EXPECT_EQ(one.running_var, three.running_var);
    EXPECT_EQ(one.z, three.z);
    EXPECT_EQ(one.dx, three.dx);
    EXPECT_EQ(one.dweight, three.dweight);
    EXPECT_EQ(one.dbias, three.dbias);
    EXPECT_EQ(one.residual_grad, three.residual_grad);
  }
}

// The width of the vectors is nothing to the bits.
TEST(NormLoopsOfAllWidths, GiveTheSameBits) {
  for (const Case& c : kCases) {
    const Results widest = Compute(c, Backwards());
    const WidthScope narrow(Width::BASELINE);
    const Results baseline = Compute(c, Backwards());
    EXPECT_EQ(widest.z, baseline.z);
    EXPECT_EQ(widest.dx, baseline.dx);
    EXPECT_EQ(widest.dweight, baseline.dweight);
  }
}

}  // namespace
}  // namespace auricle
