// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/figure_set.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/rng.h"
#include "lib/metrics/classify.h"
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

double Value(const FigureSet& set, const std::string& name, const std::string& of) {
  for (const FigureSet::Figure& figure : set.figures()) {
    if (figure.metric.name() == name && figure.metric.of() == of) return figure.metric.value();
  }
  ADD_FAILURE() << "no " << name << " of '" << of << "'";
  return 0;
}

TEST(FigureSet, AreasAreOfTheClassesThatHaveProbabilitiesAgainstAllOthers) {
  const RunInfo run = ThreeClasses();
  const FigureSet set(run, kOutcomes, UnitsOf(run, kOutcomes), {true, true, true});
  // Of "a": 0.9, 0.7, 0.3 against 0.8, 0.6, 0.2, of which 6 of 9 pairs are in order.
  EXPECT_NEAR(Value(set, "roc_auc", "class:a"), 6.0 / 9, 1e-12);
  // At 0.9 1 of 1, at 0.7 2 of 3, at 0.3 3 of 5.
  EXPECT_NEAR(Value(set, "pr_auc", "class:a"), (1 + 2.0 / 3 + 3.0 / 5) / 3, 1e-12);
  // Of "b": 0.8 and 0.4 against 0.7, 0.3, 0.2, 0.1: 7 of 8.
  EXPECT_NEAR(Value(set, "roc_auc", "class:b"), 7.0 / 8, 1e-12);
  EXPECT_NEAR(Value(set, "roc_auc", ""), (6.0 / 9 + 7.0 / 8) / 2, 1e-12);
  for (const FigureSet::Figure& figure : set.figures()) {
    EXPECT_FALSE(figure.metric.of() == "class:c" && figure.metric.name() == "roc_auc");
  }
}

TEST(FigureSet, ThatOfEveryUnitOnceIsItself) {
  const RunInfo run = ThreeClasses();
  const Units units = UnitsOf(run, kOutcomes);
  EXPECT_TRUE(units.groups);
  ASSERT_EQ(units.count, 3);
  const FigureSet set(run, kOutcomes, units, {true, true, true});
  const std::vector<double> values = set.Values({1, 1, 1});
  ASSERT_EQ(values.size(), set.figures().size());
  for (size_t f = 0; f < values.size(); ++f) {
    const double figure = set.figures()[f].metric.value();
    EXPECT_TRUE(values[f] == figure || (std::isnan(values[f]) && std::isnan(figure))) << f;
  }
}

TEST(FigureSet, ThatOfAUnitTakenTwiceIsThatOfItsItemsTwice) {
  const RunInfo run = ThreeClasses();
  std::vector<Outcome> drawn;
  for (const Outcome& outcome : kOutcomes) {
    const int times = outcome.group() == "x" ? 2 : outcome.group() == "y" ? 1 : 0;
    for (int t = 0; t < times; ++t) drawn.push_back(outcome);
  }
  const FigureSet set(run, kOutcomes, UnitsOf(run, kOutcomes), {true, true, true});
  const FigureSet copied(run, drawn, UnitsOf(run, drawn), {true, true, true});
  const std::vector<double> values = set.Values({2, 1, 0});
  ASSERT_EQ(values.size(), copied.figures().size());
  for (size_t f = 0; f < values.size(); ++f) {
    const double figure = copied.figures()[f].metric.value();
    if (std::isnan(figure)) {
      EXPECT_TRUE(std::isnan(values[f])) << f;
    } else {
      EXPECT_NEAR(values[f], figure, 1e-12) << copied.figures()[f].metric.name();
    }
  }
}

// Of test sets of 20 classes with 5 items each, decided rightly in 4 of 10 cases, else evenly among
// the others: macro F1 of many items is 0.4. The percentile interval held it in 75 of 100 cases.
TEST(FigureInterval, OfMacroF1CoversTheTruthOfManyClassesWithFewItems) {
  constexpr int kClasses = 20, kItems = 100, kTrials = 200;
  Rng rng(3, "coverage");
  int covered = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<int> truth, decision;
    for (int i = 0; i < kItems; ++i) {
      truth.push_back(rng.Below(kClasses));
      const int other = (truth[i] + 1 + rng.Below(kClasses - 1)) % kClasses;
      decision.push_back(rng.Uniform() < 0.4 ? truth[i] : other);
    }
    BootstrapOptions options;
    options.resamples = 400;
    options.seed = trial;
    std::vector<double> values;
    ForEachResample(kItems, options, [&](absl::Span<const int> times) {
      ConfusionMatrix confusion(kClasses);
      for (int i = 0; i < kItems; ++i) confusion.at(truth[i], decision[i]) += times[i];
      values.push_back(MacroF1(confusion));
    });
    const double value = MacroF1(CountConfusion(truth, decision, kClasses));
    const Interval interval = FigureInterval("macro_f1", value, values, kItems, 0.95);
    EXPECT_LE(interval.low, value);
    EXPECT_GE(interval.high, value);
    covered += interval.low <= 0.4 && 0.4 <= interval.high;
  }
  EXPECT_GT(covered, 0.87 * kTrials);
  EXPECT_LT(covered, 0.99 * kTrials);
}

TEST(FigureSet, OutcomesWithoutProbabilitiesHaveNoAreas) {
  const RunInfo run = ThreeClasses();
  std::vector<Outcome> bare = kOutcomes;
  bare[3].clear_scores();
  const FigureSet set(run, bare, UnitsOf(run, bare), FigureScope());
  for (const FigureSet::Figure& figure : set.figures()) {
    EXPECT_NE(figure.metric.name(), "roc_auc");
  }
}

}  // namespace
}  // namespace auricle
