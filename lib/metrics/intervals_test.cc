// SPDX-License-Identifier: Apache-2.0
// Reference: testdata/golden/metrics_scipy.py (SciPy 1.10.1, binomtest). Allowed: 1e-9.
#include "lib/metrics/intervals.h"

#include <cmath>
#include <fstream>
#include <numeric>
#include <vector>

#include "gtest/gtest.h"
#include "lib/base/rng.h"
#include "nlohmann/json.hpp"

namespace auricle {
namespace {

TEST(Intervals, OfProportionsAreThoseOfSciPy) {
  const nlohmann::json golden =
      nlohmann::json::parse(std::ifstream("testdata/golden/metrics_scipy.json"));
  for (const nlohmann::json& row : golden.at("proportions")) {
    const Interval wilson = WilsonInterval(row.at("hits"), row.at("n"), row.at("level"));
    EXPECT_NEAR(wilson.low, row.at("wilson")[0].get<double>(), 1e-9) << row;
    EXPECT_NEAR(wilson.high, row.at("wilson")[1].get<double>(), 1e-9) << row;
    const Interval exact = ClopperPearsonInterval(row.at("hits"), row.at("n"), row.at("level"));
    EXPECT_NEAR(exact.low, row.at("exact")[0].get<double>(), 1e-9) << row;
    EXPECT_NEAR(exact.high, row.at("exact")[1].get<double>(), 1e-9) << row;
  }
}

TEST(Intervals, OfNothingAreUndefined) {
  EXPECT_TRUE(std::isnan(WilsonInterval(0, 0, 0.95).low));
  EXPECT_TRUE(std::isnan(PercentileInterval({0.1, 0.2, 0.3}, /*units=*/1, 0.95).low));
  EXPECT_TRUE(std::isnan(PercentileInterval({}, 9, 0.95).high));
}

TEST(Intervals, MostlyUndefinedResamplesGiveNoInterval) {
  const double nan = std::nan("");
  EXPECT_TRUE(std::isnan(PercentileInterval({nan, nan, 0.3}, 9, 0.95).low));
  EXPECT_FALSE(std::isnan(PercentileInterval({nan, 0.2, 0.3}, 9, 0.95).low));
}

TEST(Intervals, ResamplesDrawAsManyUnitsAsThereAreAndFollowTheSeed) {
  const auto draw = [](uint64_t seed) {
    std::vector<std::vector<int>> all;
    BootstrapOptions options;
    options.resamples = 50;
    options.seed = seed;
    ForEachResample(7, options, [&](absl::Span<const int> times) {
      EXPECT_EQ(std::accumulate(times.begin(), times.end(), 0), 7);
      all.emplace_back(times.begin(), times.end());
    });
    return all;
  };
  EXPECT_EQ(draw(1).size(), 50u);
  EXPECT_EQ(draw(1), draw(1));
  EXPECT_NE(draw(1), draw(2));
}

// Of 500 means of `units` normal values, how often the interval holds 0, the truth.
double Covered(int units) {
  Rng rng(11, "coverage");
  BootstrapOptions options;
  options.resamples = 800;
  int covered = 0;
  constexpr int kTrials = 500;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> unit(units), means;
    for (double& value : unit) value = rng.Normal();
    options.seed = trial;
    ForEachResample(units, options, [&](absl::Span<const int> times) {
      double sum = 0;
      for (int u = 0; u < units; ++u) sum += times[u] * unit[u];
      means.push_back(sum / units);
    });
    const Interval interval = PercentileInterval(means, units, 0.95);
    covered += interval.low <= 0 && 0 <= interval.high;
  }
  return double(covered) / kTrials;
}

// The plain percentile interval covers about 82 % with six units and 50 % with two; this one must
// cover nearly what it says (a seeded simulation: the same figure on every machine).
TEST(Intervals, CoverTheTruthAsOftenAsTheySayWithFewUnits) {
  for (const int units : {2, 3, 4, 5, 6, 8}) {
    EXPECT_GT(Covered(units), 0.90) << units;
    EXPECT_LT(Covered(units), 0.99) << units;
  }
}

TEST(Intervals, ResamplesThatAreAllAlikeTellNoNoise) {
  EXPECT_TRUE(std::isnan(PercentileInterval({0.7, 0.7, 0.7}, 30, 0.95).low));
  const Interval all = UnanimousInterval(1, 10, 0.95), none = UnanimousInterval(0, 10, 0.95);
  EXPECT_NEAR(all.low, 0.7224672, 1e-6);
  EXPECT_EQ(all.high, 1);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 1 - all.low, 1e-12);
  EXPECT_TRUE(std::isnan(UnanimousInterval(1, 1, 0.95).low));
}

TEST(CentredInterval, IsThePercentileIntervalMovedToTheValue) {
  std::vector<double> values;
  for (int i = 0; i <= 100; ++i) values.push_back(i * i);
  const Interval plain = PercentileInterval(values, 30, 0.9);
  const Interval centred = CentredInterval(2600, values, 30, 0.9);
  EXPECT_DOUBLE_EQ(centred.low, plain.low + 100);  // The median is 50².
  EXPECT_DOUBLE_EQ(centred.high, plain.high + 100);
  values.push_back(std::nan(""));
  EXPECT_DOUBLE_EQ(CentredInterval(2600, values, 30, 0.9).low, centred.low);
  EXPECT_TRUE(std::isnan(CentredInterval(0, values, 1, 0.9).low));
}

TEST(CorrectedInterval, GoesAsFarAgainButNeverPastTheValue) {
  std::vector<double> values;
  for (int i = 0; i <= 100; ++i) values.push_back(i);
  const Interval plain = PercentileInterval(values, 30, 0.9);
  const Interval corrected = CorrectedInterval(60, values, 30, 0.9);  // The median is 50.
  EXPECT_DOUBLE_EQ(corrected.low, plain.low + 20);
  EXPECT_DOUBLE_EQ(corrected.high, plain.high + 20);
  EXPECT_EQ(CorrectedInterval(150, values, 30, 0.9).low, 150);
  EXPECT_TRUE(std::isnan(CorrectedInterval(0, values, 1, 0.9).low));
}

}  // namespace
}  // namespace auricle
