// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/figure_set.h"

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/stop.h"
#include "lib/metrics/intervals.h"

namespace auricle {
namespace {

// Three classes, of which "c" is known to the truth alone (--unseen=wrong).
RunInfo ThreeClasses() {
  RunInfo run;
  for (const char* name : {"a", "b", "c"}) run.add_classes(name);
  run.set_known_classes(2);
  run.set_group_by("speaker");
  return run;
}

Outcome Item(int id, const std::string& group, int truth, float p) {
  Outcome outcome;
  outcome.set_id(absl::StrCat(id));
  outcome.set_group(group);
  outcome.set_truth(truth);
  outcome.set_decision(p >= 0.5f ? 0 : 1);
  outcome.add_scores(p);
  outcome.add_scores(1 - p);
  return outcome;
}

const std::vector<Outcome> kOutcomes = {Item(0, "x", 0, 0.9f), Item(1, "x", 1, 0.6f),
                                        Item(2, "y", 0, 0.7f), Item(3, "y", 1, 0.2f),
                                        Item(4, "z", 0, 0.3f), Item(5, "z", 2, 0.8f)};

std::vector<ScoredFigure> Score(const RunInfo& run, const std::vector<Outcome>& outcomes) {
  FigureScope scope;
  scope.classes = true;
  auto figures = ScoreFigures(run, outcomes, UnitsOf(run, outcomes), scope);
  EXPECT_TRUE(figures.ok()) << figures.status();
  return *std::move(figures);
}

double Value(const std::vector<ScoredFigure>& figures, const std::string& name,
             const std::string& of) {
  for (const ScoredFigure& figure : figures) {
    if (figure.metric.name() == name && figure.metric.of() == of) return figure.metric.value();
  }
  ADD_FAILURE() << "no " << name << " of '" << of << "'";
  return 0;
}

TEST(FigureSet, AreasAreOfTheClassesThatHaveProbabilitiesAgainstAllOthers) {
  const RunInfo run = ThreeClasses();
  const std::vector<ScoredFigure> set = Score(run, kOutcomes);
  // Of "a": 0.9, 0.7, 0.3 against 0.8, 0.6, 0.2, of which 6 of 9 pairs are in order.
  EXPECT_NEAR(Value(set, "roc_auc", "class:a"), 6.0 / 9, 1e-12);
  // At 0.9 1 of 1, at 0.7 2 of 3, at 0.3 3 of 5.
  EXPECT_NEAR(Value(set, "pr_auc", "class:a"), (1 + 2.0 / 3 + 3.0 / 5) / 3, 1e-12);
  // Of "b": 0.8 and 0.4 against 0.7, 0.3, 0.2, 0.1: 7 of 8.
  EXPECT_NEAR(Value(set, "roc_auc", "class:b"), 7.0 / 8, 1e-12);
  EXPECT_NEAR(Value(set, "roc_auc", ""), (6.0 / 9 + 7.0 / 8) / 2, 1e-12);
  for (const ScoredFigure& figure : set) {
    EXPECT_FALSE(figure.metric.of() == "class:c" && figure.metric.name() == "roc_auc");
  }
}

TEST(FigureSet, EveryFigureThatIsDefinedHasAnIntervalAroundIt) {
  const RunInfo grouped = ThreeClasses();
  RunInfo items = grouped;
  items.clear_group_by();
  for (RunInfo run : {grouped, items}) {
    run.set_interval(0.95);
    for (const ScoredFigure& figure : Score(run, kOutcomes)) {
      const Metric& m = figure.metric;
      SCOPED_TRACE(m.name() + " " + m.of());
      if (std::isnan(m.value()) || m.n() == 0) {  // Or a precision of no decisions, 0 by custom.
        EXPECT_TRUE(std::isnan(m.low()));
        continue;
      }
      EXPECT_LE(m.low(), m.value());
      EXPECT_GE(m.high(), m.value());
      EXPECT_LT(m.low(), m.high());
      EXPECT_EQ(m.groups(), run.group_by().empty() ? 0 : 3);
    }
  }
}

TEST(FigureSet, ProportionsOfIndependentItemsHaveWilsonsInterval) {
  RunInfo run = ThreeClasses();
  run.clear_group_by();
  run.set_interval(0.95);
  for (const ScoredFigure& figure : Score(run, kOutcomes)) {
    if (figure.metric.name() != "accuracy") continue;
    const Interval wilson = WilsonInterval(3, 6, 0.95);
    EXPECT_DOUBLE_EQ(figure.metric.low(), wilson.low);
    EXPECT_DOUBLE_EQ(figure.metric.high(), wilson.high);
  }
}

// 190 items of a class and 10 of another, all of which are right in every draw: the interval must
// reach below .95, which would give as much in 60 of 100.
TEST(FigureSet, ASmallClassThatIsAllRightIsNoCertainty) {
  RunInfo run = ThreeClasses();
  run.clear_group_by();
  run.set_interval(0.95);
  std::vector<Outcome> outcomes;
  for (int i = 0; i < 200; ++i) {
    outcomes.push_back(Item(i, "x", i < 190 ? 0 : 1, i < 10 || i >= 190 ? 0.1f : 0.9f));
  }
  for (const ScoredFigure& figure : Score(run, outcomes)) {
    if (figure.metric.name() != "uar" || !figure.metric.of().empty()) continue;
    EXPECT_NEAR(figure.metric.value(), (180.0 / 190 + 1) / 2, 1e-12);
    EXPECT_LT(figure.metric.low(), 0.9);
    EXPECT_GT(figure.metric.high(), 0.98);
  }
}

// In a process of its own: the signal stays set.
TEST(FigureSetDeathTest, AStopEndsItWithoutFigures) {
  const auto stopped = [] {
    RequestStop(15);
    const RunInfo run = ThreeClasses();
    FigureScope scope;
    const auto figures = ScoreFigures(run, kOutcomes, UnitsOf(run, kOutcomes), scope);
    std::exit(absl::IsCancelled(figures.status()) ? 7 : 1);
  };
  EXPECT_EXIT(stopped(), testing::ExitedWithCode(7), "");
}

TEST(FigureSet, OutcomesWithoutProbabilitiesHaveNoAreas) {
  const RunInfo run = ThreeClasses();
  std::vector<Outcome> bare = kOutcomes;
  bare[3].clear_scores();
  const std::vector<ScoredFigure> set = Score(run, bare);
  for (const ScoredFigure& figure : set) {
    EXPECT_NE(figure.metric.name(), "roc_auc");
  }
}

}  // namespace
}  // namespace auricle
