// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/compare.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/base/rng.h"

namespace auricle {
namespace {

constexpr int kSeeds = 4, kGroups = 8, kPerGroup = 25;

const NamedMetric& AccuracyMetric() { return *FindMetric("accuracy"); }

// Binary decisions on kGroups × kPerGroup items, whose chance to be right is `base` plus an effect
// of the seed and one of the group, each drawn by `rng` with the given spread.
Decisions Simulate(double base, double sd_seed, const std::vector<double>& group_effect, Rng* rng) {
  Decisions decisions;
  for (int s = 0; s < kSeeds; ++s) {
    const double seed_effect = sd_seed * rng->Normal();
    std::vector<int> of_seed;
    for (int i = 0; i < kGroups * kPerGroup; ++i) {
      const double p = base + seed_effect + group_effect[i / kPerGroup];
      of_seed.push_back(rng->Uniform() < p ? 0 : 1);
    }
    decisions.push_back(of_seed);
  }
  return decisions;
}

TestItems Items() {
  TestItems items;
  items.classes = 2;
  items.units = kGroups;
  for (int i = 0; i < kGroups * kPerGroup; ++i) {
    items.truth.push_back(0);
    items.unit.push_back(i / kPerGroup);
  }
  return items;
}

BootstrapOptions Few(uint64_t seed) {
  BootstrapOptions options;
  options.resamples = 300;
  options.seed = seed;
  return options;
}

TEST(Compare, IdenticalConditionsDifferByNothingWithCertainty) {
  Rng rng(1, "compare");
  const Decisions a = Simulate(0.7, 0.05, std::vector<double>(kGroups), &rng);
  const auto sampled = SampleConditions(Items(), {a, a}, {AccuracyMetric()}, Few(1));
  const Estimate d = EstimateDifference(sampled[0][0], sampled[0][1], true, kGroups, 0.95);
  EXPECT_EQ(d.value, 0);
  EXPECT_EQ(d.se, 0);
  EXPECT_EQ(PValue(d), 1);
  EXPECT_TRUE(std::isnan(d.interval.low));
  EXPECT_TRUE(std::isnan(DetectableDifference(d, 0.05, 0.8)));
}

// Every item is won, so that no resample differs from another.
TEST(Compare, AFewUnitsThatAgreeAreNoCertainty) {
  TestItems items;
  items.classes = 2;
  items.units = 3;
  items.truth = {0, 0, 0};
  items.unit = {0, 1, 2};
  const auto s = SampleConditions(items, {{{0, 0, 0}}, {{1, 1, 1}}}, {AccuracyMetric()}, Few(1));
  const Estimate d = EstimateDifference(s[0][0], s[0][1], true, 3, 0.95);
  EXPECT_EQ(d.value, 1);
  EXPECT_DOUBLE_EQ(PValue(d), 0.25);  // As by sign flips: 2 of 8 patterns.
  EXPECT_TRUE(std::isnan(d.interval.low));
}

TEST(Compare, TheDifferenceIsTheDifferenceOfTheMeansAndChangesSignWithTheOrder) {
  Rng rng(2, "compare");
  const Decisions a = Simulate(0.8, 0.05, std::vector<double>(kGroups), &rng);
  const Decisions b = Simulate(0.6, 0.05, std::vector<double>(kGroups), &rng);
  const auto s = SampleConditions(Items(), {a, b}, WholeMetrics(), Few(1));
  for (size_t m = 0; m < WholeMetrics().size(); ++m) {
    const Estimate mean_a = EstimateMean(s[m][0], kGroups, 0.95);
    const Estimate mean_b = EstimateMean(s[m][1], kGroups, 0.95);
    const Estimate d = EstimateDifference(s[m][0], s[m][1], true, kGroups, 0.95);
    const Estimate reverse = EstimateDifference(s[m][1], s[m][0], true, kGroups, 0.95);
    EXPECT_NEAR(d.value, mean_a.value - mean_b.value, 1e-12);
    EXPECT_NEAR(d.value, -reverse.value, 1e-12);
    if (d.se == 0) continue;  // Macro precision of one class: 1/2 whatever is decided.
    EXPECT_NEAR(d.interval.low, -reverse.interval.high, 1e-12);
    EXPECT_NEAR(PValue(d), PValue(reverse), 1e-12);
    EXPECT_EQ(d.seeds, kSeeds);
  }
}

// With a group effect that both conditions share, pairing takes it out of the difference.
TEST(Compare, PairingTakesTheSharedDifficultyOfGroupsOut) {
  Rng rng(3, "compare");
  std::vector<double> hard(kGroups);
  for (double& h : hard) h = 0.15 * rng.Normal();
  const Decisions a = Simulate(0.65, 0, hard, &rng);
  const Decisions b = Simulate(0.60, 0, hard, &rng);
  const auto s = SampleConditions(Items(), {a, b}, {AccuracyMetric()}, Few(1));
  const double alone = EstimateMean(s[0][0], kGroups, 0.95).se;
  EXPECT_LT(EstimateDifference(s[0][0], s[0][1], true, kGroups, 0.95).se, 0.7 * alone);
}

TEST(Compare, TheNoiseBetweenSeedsWidensTheInterval) {
  const auto width = [](double sd_seed) {
    Rng rng(4, "compare");
    const Decisions a = Simulate(0.7, sd_seed, std::vector<double>(kGroups), &rng);
    const auto s = SampleConditions(Items(), {a}, {AccuracyMetric()}, Few(1));
    const Estimate e = EstimateMean(s[0][0], kGroups, 0.95);
    return e.interval.high - e.interval.low;
  };
  EXPECT_GT(width(0.1), 2 * width(0));
}

// Null conditions: same accuracy, own noise of seeds, shared and own effects of groups. A 95 %
// interval of the difference must hold 0 about 95 times in 100, and so must the unpaired one.
TEST(Compare, IntervalsCoverAsOftenAsTheySay) {
  Rng rng(5, "coverage");
  constexpr int kTrials = 300;
  int paired = 0, unpaired = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> group_a(kGroups), group_b(kGroups);
    for (int g = 0; g < kGroups; ++g) {
      const double shared = 0.1 * rng.Normal();
      group_a[g] = shared + 0.03 * rng.Normal();
      group_b[g] = shared + 0.03 * rng.Normal();
    }
    const Decisions a = Simulate(0.6, 0.04, group_a, &rng);
    const Decisions b = Simulate(0.6, 0.04, group_b, &rng);
    const auto s = SampleConditions(Items(), {a, b}, {AccuracyMetric()}, Few(trial));
    const Estimate p = EstimateDifference(s[0][0], s[0][1], true, kGroups, 0.95);
    const Estimate u = EstimateDifference(s[0][0], s[0][1], false, kGroups, 0.95);
    paired += p.interval.low <= 0 && 0 <= p.interval.high;
    unpaired += u.interval.low <= 0 && 0 <= u.interval.high;
  }
  EXPECT_GT(paired, 0.92 * kTrials);
  EXPECT_LT(paired, 0.99 * kTrials);
  EXPECT_GT(unpaired, 0.92 * kTrials);
  EXPECT_LT(unpaired, 0.99 * kTrials);
}

// The bootstrap draws from the units themselves: its variance is (n - 1) / n of that over units.
TEST(Compare, TheStandardErrorOfFewUnitsIsNotTheBootstrapsOwn) {
  Sampled condition;
  condition.by_seed = {2};
  condition.resampled = {{1, 3}};  // Variance 2.
  EXPECT_NEAR(EstimateMean(condition, 2, 0.95).se, std::sqrt(2.0 * 2 / 1), 1e-12);
  EXPECT_NEAR(EstimateMean(condition, 5, 0.95).se, std::sqrt(2.0 * 5 / 4), 1e-12);
}

TEST(Compare, OneGroupGivesNoInterval) {
  TestItems items = Items();
  items.units = 1;
  std::fill(items.unit.begin(), items.unit.end(), 0);
  Rng rng(6, "compare");
  const Decisions a = Simulate(0.7, 0.1, std::vector<double>(kGroups), &rng);
  const auto s = SampleConditions(items, {a}, {AccuracyMetric()}, Few(1));
  const Estimate e = EstimateMean(s[0][0], 1, 0.95);
  EXPECT_FALSE(std::isnan(e.value));
  EXPECT_TRUE(std::isnan(e.interval.low));
  EXPECT_TRUE(std::isnan(PValue(e)));
}

// At the detectable difference, with the standard error known, the test must find it as often as
// promised; here by the formula itself at infinite df: (1.96 + 0.84) standard errors.
TEST(Compare, TheDetectableDifferenceIsTheTextbooksAtManyDegreesOfFreedom) {
  Estimate e;
  e.se = 0.01;
  e.df = 1e9;
  EXPECT_NEAR(DetectableDifference(e, 0.05, 0.8), 0.0280159, 1e-6);
  e.df = 2;
  EXPECT_GT(DetectableDifference(e, 0.05, 0.8), 0.05);
}

}  // namespace
}  // namespace auricle
