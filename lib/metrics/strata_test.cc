// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/strata.h"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/rng.h"
#include "lib/metrics/compare.h"
#include "lib/metrics/intervals.h"

namespace auricle {
namespace {

double MeanOf(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v / values.size();
  return sum;
}

Stratum Make(double value, std::vector<double> resampled, int units) {
  return {{{value}, {std::move(resampled)}}, units};
}

// The mean of `values` and of resamples of them.
Stratum Resampled(const std::vector<double>& values, const std::string& stream, int resamples) {
  const int units = values.size();
  BootstrapOptions options;
  options.resamples = resamples;
  options.stream = stream;
  std::vector<double> resampled;
  ForEachResample(units, options, [&](absl::Span<const int> times) {
    double sum = 0;
    for (int i = 0; i < units; ++i) sum += times[i] * values[i] / units;
    resampled.push_back(sum);
  });
  return Make(MeanOf(values), resampled, units);
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
  EXPECT_EQ(mean.sampled.by_seed, one.sampled.by_seed);
  EXPECT_EQ(mean.sampled.resampled, one.sampled.resampled);
}

TEST(MeanOfStrata, EverySetCountsAlikeHoweverLarge) {
  const Stratum mean = MeanOfStrata({Make(0.2, {0.5, 0.5}, 3), Make(0.8, {0.5, 0.5}, 3000)});
  EXPECT_DOUBLE_EQ(mean.sampled.by_seed[0], 0.5);
}

TEST(MeanOfStrata, UnitsAddUpWhereSetsAreAlikeAndNotWhereOneSetHasAllTheNoise) {
  const Stratum noisy = Make(0, {-1, 1, -1, 1}, 6), still = Make(0, {0, 0, 0, 0}, 6);
  EXPECT_EQ(MeanOfStrata({noisy, noisy, noisy}).units, 16);
  EXPECT_EQ(MeanOfStrata({noisy, still, still}).units, 6);
  EXPECT_EQ(MeanOfStrata({still, still}).units, 11);
}

TEST(MeanOfStrata, ASetOfOneUnitLeavesTheNoiseUnknown) {
  const Stratum mean = MeanOfStrata({Make(0, {0, 0, 0}, 50), Make(0, {0, 0, 0}, 1)});
  EXPECT_TRUE(std::isnan(mean.sampled.resampled[0][0]));
  EXPECT_TRUE(std::isnan(PercentileInterval(mean.sampled.resampled[0], mean.units, 0.95).low));
  EXPECT_TRUE(std::isnan(EstimateMean(mean.sampled, mean.units, 0.95).se));
}

// Two seeds of two sets: seeds are joined with their like.
TEST(MeanOfStrata, SeedsStayApart) {
  const Stratum a = {{{0.2, 0.4}, {{0.1, 0.3}, {0.4, 0.4}}}, 4};
  const Stratum b = {{{0.6, 1.0}, {{0.6, 0.6}, {0.9, 1.1}}}, 4};
  const Stratum mean = MeanOfStrata({a, b});
  EXPECT_DOUBLE_EQ(mean.sampled.by_seed[0], 0.4);
  EXPECT_DOUBLE_EQ(mean.sampled.by_seed[1], 0.7);
  EXPECT_EQ(mean.units, 7);
  const double widen = std::sqrt(4.0 / 3 / (7.0 / 6));
  EXPECT_NEAR(mean.sampled.resampled[0][1], 0.4 + widen * 0.05, 1e-12);
  EXPECT_NEAR(mean.sampled.resampled[1][0], 0.7 - widen * 0.05, 1e-12);
}

// Variances of independent sets add: se² = Σ s²/n / H².
TEST(MeanOfStrata, TheStandardErrorIsThatOfTheVariancesSum) {
  Rng rng(4, "se");
  std::vector<Stratum> strata;
  double variance = 0;
  const int sizes[] = {4, 6, 30};
  for (const int n : sizes) {
    const std::vector<double> values = Draw(n, 1, &rng);
    double squares = 0;
    for (const double v : values) squares += (v - MeanOf(values)) * (v - MeanOf(values));
    variance += squares / (n - 1) / n / 9;
    strata.push_back(Resampled(values, absl::StrCat(n), 20000));
  }
  const Stratum mean = MeanOfStrata(strata);
  EXPECT_NEAR(EstimateMean(mean.sampled, mean.units, 0.95).se / std::sqrt(variance), 1, 0.02);
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
    const Interval interval = PercentileInterval(mean.sampled.resampled[0], mean.units, 0.95);
    covered += interval.low < 0 && interval.high > 0;
  }
  EXPECT_GT(covered, 366);  // 380 less two deviations and a little.
  EXPECT_LT(covered, 394);
}

}  // namespace
}  // namespace auricle
