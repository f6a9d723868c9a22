// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/score_tags.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <utility>

#include "lib/base/rng.h"

namespace auricle {
namespace {

RunInfo Run() {
  RunInfo run;
  run.set_tags(true);
  run.set_interval(0.95);
  for (const char* name : {"rain", "dog"}) run.add_classes(name);
  run.set_known_classes(2);
  return run;
}

Outcome Item(const std::string& id, const std::vector<int>& tags, const std::vector<float>& scores,
             const std::vector<int>& unknown = {}) {
  Outcome outcome;
  outcome.set_id(id);
  *outcome.mutable_tags() = {tags.begin(), tags.end()};
  *outcome.mutable_scores() = {scores.begin(), scores.end()};
  *outcome.mutable_unknown() = {unknown.begin(), unknown.end()};
  return outcome;
}

std::map<std::pair<std::string, std::string>, Metric> Scored(const std::vector<Outcome>& outcomes) {
  std::map<std::pair<std::string, std::string>, Metric> metrics;
  const auto scored = ScoreTags(Run(), outcomes);
  EXPECT_TRUE(scored.ok()) << scored.status();
  for (const Metric& metric : *scored) metrics[{metric.name(), metric.of()}] = metric;
  return metrics;
}

// Worked by hand; scikit-learn's average_precision_score, roc_auc_score and f1_score say the same.
TEST(ScoreTags, CountsEachClassByItselfAndAllTogether) {
  const auto m = Scored({Item("a", {0}, {0.9F, 0.2F}), Item("b", {0, 1}, {0.4F, 0.7F}),
                         Item("c", {}, {0.6F, 0.3F}), Item("d", {1}, {0.1F, 0.8F})});
  EXPECT_NEAR(m.at({"pr_auc", "class:rain"}).value(), (1 + 2.0 / 3) / 2, 1e-9);
  EXPECT_NEAR(m.at({"pr_auc", "class:dog"}).value(), 1, 1e-9);
  EXPECT_NEAR(m.at({"map", ""}).value(), (5.0 / 6 + 1) / 2, 1e-9);
  EXPECT_NEAR(m.at({"roc_auc", "class:rain"}).value(), 0.75, 1e-9);
  EXPECT_NEAR(m.at({"f1", "class:rain"}).value(), 0.5, 1e-9);
  EXPECT_NEAR(m.at({"macro_f1", ""}).value(), 0.75, 1e-9);
  EXPECT_NEAR(m.at({"micro_precision", ""}).value(), 0.75, 1e-9);
  EXPECT_NEAR(m.at({"micro_recall", ""}).value(), 0.75, 1e-9);
  EXPECT_NEAR(m.at({"micro_f1", ""}).value(), 0.75, 1e-9);
  EXPECT_NEAR(m.at({"subset_accuracy", ""}).value(), 0.5, 1e-9);
  EXPECT_EQ(m.at({"map", ""}).n(), 4);
}

TEST(ScoreTags, WhatIsUnknownCountsNowhere) {
  const auto m = Scored({Item("a", {0}, {0.9F, 0.9F}, {1}), Item("b", {1}, {0.1F, 0.8F}),
                         Item("c", {}, {0.2F, 0.3F})});
  EXPECT_EQ(m.at({"f1", "class:dog"}).n(), 2);
  EXPECT_NEAR(m.at({"precision", "class:dog"}).value(), 1, 1e-9);
  EXPECT_NEAR(m.at({"subset_accuracy", ""}).value(), 1, 1e-9);
}

TEST(ScoreTags, AClassThatNoItemHasHasNoAreaAndIsLeftOutOfMeans) {
  const auto m = Scored({Item("a", {0}, {0.9F, 0.2F}), Item("b", {}, {0.1F, 0.3F})});
  EXPECT_TRUE(std::isnan(m.at({"pr_auc", "class:dog"}).value()));
  EXPECT_NEAR(m.at({"map", ""}).value(), 1, 1e-9);
}

// The intervals of micro F1 hold its true value about as often as they say.
TEST(ScoreTags, IntervalsCover) {
  constexpr int kDraws = 400, kItems = 150;
  Rng rng(1, "tags");
  const auto draw = [&rng](int items) {
    std::vector<Outcome> outcomes;
    for (int i = 0; i < items; ++i) {
      std::vector<int> tags;
      std::vector<float> scores;
      for (int c = 0; c < 2; ++c) {
        const bool has = rng.Uniform() < (c == 0 ? 0.5 : 0.2);
        if (has) tags.push_back(c);
        scores.push_back(rng.Uniform() < 0.8 ? (has ? 0.9F : 0.1F) : (has ? 0.1F : 0.9F));
      }
      outcomes.push_back(Item(std::to_string(i), tags, scores));
    }
    return outcomes;
  };
  const double truth = Scored(draw(200000)).at({"micro_f1", ""}).value();
  int covered = 0;
  for (int d = 0; d < kDraws; ++d) {
    const Metric metric = Scored(draw(kItems)).at({"micro_f1", ""});
    covered += metric.low() <= truth && truth <= metric.high();
  }
  // 95 % less and more four standard errors of 400 draws.
  EXPECT_GE(covered, kDraws * 0.905);
  EXPECT_LE(covered, kDraws * 0.99);
}

}  // namespace
}  // namespace auricle
