// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/influence.h"

#include <cmath>
#include <numeric>
#include <vector>

#include "gtest/gtest.h"
#include "lib/base/rng.h"

namespace auricle {
namespace {

struct Set {
  TestItems items;
  std::vector<int> decisions;
};

// `n` items of four classes in `units` units (0: each its own), seven in ten right.
Set Draw(int n, int units) {
  Rng rng(7, "influence");
  Set set;
  set.items.classes = 5;  // One is only decided.
  set.items.units = units > 0 ? units : n;
  for (int i = 0; i < n; ++i) {
    set.items.truth.push_back(rng.Below(4));
    set.items.unit.push_back(units > 0 ? i % units : i);
    set.decisions.push_back(rng.Uniform() < 0.7 ? set.items.truth[i]
                                                : static_cast<int>(rng.Below(5)));
  }
  return set;
}

double Value(const Set& set, const NamedMetric& metric) {
  return metric.Value(ScoreClasses(set.items.truth, set.decisions, set.items.classes));
}

double SumOfSquares(const std::vector<double>& x) {
  return std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
}

// One more item of a unit moves a figure by what it owes to the unit, but for what is quadratic.
TEST(Influence, IsWhatOneMoreItemWouldAdd) {
  const Set set = Draw(2000, 0);
  const CountInfluence influence(set.items);
  for (const NamedMetric& metric : WholeMetrics()) {
    const Influence owed = influence.Of(set.decisions, metric);
    EXPECT_DOUBLE_EQ(owed.value, Value(set, metric));
    for (int i = 0; i < 2000; i += 97) {
      Set more = set;
      more.items.truth.push_back(set.items.truth[i]);
      more.decisions.push_back(set.decisions[i]);
      EXPECT_NEAR(Value(more, metric) - owed.value, owed.of_unit[i], 4e-6) << metric.name;
    }
    // But for the widening, which is of each class.
    EXPECT_NEAR(std::accumulate(owed.of_unit.begin(), owed.of_unit.end(), 0.0), 0, 1e-6);
  }
}

// Σ r(1-r)/(n-1) over classes, over their number squared.
TEST(Influence, OfUarAddsUpToTheUnbiasedVarianceOfAMeanOfProportions) {
  const Set set = Draw(60, 0);
  const Influence uar = CountInfluence(set.items).Of(set.decisions, *FindMetric("uar"));
  double want = 0;
  for (const ClassScores& s : ScoreClasses(set.items.truth, set.decisions, 5)) {
    if (s.items > 0) want += s.recall * (1 - s.recall) / (s.items - 1) / 16;
  }
  EXPECT_NEAR(SumOfSquares(uar.of_unit), want, 1e-12);
}

TEST(Influence, OfAClassIsThatOfTheClassAlone) {
  const Set set = Draw(300, 6);
  const CountInfluence influence(set.items);
  const std::vector<ClassScores> scores = ScoreClasses(set.items.truth, set.decisions, 5);
  // Macro F1 is the mean over five classes, so that its parts add up to it.
  std::vector<double> sum(6);
  double value = 0;
  for (int c = 0; c < 5; ++c) {
    const Influence one = influence.OfClass(set.decisions, scores, c, &ClassScores::f1);
    value += one.value / 5;
    for (int u = 0; u < 6; ++u) sum[u] += one.of_unit[u] / 5;
  }
  const Influence macro = influence.Of(set.decisions, *FindMetric("macro_f1"));
  EXPECT_NEAR(macro.value, value, 1e-12);
  // An item that is decided wrongly is widened by its truth there and by all items here.
  for (int u = 0; u < 6; ++u) EXPECT_NEAR(macro.of_unit[u], sum[u], 2e-4);
}

TEST(Influence, AClassThatIsAllRightIsSmoothed) {
  TestItems items;
  items.classes = 2;
  items.units = 30;
  std::vector<int> decisions;
  for (int i = 0; i < 30; ++i) {
    items.truth.push_back(i < 20 ? 0 : 1);
    items.unit.push_back(i);
    decisions.push_back(i < 2 ? 1 : i < 20 ? 0 : 1);
  }
  const Influence uar = CountInfluence(items).Of(decisions, *FindMetric("uar"));
  // Agresti and Caffo's 11 of 12 in place of 10 of 10, 19 of 22 in place of 18 of 20.
  const double small = 11.0 / 12 * (1.0 / 12) / 10 / 4;
  const double large = (19.0 / 22 * (3.0 / 22) - 0.9 * 0.1) / 20 / 4;
  EXPECT_NEAR(uar.smoothing, small + large, 1e-12);
  EXPECT_NEAR(uar.shift, (11.0 / 12 - 1 + 19.0 / 22 - 0.9) / 2, 1e-12);
  EXPECT_EQ(uar.lone, 0);
}

TEST(Influence, AClassInOneUnitIsGivenTheChanceOfItsItems) {
  TestItems items;
  items.classes = 2;
  items.units = 3;
  items.truth = {0, 0, 0, 1, 1, 1, 1};
  items.unit = {0, 1, 2, 2, 2, 2, 2};
  const Influence uar =
      CountInfluence(items).Of(std::vector<int>{0, 0, 1, 1, 1, 1, 0}, *FindMetric("uar"));
  EXPECT_NEAR(uar.lone, 4.0 / 6 * (2.0 / 6) / 4 / 4, 1e-12);
}

}  // namespace
}  // namespace auricle
