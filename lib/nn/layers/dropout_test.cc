// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/dropout.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <vector>

#include "lib/base/rng.h"
#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

TEST(Dropout, KeepsTheStatedShareAndTheMean) {
  Rng rng(1, "test");
  const at::Tensor y = Dropout(at::ones({300, 1000}, at::kFloat), 0.2, &rng);
  EXPECT_NEAR(ScalarValue(y.ne(0).to(at::kFloat).mean()), 0.8, 0.003);
  EXPECT_TRUE(y.mul(0.8).round().div(0.8).allclose(y, 1e-5, 0));
  EXPECT_EQ(ScalarValue(y.max()), 1.25);
}

TEST(Dropout, DependsOnTheStreamAndNotOnTheThreads) {
  const at::Tensor x = at::ones({3, 100001}, at::kFloat);
  const auto draw = [&](uint64_t seed, int threads) {
    at::set_num_threads(threads);
    Rng rng(seed, "test");
    return Dropout(x, 0.5, &rng);
  };
  const at::Tensor one = draw(1, 1);
  EXPECT_TRUE(one.equal(draw(1, 2)));
  EXPECT_FALSE(one.equal(draw(2, 1)));
  Rng rng(1, "test");
  EXPECT_FALSE(Dropout(x, 0.5, &rng).equal(Dropout(x, 0.5, &rng)));
}

TEST(Dropout, GradientsFlowWhereValuesDid) {
  Rng rng(1, "test");
  const at::Tensor x = at::ones({2, 3, 5, 7}, at::kFloat)
                           .contiguous(at::MemoryFormat::ChannelsLast)
                           .set_requires_grad(true);
  const at::Tensor y = Dropout(x, 0.5, &rng);
  EXPECT_TRUE(y.is_contiguous(at::MemoryFormat::ChannelsLast));
  y.mul(3).sum().backward();
  EXPECT_TRUE(x.grad().equal(y.detach().mul(3)));
}

// Of values that are all 1: what of them is left, with the same numbers drawn each time.
at::Tensor Left(const at::Tensor& ones) {
  Rng rng(5, "test");
  return Dropout(ones, 0.5, &rng).ne(0);
}

// Shapes whose strides fit both memory formats, and others. The last is of five axes.
const std::vector<std::vector<int64_t>>& Shapes() {
  static const auto* const shapes = new std::vector<std::vector<int64_t>>{
      {4, 64, 1, 1}, {4, 1, 8, 8},  {4, 64, 1, 8},  {1, 1, 1, 9}, {1, 64, 1, 1},
      {3, 5, 7, 1},  {3, 17, 4, 5}, {600, 3, 2, 1}, {},           {7},
      {5, 9},        {3, 1, 33},    {2, 3, 0, 4},   {2, 0, 3, 4}, {2, 3, 4, 5, 6}};
  return *shapes;
}

std::vector<at::Tensor> InEveryFormat(const at::Tensor& x) {
  std::vector<at::Tensor> all = {x, x.clone(at::MemoryFormat::Contiguous)};
  // A view of every second value of a larger tensor.
  all.push_back(at::stack({x, x.mul(3)}, -1).select(-1, 0));
  if (x.dim() == 5) all.push_back(x.contiguous(at::MemoryFormat::ChannelsLast3d));
  if (x.dim() != 4) return all;
  all.push_back(x.contiguous(at::MemoryFormat::ChannelsLast));
  all.push_back(x.permute({0, 2, 3, 1}).contiguous().permute({0, 3, 1, 2}));
  return all;
}

TEST(Dropout, FallsBackwardWhereItFellForwardInEveryFormatAndType) {
  for (const std::vector<int64_t>& shape : Shapes()) {
    const at::Tensor want = Left(at::ones(shape, at::kFloat));
    if (want.numel() > 200) {
      EXPECT_NEAR(ScalarValue(want.to(at::kFloat).mean()), 0.5, 0.15) << at::IntArrayRef(shape);
    }
    for (const at::ScalarType type : {at::kFloat, at::kBFloat16, at::kDouble, at::kHalf}) {
      const at::Tensor ones = at::ones(shape, type);
      for (const at::Tensor& format : InEveryFormat(ones)) {
        const at::Tensor x = format.detach().set_requires_grad(true);
        Rng rng(5, "test");
        const at::Tensor y = Dropout(x, 0.5, &rng);
        EXPECT_TRUE(y.ne(0).equal(want)) << at::IntArrayRef(shape) << " " << x.strides();
        EXPECT_EQ(y.scalar_type(), type);
        for (const at::Tensor& direction : InEveryFormat(ones)) {
          const at::Tensor grad = torch::autograd::grad({y}, {x}, {direction}, true)[0];
          EXPECT_TRUE(grad.equal(y.detach()))
              << at::IntArrayRef(shape) << " " << x.strides() << " " << direction.strides();
        }
      }
    }
  }
}

// In float64, so that differences have digits; that the kernels of other types let the same values
// fall is the test above.
TEST(Dropout, GradientIsTheQuotientOfDifferences) {
  for (const std::vector<int64_t>& shape :
       {std::vector<int64_t>{4, 6, 1, 1}, {3, 1, 4, 2}, {5, 7}}) {
    at::Tensor x = at::arange(at::ones(shape).numel(), at::kDouble).add(0.5).sin().view(shape);
    const at::Tensor direction = x.mul(3).cos();
    const auto value = [&](const at::Tensor& at) {
      Rng rng(9, "test");
      return Dropout(at, 0.3, &rng).mul(direction).sum();
    };
    x.set_requires_grad(true);
    const at::Tensor grad = torch::autograd::grad({value(x)}, {x})[0].flatten();
    const at::Tensor flat = x.detach().flatten();
    for (int64_t i = 0; i < flat.numel(); ++i) {
      const at::Tensor up = flat.clone(), down = flat.clone();
      up[i].add_(1e-4);
      down[i].sub_(1e-4);
      const double slope = ScalarValue(value(up.view(shape)).sub(value(down.view(shape)))) / 2e-4;
      EXPECT_NEAR(ScalarValue(grad[i]), slope, 1e-8) << i;
    }
  }
}

// Nothing comes of a value that falls, not even from one that is no number.
TEST(Dropout, WhatFallsIsZeroWhateverItWas) {
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16, at::kDouble}) {
    Rng rng(5, "test");
    const at::Tensor y = Dropout(at::full({20, 20}, NAN, at::kDouble).to(type), 0.5, &rng);
    EXPECT_GT(ScalarValue(y.eq(0).sum()), 0) << type;
    EXPECT_GT(ScalarValue(y.isnan().sum()), 0) << type;
    EXPECT_EQ(ScalarValue(y.eq(0).logical_or(y.isnan()).sum()), 400) << type;
  }
}

TEST(Dropout, WithoutProbabilityIsNothing) {
  const at::Tensor x = at::ones({2}, at::kFloat);
  EXPECT_TRUE(Dropout(x, 0, nullptr).is_same(x));
}

}  // namespace
}  // namespace auricle
