// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/recurrent_input.h"

#include <ATen/Functions.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "lib/nn/torch/tensors.h"

namespace auricle {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::Pointwise;

// 10 frames in eights: 16 places, of which 3 are missing before and 3 behind.
TEST(MeansOfFrames, AreCentredAsTensorFlowsSame) {
  const at::Tensor x = at::arange(10, at::kFloat).view({1, 10, 1});
  const Steps steps = MeansOfFrames({x, {}}, 8);
  EXPECT_THAT(FloatValues(steps.values), ElementsAre(2, 7));  // Frames 0 … 4 and 5 … 9.
  EXPECT_FALSE(steps.lengths.defined());
  EXPECT_THAT(FloatValues(MeansOfFrames({x, {}}, 4).values), ElementsAre(1, 4.5, 8));
  EXPECT_TRUE(MeansOfFrames({x, {}}, 1).values.equal(x));
}

TEST(MeansOfFrames, OfAnItemDoNotDependOnThoseBesideIt) {
  const at::Tensor x = at::arange(2 * 11 * 3, at::kFloat).view({2, 11, 3}).clone();
  x[1].narrow(0, 6, 5).zero_();
  const Steps steps = MeansOfFrames({x, IntTensor({11, 6})}, 4);
  EXPECT_THAT(FloatValues(steps.lengths), ElementsAre(3, 2));
  const at::Tensor alone = MeansOfFrames({x.narrow(0, 1, 1).narrow(1, 0, 6), {}}, 4).values;
  EXPECT_TRUE(steps.values.narrow(0, 1, 1).narrow(1, 0, 2).equal(alone));
  EXPECT_EQ(ScalarValue(steps.values[1][2].abs().sum()), 0);
}

TEST(Cepstra, AreAnOrthonormalBasisOfTheBands) {
  const at::Tensor x = at::arange(2 * 3 * 40, at::kFloat).mul(0.7).sin().view({2, 3, 40});
  const at::Tensor all = Cepstra(x, 40);
  EXPECT_TRUE(all.square().sum({2}).allclose(x.square().sum({2}), 1e-5, 1e-5));
  EXPECT_TRUE(Cepstra(x, 13).allclose(all.narrow(2, 0, 13), 1e-5, 1e-5));
  EXPECT_TRUE(all.select(2, 0).allclose(x.sum({2}).div(std::sqrt(40.0)), 1e-5, 1e-5));
  // Of a cosine of three half turns, the third alone.
  const at::Tensor wave = at::arange(40, at::kFloat).add(0.5).mul(3 * M_PI / 40).cos();
  std::vector<float> want(40, 0);
  want[3] = std::sqrt(20.0F);
  EXPECT_THAT(FloatValues(Cepstra(wave.view({1, 1, 40}), 40)), Pointwise(FloatNear(1e-5), want));
}

}  // namespace
}  // namespace auricle
