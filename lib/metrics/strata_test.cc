// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/strata.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/rng.h"
#include "lib/metrics/intervals.h"

namespace auricle {
namespace {

double MeanOf(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v / values.size();
  return sum;
}

// The mean of `values` and of resamples of them.
Stratum Resampled(const std::vector<double>& values, const std::string& stream, int resamples) {
  Stratum s;
  s.value = MeanOf(values);
  s.units = values.size();
  BootstrapOptions options;
  options.resamples = resamples;
  options.stream = stream;
  ForEachResample(s.units, options, [&](absl::Span<const int> times) {
    double sum = 0;
    for (int i = 0; i < s.units; ++i) sum += times[i] * values[i] / s.units;
    s.resampled.push_back(sum);
  });
  return s;
}

std::vector<double> Draw(int n, double sd, Rng* rng) {
  std::vector<double> values;
  for (int i = 0; i < n; ++i) values.push_back(sd * rng->Normal());
  return values;
}

TEST(MeanOfStrata, OneSetIsItself) {
  Rng rng(1, "strata");
  const Stratum one = Resampled(Draw(9, 1, &rng), "x", 200);
  const Stratum mean = MeanOfStrata({one});
  EXPECT_EQ(mean.units, 9);
  EXPECT_DOUBLE_EQ(mean.value, one.value);
  for (int r = 0; r < 200; ++r) EXPECT_NEAR(mean.resampled[r], one.resampled[r], 1e-12);
}

TEST(MeanOfStrata, EverySetCountsAlikeHoweverLarge) {
  Stratum small, large;
  small.value = 0.2;
  large.value = 0.8;
  small.units = 3;
  large.units = 3000;
  small.resampled = large.resampled = {0.5, 0.5};
  EXPECT_DOUBLE_EQ(MeanOfStrata({small, large}).value, 0.5);
}

// Equal sets of n units: the freedoms add.
TEST(MeanOfStrata, UnitsAddUpWhereSetsAreAlikeAndNotWhereOneSetHasAllTheNoise) {
  Stratum s;
  s.resampled = {-1, 1, -1, 1};
  s.units = 6;
  EXPECT_EQ(MeanOfStrata({s, s, s}).units, 16);
  Stratum still = s;
  still.resampled = {0, 0, 0, 0};
  EXPECT_EQ(MeanOfStrata({s, still, still}).units, 6);
}

TEST(MeanOfStrata, ASetOfOneUnitLeavesTheNoiseUnknown) {
  Stratum one, many;
  one.units = 1;
  many.units = 50;
  one.resampled = many.resampled = {0, 0, 0};
  const Stratum mean = MeanOfStrata({many, one});
  EXPECT_TRUE(std::isnan(mean.resampled[0]));
  EXPECT_TRUE(std::isnan(PercentileInterval(mean.resampled, mean.units, 0.95).low));
}

// Three sets of 5, 8 and 20 units with unlike noise around 0: their mean's 95 % interval holds 0 in
// 95 of 100 cases.
TEST(MeanOfStrata, IntervalsCover) {
  Rng rng(3, "coverage");
  int covered = 0;
  for (int trial = 0; trial < 400; ++trial) {
    std::vector<Stratum> strata;
    const int sizes[] = {5, 8, 20};
    for (int s = 0; s < 3; ++s) {
      strata.push_back(Resampled(Draw(sizes[s], 3 - s, &rng), absl::StrCat(trial, "/", s), 400));
    }
    const Stratum mean = MeanOfStrata(strata);
    const Interval interval = PercentileInterval(mean.resampled, mean.units, 0.95);
    covered += interval.low < 0 && interval.high > 0;
  }
  EXPECT_GT(covered, 366);  // 380 less two deviations and a little.
  EXPECT_LT(covered, 394);
}

}  // namespace
}  // namespace auricle
