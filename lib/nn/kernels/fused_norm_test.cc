// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/fused_norm.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>

#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

constexpr double kMomentum = 0.01, kEps = 1e-3;

at::Tensor Values(at::IntArrayRef sizes, double step) {
  int64_t count = 1;
  for (const int64_t size : sizes) count *= size;
  return at::arange(count, at::kDouble).mul(step).sin().mul(2).add(0.3).view(sizes);
}

double Distance(const at::Tensor& a, const at::Tensor& exact) {
  return ScalarValue(a.to(at::kDouble).sub(exact).norm()) / ScalarValue(exact.norm());
}

struct Case {
  int64_t items, channels, frames, bins;
  int64_t residual = 0;  // Channels of it.
  bool relu = false, of_batch = true;
};

const Case kCases[] = {{3, 64, 9, 11, 64, true},       {2, 37, 30, 20, 0, true},
                       {4, 32, 5, 7, 16, true},        {2, 1, 40, 33},
                       {2, 16, 3, 3, 16, false},       {3, 5, 6, 5, 3, true},
                       {2, 24, 8, 8, 24, true, false}, {1, 100, 26, 25, 50, true}};

// z and gradients of x, weight, bias and the residual; running mean and variance.
using Results = std::vector<at::Tensor>;

struct Inputs {
  Inputs(const Case& c, at::ScalarType type) {
    norm.weight = Values({c.channels}, 0.9).to(at::kFloat);
    norm.bias = Values({c.channels}, 1.7).to(at::kFloat);
    norm.running_mean = Values({c.channels}, 2.3).to(at::kFloat);
    norm.running_var = Values({c.channels}, 0.2).abs().add(0.5).to(at::kFloat);
    norm.momentum = kMomentum;
    norm.eps = kEps;
    norm.of_batch = c.of_batch;
    norm.relu = c.relu;
    const auto map = [&](int64_t channels, double step) {
      return Values({c.items, channels, c.frames, c.bins}, step)
          .to(type)
          .contiguous(at::MemoryFormat::ChannelsLast);
    };
    x = map(c.channels, 0.37);
    if (c.residual > 0) residual = map(c.residual, 0.11);
    // With a part along x, whose sums do not cancel.
    direction = map(c.channels, 0.71).add(x);
  }
  FusedNorm norm;
  at::Tensor x, residual, direction;
};

Results Fused(Inputs inputs) {
  std::vector<at::Tensor*> leaves = {&inputs.x, &inputs.norm.weight, &inputs.norm.bias};
  if (inputs.residual.defined()) leaves.push_back(&inputs.residual);
  for (at::Tensor* leaf : leaves) *leaf = leaf->detach().clone().set_requires_grad(true);
  for (at::Tensor* running : {&inputs.norm.running_mean, &inputs.norm.running_var}) {
    *running = running->clone();
  }
  const at::Tensor z = ApplyFusedNorm(inputs.norm, inputs.x, inputs.residual);
  z.mul(inputs.direction).sum().backward();
  Results results = {z.detach(), inputs.norm.running_mean, inputs.norm.running_var};
  for (const at::Tensor* leaf : leaves) results.push_back(leaf->grad());
  return results;
}

// The same by LibTorch in float64, of what `inputs` rounded to.
Results Exact(const Inputs& inputs) {
  const auto wide = [](const at::Tensor& t) {
    return t.detach().to(at::kDouble).contiguous().clone();
  };
  at::Tensor x = wide(inputs.x), weight = wide(inputs.norm.weight), bias = wide(inputs.norm.bias);
  std::vector<at::Tensor> leaves = {x, weight, bias};
  if (inputs.residual.defined()) leaves.push_back(wide(inputs.residual));
  for (at::Tensor& leaf : leaves) leaf.set_requires_grad(true);
  const at::Tensor mean = wide(inputs.norm.running_mean), var = wide(inputs.norm.running_var);
  at::Tensor z =
      at::batch_norm(x, weight, bias, mean, var, inputs.norm.of_batch, kMomentum, kEps, false);
  if (leaves.size() > 3) {
    const int64_t missing = z.size(1) - leaves[3].size(1);
    z = z.add(at::constant_pad_nd(leaves[3], {0, 0, 0, 0, 0, missing}));
  }
  if (inputs.norm.relu) z = at::relu(z);
  z.mul(wide(inputs.direction)).sum().backward();
  Results results = {z.detach(), mean, var};
  for (const at::Tensor& leaf : leaves) results.push_back(leaf.grad());
  return results;
}

TEST(FusedNorm, IsBatchNormAdditionAndReluWithTheirGradients) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.channels);
    const Inputs inputs(c, at::kFloat);
    const Results exact = Exact(inputs), ours = Fused(inputs);
    ASSERT_EQ(ours.size(), exact.size());
    for (size_t i = 0; i < exact.size(); ++i) EXPECT_LT(Distance(ours[i], exact[i]), 1e-5) << i;
  }
}

