// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/compare.h"

#include <algorithm>
#include <cmath>
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

Sampled Sample(const TestItems& items, const Decisions& decisions,
               const NamedMetric& metric = AccuracyMetric()) {
  return SampleCondition(items, CountInfluence(items), decisions, metric);
}

TEST(Compare, IdenticalConditionsDifferByNothingAsFarAsTheirItemsGo) {
  Rng rng(1, "compare");
  const Sampled a = Sample(Items(), Simulate(0.7, 0.05, std::vector<double>(kGroups), &rng));
  const Estimate d = EstimateDifference(a, a, true, 0.95);
  EXPECT_EQ(d.value, 0);
  EXPECT_TRUE(d.noise.still);
  EXPECT_EQ(PValue(d), 1);
  // A further item may be decided otherwise: one pair in 200 is as Agresti and Min's.
  EXPECT_GT(d.interval.high, 0.005);
  EXPECT_LT(d.interval.high, 0.02);
  EXPECT_DOUBLE_EQ(d.interval.low, -d.interval.high);
}

TEST(Compare, AFewUnitsThatAgreeAreNoCertainty) {
  TestItems items;
  items.classes = 2;
  items.units = 3;
  items.truth = {0, 0, 0};
  items.unit = {0, 1, 2};
  const Estimate d =
      EstimateDifference(Sample(items, {{0, 0, 0}}), Sample(items, {{1, 1, 1}}), true, 0.95);
  EXPECT_EQ(d.value, 1);
  EXPECT_GE(PValue(d), 0.25);  // By sign flips 2 of 8 patterns.
}

TEST(Compare, TheDifferenceIsTheDifferenceOfTheMeansAndChangesSignWithTheOrder) {
  Rng rng(2, "compare");
  const Decisions a = Simulate(0.8, 0.05, std::vector<double>(kGroups), &rng);
  const Decisions b = Simulate(0.6, 0.05, std::vector<double>(kGroups), &rng);
  for (const NamedMetric& metric : WholeMetrics()) {
    const Sampled of_a = Sample(Items(), a, metric), of_b = Sample(Items(), b, metric);
    const Estimate d = EstimateDifference(of_a, of_b, true, 0.95);
    const Estimate reverse = EstimateDifference(of_b, of_a, true, 0.95);
    EXPECT_NEAR(d.value,
                EstimateMean(of_a, Scale::kShare, 0.95).value -
                    EstimateMean(of_b, Scale::kShare, 0.95).value,
                1e-12);
    EXPECT_NEAR(d.value, -reverse.value, 1e-12);
    EXPECT_NEAR(d.interval.low, -reverse.interval.high, 1e-12);
    EXPECT_NEAR(PValue(d), PValue(reverse), 1e-12);
    EXPECT_EQ(d.seeds, kSeeds);
  }
}

// p is below 1 - level just where the interval leaves 0 out.
TEST(Compare, PAndIntervalSayTheSame) {
  Rng rng(9, "compare");
  for (int trial = 0; trial < 40; ++trial) {
    const double better = 0.02 * (trial % 10);
    const Sampled a = Sample(Items(), Simulate(0.6 + better, 0.03, std::vector<double>(8), &rng));
    const Sampled b = Sample(Items(), Simulate(0.6, 0.03, std::vector<double>(8), &rng));
    for (const bool paired : {true, false}) {
      const Estimate d = EstimateDifference(a, b, paired, 0.95);
      EXPECT_EQ(PValue(d) < 0.05, d.interval.low > 0 || d.interval.high < 0) << trial;
    }
  }
}

// With a group effect that both conditions share, pairing takes it out of the difference.
TEST(Compare, PairingTakesTheSharedDifficultyOfGroupsOut) {
  Rng rng(3, "compare");
  std::vector<double> hard(kGroups);
  for (double& h : hard) h = 0.15 * rng.Normal();
  const Decisions a = Simulate(0.65, 0, hard, &rng);
  const Decisions b = Simulate(0.60, 0, hard, &rng);
  const double alone = EstimateMean(Sample(Items(), a), Scale::kShare, 0.95).se;
  EXPECT_LT(EstimateDifference(Sample(Items(), a), Sample(Items(), b), true, 0.95).se, 0.7 * alone);
}

