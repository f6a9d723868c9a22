// SPDX-License-Identifier: Apache-2.0
// Reference: testdata/golden/metrics_scipy.py (SciPy 1.10.1, binomtest). Allowed: 1e-9.
#include "lib/metrics/intervals.h"

#include <cmath>
#include <fstream>
#include <numeric>
#include <vector>

#include "gtest/gtest.h"
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
  EXPECT_TRUE(std::isnan(EffectiveWilsonInterval(0.5, 0.5, 0, 2).low));
  EXPECT_TRUE(std::isnan(EffectiveWilsonInterval(0.5, 0.5, std::nan(""), 2).low));
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

TEST(Intervals, OfAMeanWithAProportionsVarianceAreWilsons) {
  const double variance = 0.8 * 0.2 / 50;
  const Interval want = WilsonInterval(40, 50, 0.95);
  const Interval got = EffectiveWilsonInterval(0.8, 0.8, variance, 1.959963985);
  EXPECT_NEAR(got.low, want.low, 1e-9);
  EXPECT_NEAR(got.high, want.high, 1e-9);
  // Twice the variance is half of the items.
  EXPECT_NEAR(EffectiveWilsonInterval(0.8, 0.8, 2 * variance, 1.959963985).low,
              WilsonInterval(20, 25, 0.95).low, 1e-9);
}

TEST(Intervals, OfAllRightDoNotEndShortOfOne) {
  const Interval all = EffectiveWilsonInterval(1, 0.98, 0.001, 1.96);
  EXPECT_EQ(all.high, 1);
  EXPECT_LT(all.low, 0.99);
  EXPECT_EQ(EffectiveWilsonInterval(0, 0.02, 0.001, 1.96).low, 0);
}

TEST(Intervals, OfGroupsThatAreAllRightAreThoseOfAsManyItems) {
  const Interval all = UnanimousInterval(1, 10, 0.95), none = UnanimousInterval(0, 10, 0.95);
  EXPECT_NEAR(all.low, 0.7224672, 1e-6);
  EXPECT_EQ(all.high, 1);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 1 - all.low, 1e-12);
  EXPECT_TRUE(std::isnan(UnanimousInterval(1, 1, 0.95).low));
}

}  // namespace
}  // namespace auricle