// What bfloat16 rounds is the result and the gradients, by 2^-9 of a value. A ReLU's sign that
// turns costs more.
TEST(FusedNorm, OfBfloat16IsOffByItsRounding) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.channels);
    const Inputs inputs(c, at::kBFloat16);
    const Results exact = Exact(inputs), ours = Fused(inputs);
    EXPECT_EQ(ours[0].scalar_type(), at::kBFloat16);
    EXPECT_LT(Distance(ours[0], exact[0]), 3e-3);
    EXPECT_LT(Distance(ours[1], exact[1]), 1e-5);
    EXPECT_LT(Distance(ours[2], exact[2]), 1e-5);
    for (size_t i = 3; i < exact.size(); ++i) EXPECT_LT(Distance(ours[i], exact[i]), 2e-2) << i;
  }
}

TEST(FusedNorm, OfLargeMeansKeepsItsDigits) {
  Inputs inputs({4, 16, 40, 20}, at::kFloat);
  inputs.x = inputs.x.add(1000);
  EXPECT_LT(Distance(Fused(inputs)[0], Exact(inputs)[0]), 2e-4);
}

TEST(FusedNorm, PaddingIsNoPartOfIt) {
  const int64_t lengths[] = {30, 7, 19};
  const Case c = {3, 24, 30, 6, 12, true};
  Inputs padded(c, at::kFloat);
  padded.norm.lengths = IntTensor(lengths);
  const Results all = Fused(padded);
  // The valid frames as one long item.
  const auto joined = [&](const at::Tensor& t) {
    std::vector<at::Tensor> parts;
    for (int i = 0; i < 3; ++i) parts.push_back(t.narrow(0, i, 1).narrow(2, 0, lengths[i]));
    return at::cat(parts, 2).contiguous(at::MemoryFormat::ChannelsLast);
  };
  Inputs one(c, at::kFloat);
  for (at::Tensor* t : {&one.x, &one.residual, &one.direction}) *t = joined(*t);
  const Results exact = Exact(one);
  for (const int map : {0, 3, 6}) {
    EXPECT_LT(Distance(joined(all[map]), exact[map]), 1e-5) << map;
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(all[map][i].narrow(1, lengths[i], 30 - lengths[i]).count_nonzero().item<int64_t>(),
                0);
    }
  }
  for (const int other : {1, 2, 4, 5}) EXPECT_LT(Distance(all[other], exact[other]), 1e-5) << other;
}

TEST(FusedNorm, DropsTheShareAskedForAndItsGradient) {
  const Case c = {4, 20, 50, 40, 0, true};
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    Inputs inputs(c, type);
    const at::Tensor whole = Fused(inputs)[0];
    inputs.norm.dropout = 0.25;
    inputs.norm.seed = 9;
    inputs.direction = at::ones_like(inputs.x);
    const at::Tensor dropped = Fused(inputs)[0];
    const at::Tensor live = whole.gt(0), kept = dropped.ne(0);
    EXPECT_FALSE(kept.logical_and(live.logical_not()).any().item<bool>());
    EXPECT_NEAR(kept.sum().item<double>() / live.sum().item<double>(), 0.75, 0.005);
    EXPECT_LT(Distance(dropped, whole.mul(kept).to(at::kDouble).mul(4.0 / 3)), 5e-3);
    inputs.norm.of_batch = false;  // Then each gradient is its own: weight / deviation × 4 / 3.
    const at::Tensor grad = Fused(inputs)[3];
    inputs.norm.seed = 10;
    EXPECT_FALSE(Fused(inputs)[0].equal(dropped));
    inputs.norm.seed = 9;
    EXPECT_TRUE(Fused(inputs)[0].ne(0).equal(grad.ne(0)));
  }
}

TEST(FusedNorm, GivesTheSameBytesOnEveryNumberOfThreads) {
  const Case c = {3, 32, 60, 40, 32, true};
  const int before = at::get_num_threads();
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    Inputs inputs(c, type);
    inputs.norm.dropout = 0.5;
    at::set_num_threads(1);
    const Results one = Fused(inputs);
    at::set_num_threads(3);
    const Results three = Fused(inputs);
    for (size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(one[i].equal(three[i])) << i;
  }
  at::set_num_threads(before);
}

TEST(FusedNorm, NotANumberIsNotRectifiedAway) {
  Inputs inputs({2, 16, 4, 4, 0, true}, at::kBFloat16);
  inputs.x[0][3][1][2].fill_(std::numeric_limits<float>::quiet_NaN());
  const Results results = Fused(inputs);
  EXPECT_TRUE(results[0].isnan().any().item<bool>());
  EXPECT_TRUE(results[3].isnan().any().item<bool>());
}

TEST(FusedNorm, OfFrozenWeightsWantsNoGradient) {
  Inputs inputs({2, 16, 4, 4, 16, true, false}, at::kFloat);
  EXPECT_FALSE(ApplyFusedNorm(inputs.norm, inputs.x, inputs.residual).requires_grad());
  inputs.x.set_requires_grad(true);
  ApplyFusedNorm(inputs.norm, inputs.x, inputs.residual).sum().backward();
  EXPECT_TRUE(inputs.x.grad().defined());
  EXPECT_FALSE(inputs.norm.weight.grad().defined());
  EXPECT_FALSE(inputs.residual.grad().defined());
}

}  // namespace
}  // namespace auricle
