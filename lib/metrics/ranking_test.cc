// SPDX-License-Identifier: Apache-2.0
// Reference: testdata/golden/metrics_scipy.py (scikit-learn 1.2.1). Allowed: 1e-12.
#include "lib/metrics/ranking.h"

#include <cmath>
#include <fstream>
#include <numeric>
#include <vector>

#include "gtest/gtest.h"
#include "lib/base/rng.h"
#include "nlohmann/json.hpp"

namespace auricle {
namespace {

constexpr double kAllowed = 1e-12;

std::vector<int> Iota(size_t n) {
  std::vector<int> out(n);
  std::iota(out.begin(), out.end(), 0);
  return out;
}

struct Areas {
  double roc_auc, pr_auc;
};
Areas Score(const std::vector<float>& scores, const std::vector<int>& truth, int of) {
  const int items = static_cast<int>(scores.size());
  const RankedAreas areas = RankAreas(scores, truth, Iota(scores.size()), items, of);
  return {areas.roc.value, areas.pr.value};
}

// `items` of two classes, class 1 scoring higher by chance, with `levels` different scores.
void Draw(int items, int levels, std::vector<float>* scores, std::vector<int>* truth) {
  Rng rng(5, "ranking");
  for (int i = 0; i < items; ++i) {
    truth->push_back(rng.Below(2));
    scores->push_back(rng.Below(levels) + truth->back());
  }
}

TEST(Ranking, GivesScikitLearnsAreasTiesIncluded) {
  const nlohmann::json golden =
      nlohmann::json::parse(std::ifstream("testdata/golden/metrics_scipy.json"));
  for (const nlohmann::json& c : golden.at("ranking")) {
    SCOPED_TRACE(c.at("name").get<std::string>());
    const std::vector<int> truth = c.at("truth");
    std::vector<double> roc, pr;
    for (int k = 0; k < c.at("classes").get<int>(); ++k) {
      std::vector<float> scores;
      for (const nlohmann::json& row : c.at("scores")) scores.push_back(row[k].get<float>());
      const Areas got = Score(scores, truth, k);
      roc.push_back(got.roc_auc);
      pr.push_back(got.pr_auc);
      const nlohmann::json& want_roc = c.at("roc_auc")[k];
      EXPECT_EQ(std::isnan(got.roc_auc), want_roc.is_null());
      EXPECT_EQ(std::isnan(got.pr_auc), want_roc.is_null());
      if (want_roc.is_null()) continue;
      EXPECT_NEAR(got.roc_auc, want_roc.get<double>(), kAllowed);
      EXPECT_NEAR(got.pr_auc, c.at("pr_auc")[k].get<double>(), kAllowed);
    }
    EXPECT_NEAR(MeanOfDefined(roc), c.at("macro")[0].get<double>(), kAllowed);
    EXPECT_NEAR(MeanOfDefined(pr), c.at("macro")[1].get<double>(), kAllowed);
  }
}

TEST(Ranking, RocAucIsTheShareOfPairsInOrder) {
  std::vector<float> scores;
  std::vector<int> truth;
  Draw(70, 6, &scores, &truth);
  double right = 0, pairs = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    for (size_t j = 0; j < scores.size(); ++j) {
      if (truth[i] != 1 || truth[j] != 0) continue;
      right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
      ++pairs;
    }
  }
  EXPECT_NEAR(Score(scores, truth, 1).roc_auc, right / pairs, kAllowed);
}

TEST(Ranking, OnlyTheOrderOfScoresCounts) {
  std::vector<float> scores, bent, turned;
  std::vector<int> truth;
  Draw(90, 12, &scores, &truth);
  for (const float s : scores) {
    bent.push_back(std::exp(s / 4) - 7);
    turned.push_back(-s);
  }
  const Areas a = Score(scores, truth, 1), b = Score(bent, truth, 1);
  EXPECT_EQ(a.roc_auc, b.roc_auc);
  EXPECT_EQ(a.pr_auc, b.pr_auc);
  EXPECT_NEAR(Score(turned, truth, 1).roc_auc, 1 - a.roc_auc, kAllowed);
  // Of two classes each is the other's rest.
  EXPECT_NEAR(Score(turned, truth, 0).roc_auc, a.roc_auc, kAllowed);
}

TEST(Ranking, EqualScoresRankByChance) {
  const Areas s = Score({2, 2, 2, 2, 2}, {1, 0, 0, 1, 0}, 1);
  EXPECT_DOUBLE_EQ(s.roc_auc, 0.5);
  EXPECT_DOUBLE_EQ(s.pr_auc, 0.4);  // The share of the class.
}

TEST(Ranking, TheEndsAreZeroAndOne) {
  EXPECT_EQ(Score({4, 3, 2, 1}, {1, 1, 0, 0}, 1).roc_auc, 1);
  EXPECT_EQ(Score({4, 3, 2, 1}, {1, 1, 0, 0}, 1).pr_auc, 1);
  EXPECT_EQ(Score({4, 3, 2, 1}, {0, 0, 1, 1}, 1).roc_auc, 0);
  EXPECT_NEAR(Score({4, 3, 2, 1}, {0, 0, 1, 1}, 1).pr_auc, (1.0 / 3 + 0.5) / 2, kAllowed);
}

// A line between the points (0, 1) and (1, 1/2) of the curve would say 3/4.
TEST(Ranking, PrAucDrawsNoLineBetweenPoints) {
  EXPECT_DOUBLE_EQ(Score({2, 1}, {0, 1}, 1).pr_auc, 0.5);
}

TEST(Ranking, NothingToRankGivesNoFigure) {
  EXPECT_TRUE(std::isnan(Score({1, 2}, {0, 0}, 1).roc_auc));
  EXPECT_TRUE(std::isnan(Score({1, 2}, {1, 1}, 1).pr_auc));
  EXPECT_TRUE(std::isnan(Score({}, {}, 0).roc_auc));
  EXPECT_TRUE(std::isnan(MeanOfDefined({std::nan("")})));
  EXPECT_EQ(MeanOfDefined({std::nan(""), 1, 2}), 1.5);
}

// An item more moves an area by what the area owes to one like it, but for what is quadratic.
TEST(Ranking, AreasOweToItemsWhatOneMoreWouldAdd) {
  std::vector<float> scores;
  std::vector<int> truth;
  Draw(400, 9, &scores, &truth);
  const RankedAreas areas = RankAreas(scores, truth, Iota(400), 400, 1);
  double sum_roc = 0, sum_pr = 0, sides[2] = {0, 0};
  for (const int t : truth) ++sides[t];
  for (int i = 0; i < 400; ++i) {
    sum_roc += areas.roc.of_unit[i];
    sum_pr += areas.pr.of_unit[i];
    if (i % 7 > 0) continue;
    std::vector<float> more_scores = scores;
    std::vector<int> more_truth = truth;
    more_scores.push_back(scores[i]);
    more_truth.push_back(truth[i]);
    const Areas more = Score(more_scores, more_truth, 1);
    const double widen = std::sqrt(sides[truth[i]] / (sides[truth[i]] - 1));
    EXPECT_NEAR(more.roc_auc - areas.roc.value, areas.roc.of_unit[i] / widen, 5e-5);
    EXPECT_NEAR(more.pr_auc - areas.pr.value, areas.pr.of_unit[i] / widen, 5e-5);
  }
  EXPECT_NEAR(sum_roc, 0, 1e-9);
  EXPECT_NEAR(sum_pr, 0, 1e-3);  // But for the widening of either side.
}

// DeLong's variance by its definition, from all pairs.
TEST(Ranking, OverItemsTheVarianceIsDeLongs) {
  std::vector<float> scores;
  std::vector<int> truth;
  Draw(60, 9, &scores, &truth);
  const RankedAreas areas = RankAreas(scores, truth, Iota(60), 60, 1);
  std::vector<double> placements[2];
  for (int i = 0; i < 60; ++i) {
    double sum = 0, others = 0;
    for (int j = 0; j < 60; ++j) {
      if (truth[j] == truth[i]) continue;
      const double above = scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
      sum += truth[i] == 1 ? above : 1 - above;
      ++others;
    }
    placements[truth[i]].push_back(sum / others);
  }
  double want = 0;
  for (const std::vector<double>& side : placements) {
    double squares = 0;
    for (const double v : side) squares += (v - areas.roc.value) * (v - areas.roc.value);
    want += squares / (side.size() - 1.0) / side.size();
  }
  double got = 0;
  for (const double v : areas.roc.of_unit) got += v * v;
  EXPECT_NEAR(got, want, 1e-12);
}

TEST(Ranking, AreasOfOneStillHaveAVariance) {
  const RankedAreas areas = RankAreas({4, 3, 2, 1}, {1, 1, 0, 0}, Iota(4), 4, 1);
  EXPECT_EQ(areas.roc.of_unit, std::vector<double>(4, 0.0));
  EXPECT_GT(areas.roc.smoothing, 0.01);
  EXPECT_LT(areas.roc.shift, 0);
}

TEST(Ranking, AGroupOwesTheSumOfItsItems) {
  std::vector<float> scores;
  std::vector<int> truth, unit;
  Draw(60, 9, &scores, &truth);
  for (int i = 0; i < 60; ++i) unit.push_back(i % 4);
  const RankedAreas items = RankAreas(scores, truth, Iota(60), 60, 1);
  const RankedAreas groups = RankAreas(scores, truth, unit, 4, 1);
  EXPECT_EQ(items.roc.value, groups.roc.value);
  double sides[2] = {0, 0};
  for (const int t : truth) ++sides[t];
  std::vector<double> sums(4);
  for (int i = 0; i < 60; ++i) {
    const double n = sides[truth[i]];
    sums[unit[i]] += items.roc.of_unit[i] / std::sqrt(n / (n - 1)) * std::sqrt(4.0 / 3);
  }
  for (int u = 0; u < 4; ++u) EXPECT_NEAR(groups.roc.of_unit[u], sums[u], 1e-12);
}

}  // namespace
}  // namespace auricle
