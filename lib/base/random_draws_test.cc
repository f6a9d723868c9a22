// SPDX-License-Identifier: Apache-2.0
#include "lib/base/random_draws.h"

#include <gtest/gtest.h>

#include <cmath>

namespace auricle {
namespace {

struct Moments {
  double mean = 0, variance = 0;
};

template <typename Draw>
Moments Of(const Draw& draw) {
  constexpr int kDraws = 200000;
  Rng rng(1, "draws");
  double sum = 0, squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double x = draw(&rng);
    sum += x;
    squares += x * x;
  }
  const double mean = sum / kDraws;
  return {mean, squares / kDraws - mean * mean};
}

TEST(DrawGamma, HasItsShapeAsMeanAndVariance) {
  for (const double shape : {0.2, 1.0, 4.5}) {
    const Moments of = Of([shape](Rng* rng) { return DrawGamma(shape, rng); });
    const double error = 5 * std::sqrt(shape / 200000);
    EXPECT_NEAR(of.mean, shape, error) << shape;
    EXPECT_NEAR(of.variance, shape, 0.05 * shape + error) << shape;
  }
}

TEST(DrawBeta, HasAHalfAsMeanAndTheKnownVarianceAndStaysWithin) {
  for (const double alpha : {0.01, 0.2, 1.0, 8.0}) {
    const Moments of = Of([alpha](Rng* rng) {
      const double x = DrawBeta(alpha, rng);
      EXPECT_GE(x, 0);
      EXPECT_LE(x, 1);
      return x;
    });
    const double variance = 1 / (4 * (2 * alpha + 1));
    EXPECT_NEAR(of.mean, 0.5, 5 * std::sqrt(variance / 200000)) << alpha;
    EXPECT_NEAR(of.variance, variance, 0.02 * variance) << alpha;
  }
}

}  // namespace
}  // namespace auricle
