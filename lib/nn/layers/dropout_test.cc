// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/dropout.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

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

TEST(Dropout, WithoutProbabilityIsNothing) {
  const at::Tensor x = at::ones({2}, at::kFloat);
  EXPECT_TRUE(Dropout(x, 0, nullptr).is_same(x));
}

}  // namespace
}  // namespace auricle
