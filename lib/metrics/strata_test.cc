// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/strata.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "lib/base/rng.h"

namespace auricle {
namespace {

// The mean of `values`, each a unit.
Sampled MeanOf(const std::vector<double>& values) {
  const double n = values.size();
  Sampled sampled;
  sampled.by_seed = {0};
  for (const double v : values) sampled.by_seed[0] += v / n;
  sampled.of_unit.resize(1);
  for (const double v : values) {
    sampled.of_unit[0].push_back((v - sampled.by_seed[0]) / n * std::sqrt(n / (n - 1)));
  }
  sampled.expected.assign(values.size(), 1);
  sampled.sets = {static_cast<int>(values.size())};
  return sampled;
}

std::vector<double> Draw(int n, double sd, Rng* rng) {
  std::vector<double> values;
  for (int i = 0; i < n; ++i) values.push_back(sd * rng->Normal());
  return values;
}

TEST(MeanOfStrata, OneSetIsItself) {
  Rng rng(1, "strata");
  const Sampled one = MeanOf(Draw(9, 1, &rng));
  const Sampled mean = MeanOfStrata({one});
  EXPECT_EQ(mean.by_seed, one.by_seed);
  EXPECT_EQ(mean.of_unit, one.of_unit);
}

TEST(MeanOfStrata, EverySetCountsAlikeHoweverLarge) {
  const Sampled mean =
      MeanOfStrata({MeanOf(std::vector<double>(3, 0.2)), MeanOf(std::vector<double>(3000, 0.8))});
  EXPECT_NEAR(mean.by_seed[0], 0.5, 1e-12);
}

TEST(MeanOfStrata, DegreesOfFreedomAddUpWhereSetsAreAlikeAndNotWhereOneSetHasAllTheNoise) {
  const Sampled noisy = MeanOf({-1, 1, -1, 1, -1, 1}), still = MeanOf({0, 0, 0, 0, 0, 0});
  const auto df = [](const std::vector<Sampled>& sets) {
    return EstimateMean(MeanOfStrata(sets), Scale::kDifference, 0.95).noise.units_df;
  };
  EXPECT_NEAR(df({noisy, noisy, noisy}), 15, 1e-9);
  EXPECT_NEAR(df({noisy, still, still}), 5, 1e-9);
  EXPECT_NEAR(df({still, still}), 10, 1e-9);
}

TEST(MeanOfStrata, ASetOfOneUnitLeavesTheNoiseUnknown) {
  Sampled alone = MeanOf({1, 1});
  alone.of_unit = {{0}};
  alone.expected = {1};
  alone.sets = {1};
  const Estimate e =
      EstimateMean(MeanOfStrata({MeanOf({0, 1, 2}), alone}), Scale::kDifference, 0.95);
  EXPECT_TRUE(std::isnan(e.se));
  EXPECT_TRUE(std::isnan(e.interval.low));
  EXPECT_TRUE(std::isnan(PValue(e)));
}

TEST(MeanOfStrata, SeedsStayApart) {
  Sampled a = MeanOf({0.1, 0.3}), b = MeanOf({0.5, 0.7});
  a.by_seed = {0.2, 0.4};
  b.by_seed = {0.6, 1.0};
  a.of_unit.push_back({0, 0});
  b.of_unit.push_back({0, 0});
  const Sampled mean = MeanOfStrata({a, b});
  EXPECT_DOUBLE_EQ(mean.by_seed[0], 0.4);
  EXPECT_DOUBLE_EQ(mean.by_seed[1], 0.7);
  EXPECT_EQ(mean.of_unit[0].size(), 4u);
  EXPECT_DOUBLE_EQ(mean.of_unit[0][2], b.of_unit[0][0] / 2);
}

// Variances of independent sets add: se² = Σ s²/n / H².
TEST(MeanOfStrata, TheStandardErrorIsThatOfTheVariancesSum) {
  Rng rng(4, "se");
  std::vector<Sampled> strata;
  double variance = 0;
  for (const int n : {4, 6, 30}) {
    const std::vector<double> values = Draw(n, 1, &rng);
    const double mean = MeanOf(values).by_seed[0];
    double squares = 0;
    for (const double v : values) squares += (v - mean) * (v - mean);
    variance += squares / (n - 1) / n / 9;
    strata.push_back(MeanOf(values));
  }
  const Estimate e = EstimateMean(MeanOfStrata(strata), Scale::kDifference, 0.95);
  EXPECT_NEAR(e.se, std::sqrt(variance), 1e-12);
}

// Three sets of 5, 8 and 20 units with unlike noise around 0: their mean's 95 % interval holds 0 in
// 95 of 100 cases.
TEST(MeanOfStrata, IntervalsCover) {
  Rng rng(3, "coverage");
  int covered = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    std::vector<Sampled> strata;
    int s = 0;
    for (const int n : {5, 8, 20}) strata.push_back(MeanOf(Draw(n, 0.03 * (3 - s++), &rng)));
    const Interval interval = EstimateMean(MeanOfStrata(strata), Scale::kDifference, 0.95).interval;
    covered += interval.low < 0 && interval.high > 0;
  }
  EXPECT_GT(covered, 1860);
  EXPECT_LT(covered, 1940);
}

}  // namespace
}  // namespace auricle
