// SPDX-License-Identifier: Apache-2.0
// Reference: testdata/golden/metrics_scipy.py (scikit-learn 1.2.1). Allowed: 1e-12.
#include "lib/metrics/classify.h"

#include <cmath>
#include <fstream>
#include <numeric>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/base/rng.h"
#include "nlohmann/json.hpp"

namespace auricle {
namespace {

constexpr double kAllowed = 1e-12;

double Figure(const std::string& name, const ConfusionMatrix& m) {
  return FindMetric(name)->Value(ScoreClasses(m));
}

TEST(Classify, GivesScikitLearnsFigures) {
  const nlohmann::json golden =
      nlohmann::json::parse(std::ifstream("testdata/golden/metrics_scipy.json"));
  for (const nlohmann::json& c : golden.at("classification")) {
    const int classes = c.at("classes");
    const ConfusionMatrix m = CountConfusion(c.at("truth").get<std::vector<int>>(),
                                             c.at("decision").get<std::vector<int>>(), classes);
    SCOPED_TRACE(c.at("name").get<std::string>());
    EXPECT_NEAR(Accuracy(m), c.at("accuracy").get<double>(), kAllowed);
    EXPECT_NEAR(Uar(m), c.at("uar").get<double>(), kAllowed);
    EXPECT_NEAR(Figure("macro_precision", m), c.at("macro")[0].get<double>(), kAllowed);
    EXPECT_NEAR(Figure("macro_recall", m), c.at("macro")[1].get<double>(), kAllowed);
    EXPECT_NEAR(Figure("macro_f1", m), c.at("macro")[2].get<double>(), kAllowed);
    EXPECT_NEAR(Figure("weighted_f1", m), c.at("weighted")[2].get<double>(), kAllowed);
    EXPECT_NEAR(Figure("weighted_precision", m), c.at("weighted")[0].get<double>(), kAllowed);
    EXPECT_NEAR(Figure("weighted_recall", m), c.at("weighted")[1].get<double>(), kAllowed);
    std::vector<int> all(classes);
    std::iota(all.begin(), all.end(), 0);
    EXPECT_NEAR(Micro(ScoreClasses(m), all).f1, c.at("micro")[2].get<double>(), kAllowed);
    const std::vector<ClassScores> scores = ScoreClasses(m);
    for (int k = 0; k < classes; ++k) {
      const auto or_zero = [](double v) { return std::isnan(v) ? 0 : v; };
      EXPECT_NEAR(or_zero(scores[k].precision), c.at("precision")[k].get<double>(), kAllowed);
      EXPECT_NEAR(or_zero(scores[k].recall), c.at("recall")[k].get<double>(), kAllowed);
      EXPECT_NEAR(or_zero(scores[k].f1), c.at("f1")[k].get<double>(), kAllowed);
      EXPECT_EQ(scores[k].items, c.at("support")[k].get<int64_t>());
    }
  }
}

// The anti-transfer code passed (decision, truth), so its published precision and recall are
// swapped; these are the right ones (specs' golden `metrics`, computed with scikit-learn).
// Defect D6 of the anti-transfer original: the two were exchanged.
TEST(Classify, DoesNotSwapPrecisionAndRecall) {
  const std::vector<int> truth = {0, 0, 0, 0, 1, 1, 2, 2, 3, 0};
  const std::vector<int> decision = {0, 0, 1, 1, 1, 2, 2, 0, 0, 0};
  const ConfusionMatrix m = CountConfusion(truth, decision, 4);
  EXPECT_NEAR(Accuracy(m), 0.5, kAllowed);
  EXPECT_NEAR(Figure("macro_f1", m), 0.375, kAllowed);
  EXPECT_NEAR(Figure("macro_precision", m), 0.3583333333, 1e-10);
  EXPECT_NEAR(Figure("macro_recall", m), 0.4, kAllowed);
}

TEST(Classify, GivesTheUarOfTheAdapterPaper) {
  const nlohmann::json golden =
      nlohmann::json::parse(std::ifstream("testdata/golden/emonet_golden.json")).at("metrics");
  const ConfusionMatrix m = CountConfusion(golden.at("y_true").get<std::vector<int>>(),
                                           golden.at("y_pred").get<std::vector<int>>(), 3);
  EXPECT_NEAR(Uar(m), golden.at("uar").get<double>(), kAllowed);
  EXPECT_NEAR(Accuracy(m), golden.at("accuracy").get<double>(), kAllowed);
  for (int c = 0; c < 3; ++c) {
    EXPECT_NEAR(ScoreClasses(m)[c].recall, golden.at("recalls")[c].get<double>(), 1e-9);
  }
}

TEST(Classify, NoMetricDependsOnTheOrderOfClasses) {
  Rng rng(3, "classes");
  std::vector<int> truth, decision, order = {0, 1, 2, 3, 4};
  for (int i = 0; i < 60; ++i) {
    truth.push_back(rng.Below(4));
    decision.push_back(rng.Below(5));
  }
  rng.Shuffle(&order);
  std::vector<int> other_truth, other_decision;
  for (const int t : truth) other_truth.push_back(order[t]);
  for (const int d : decision) other_decision.push_back(order[d]);
  for (const NamedMetric& metric : WholeMetrics()) {
    EXPECT_NEAR(metric.Value(ScoreClasses(truth, decision, 5)),
                metric.Value(ScoreClasses(other_truth, other_decision, 5)), kAllowed)
        << metric.name;
  }
}

TEST(Classify, AClassWithoutItemsLowersMacroF1IfDecidedAndNeverUar) {
  const std::vector<int> truth = {0, 0, 1, 1};
  const std::vector<int> right = {0, 0, 1, 1};
  const std::vector<int> stray = {0, 2, 1, 1};
  EXPECT_DOUBLE_EQ(Figure("macro_f1", CountConfusion(truth, right, 3)), 1);
  EXPECT_NEAR(Figure("macro_f1", CountConfusion(truth, stray, 3)), (2.0 / 3 + 1 + 0) / 3, kAllowed);
  EXPECT_NEAR(Uar(CountConfusion(truth, stray, 3)), 0.75, kAllowed);
}

TEST(Classify, NoItemsGiveNoFigure) {
  for (const NamedMetric& metric : WholeMetrics()) {
    EXPECT_TRUE(std::isnan(metric.Value(ScoreClasses(ConfusionMatrix(3))))) << metric.name;
  }
  EXPECT_TRUE(std::isnan(ScoreClasses(ConfusionMatrix(1))[0].precision));
}

TEST(Classify, MetricsAreFoundByName) {
  ASSERT_NE(FindMetric("macro_f1"), nullptr);
  EXPECT_STREQ(FindMetric("macro_f1")->title, "macro F1");
  EXPECT_EQ(FindMetric("f1_macro"), nullptr);
  EXPECT_STREQ(FindMetric("micro_f1")->name, "accuracy");
  EXPECT_EQ(FindMetric("micro_recall"), FindMetric("accuracy"));
}

}  // namespace
}  // namespace auricle