TEST(Compare, TheNoiseBetweenSeedsWidensTheInterval) {
  const auto width = [](double sd_seed) {
    Rng rng(4, "compare");
    const Decisions a = Simulate(0.7, sd_seed, std::vector<double>(kGroups), &rng);
    const Estimate e = EstimateMean(Sample(Items(), a), Scale::kShare, 0.95);
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
    const Sampled of_a = Sample(Items(), a), of_b = Sample(Items(), b);
    const Estimate p = EstimateDifference(of_a, of_b, true, 0.95);
    const Estimate u = EstimateDifference(of_a, of_b, false, 0.95);
    paired += p.interval.low <= 0 && 0 <= p.interval.high;
    unpaired += u.interval.low <= 0 && 0 <= u.interval.high;
  }
  EXPECT_GT(paired, 0.92 * kTrials);
  EXPECT_LT(paired, 0.99 * kTrials);
  EXPECT_GT(unpaired, 0.92 * kTrials);
  EXPECT_LT(unpaired, 0.99 * kTrials);
}

TEST(Compare, OneGroupGivesNoInterval) {
  TestItems items = Items();
  items.units = 1;
  std::fill(items.unit.begin(), items.unit.end(), 0);
  Rng rng(6, "compare");
  const Sampled a = Sample(items, Simulate(0.7, 0.1, std::vector<double>(kGroups), &rng));
  const Estimate e = EstimateMean(a, Scale::kShare, 0.95);
  EXPECT_FALSE(std::isnan(e.value));
  EXPECT_TRUE(std::isnan(e.interval.low));
  EXPECT_TRUE(std::isnan(PValue(e)));
}

// Where all units differ alike nothing but the spread over seeds is left: the t test of the seeds.
TEST(Compare, WithoutNoiseOfUnitsTheTestIsStudentsOverSeeds) {
  Estimate e;
  e.value = 0.02;
  e.noise.units = 1e-8;
  e.noise.units_df = 1e9;
  e.noise.trainings = {{1e-4, 2}};  // t = 2 at two degrees of freedom.
  EXPECT_NEAR(PValue(e), 0.183503, 1e-6);
}

// The spread over seeds may be small by chance; the one over units is then the least noise.
TEST(Compare, SeedsThatAgreeDoNotHideTheNoiseOfUnits) {
  Estimate e;
  e.value = 0.02;
  e.noise.units = 1e-4;
  e.noise.units_df = 1e9;
  e.noise.trainings = {{0, 2}};
  EXPECT_NEAR(PValue(e), 0.0455003, 1e-6);
}

// A few large groups carry what many small ones do not.
TEST(Compare, UnequalGroupsHaveFewerDegreesOfFreedom) {
  TestItems items = Items();
  Rng rng(6, "compare");
  const Decisions a = Simulate(0.7, 0.1, std::vector<double>(kGroups), &rng);
  const Estimate even = EstimateMean(Sample(items, a), Scale::kShare, 0.95);
  EXPECT_NEAR(even.noise.units_df, kGroups - 1, 1e-9);
  for (size_t i = 0; i < items.unit.size() / 2; ++i) items.unit[i] = 0;
  const Estimate uneven = EstimateMean(Sample(items, a), Scale::kShare, 0.95);
  EXPECT_LT(uneven.noise.units_df, 3);
}

// With the standard error known: (1.96 + 0.84) standard errors.
TEST(Compare, TheDetectableDifferenceIsTheTextbooksAtManyDegreesOfFreedom) {
  Estimate e;
  e.se = 0.01;
  e.noise.units = 1e-4;
  e.noise.units_df = 1e9;
  EXPECT_NEAR(DetectableDifference(e, 0.05, 0.8), 0.0280159, 1e-6);
  e.noise.units_df = 2;
  EXPECT_GT(DetectableDifference(e, 0.05, 0.8), 0.05);
}

}  // namespace
}  // namespace auricle
