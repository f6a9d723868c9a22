// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/evaluate_parts.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/evaluate/metric_testing.h"
#include "lib/evaluate/score.h"
#include "lib/metrics/classify.h"
#include "protos/record.pb.h"

namespace auricle {
namespace {

const char* const kClasses[] = {"a", "b", "c", "d"};

void SetTensor(const std::vector<float>& values, Tensor* tensor) {
  tensor->set_dtype(FLOAT32);
  tensor->set_data(values.data(), values.size() * sizeof(float));
}

// An item of class `truth` (0 … 3), whose every window has a row of `windows` and whose own scores
// are their mean.
Clip Item(const std::string& id, int truth, Part part,
          const std::vector<std::vector<float>>& windows) {
  Clip clip;
  clip.set_id(id);
  clip.set_source(id);
  (*clip.mutable_labels())["letter"].set_name(kClasses[truth]);
  (*clip.mutable_assignments())["split"] = part;
  Prediction* prediction = clip.add_predictions();
  prediction->set_name("letter");
  prediction->set_task("letter");
  prediction->set_kind(PROBABILITY);
  for (const char* name : kClasses) prediction->add_classes(name);
  std::vector<float> mean(4), all;
  for (const std::vector<float>& row : windows) {
    for (int c = 0; c < 4; ++c) mean[c] += row[c] / windows.size();
    all.insert(all.end(), row.begin(), row.end());
  }
  SetTensor(mean, prediction->mutable_item());
  SetTensor(all, prediction->mutable_window());
  return clip;
}

// 0.7 for the decision, 0.1 for each other class.
std::vector<float> Deciding(int decision) {
  std::vector<float> scores(4, 0.1f);
  scores[decision] = 0.7f;
  return scores;
}

absl::StatusOr<std::vector<Evaluation>> Evaluate(const std::vector<Clip>& clips, bool each,
                                                 const EvaluateOptions& options) {
  PartsEvaluator evaluator(options, each);
  Header header;
  header.set_content(Header::CLIPS);
  if (absl::Status s = evaluator.BeginSection(header); !s.ok()) return s;
  for (const Clip& clip : clips) {
    if (absl::Status s = evaluator.Add(clip); !s.ok()) return s;
  }
  return evaluator.Finish();
}

// Truths and decisions of the golden section "metrics" of the original programs.
constexpr int kTruth[] = {0, 0, 0, 0, 1, 1, 2, 2, 3, 0};
constexpr int kDecision[] = {0, 0, 1, 1, 1, 2, 2, 0, 0, 0};

Evaluation Golden() {
  std::vector<Clip> clips;
  for (int i = 0; i < 10; ++i) {
    clips.push_back(Item(absl::StrCat("i", i), kTruth[i], TEST, {Deciding(kDecision[i])}));
  }
  return Evaluate(clips, /*each=*/false, {})->at(0);
}

// The original passed its arguments in the wrong order: precision 0.4, recall 0.358.
TEST(Evaluate, D6PrecisionAndRecallAreNotSwapped) {
  EXPECT_NEAR(MetricOf(Golden(), "macro_precision").value(), 0.3583333333, 1e-9);
  EXPECT_NEAR(MetricOf(Golden(), "macro_recall").value(), 0.4, 1e-9);
}

// The original averaged batches: F1 0.352 in batches of 4, the short last one counting as much.
TEST(Evaluate, D6FiguresAreOfTheWholeSetNotMeansOfBatches) {
  EXPECT_NEAR(MetricOf(Golden(), "accuracy").value(), 0.5, 1e-12);
  EXPECT_NEAR(MetricOf(Golden(), "macro_f1").value(), 0.375, 1e-12);
}

TEST(Evaluate, CrossEntropyIsTheMeanSurpriseOfTheTruthWithItsInterval) {
  const Evaluation golden = Golden();
  // 5 hits at 0.7, 5 misses at 0.1.
  EXPECT_NEAR(MetricOf(golden, "cross_entropy").value(), -(std::log(0.7) + std::log(0.1)) / 2,
              1e-6);
  for (const Metric& metric : golden.metrics) {
    if (metric.name() != kCrossEntropy) continue;
    EXPECT_LT(metric.low(), metric.value());
    EXPECT_GT(metric.high(), metric.value());
    EXPECT_EQ(metric.n(), 10);
  }
}

TEST(Evaluate, AProbabilityOfZeroCostsAFiniteAmountAndIsTold) {
  const Evaluation e = Evaluate({Item("x", 0, TEST, {{0, 1, 0, 0}})}, false, {})->at(0);
  EXPECT_NEAR(MetricOf(e, "cross_entropy").value(), 87.3365, 1e-3);
  ASSERT_FALSE(e.notes.empty());
  EXPECT_NE(e.notes[0].find("1 truths had a probability below"), std::string::npos) << e.notes[0];
}

TEST(Evaluate, EachPartIsASetOfItsOwn) {
  const std::vector<Clip> clips = {
      Item("a", 0, TRAIN, {Deciding(0)}), Item("b", 1, TRAIN, {Deciding(1)}),
      Item("c", 0, VALID, {Deciding(1)}), Item("d", 0, TEST, {Deciding(0)}),
      Item("e", 1, TEST, {Deciding(0)}),  Item("f", 1, UNASSIGNED, {Deciding(0)})};
  const auto parts = Evaluate(clips, /*each=*/true, {});
  ASSERT_TRUE(parts.ok()) << parts.status();
  ASSERT_EQ(parts->size(), 3u);
  const char* const names[] = {"train", "valid", "test"};
  const double accuracies[] = {1, 0, 0.5};
  for (int p = 0; p < 3; ++p) {
    EXPECT_EQ((*parts)[p].header.run().split(), names[p]);
    EXPECT_EQ(MetricOf((*parts)[p], "accuracy").value(), accuracies[p]);
  }
  EvaluateOptions options;
  options.parts = {TRAIN, VALID, TEST};
  const auto mixed = Evaluate(clips, /*each=*/false, options);
  ASSERT_TRUE(mixed.ok());
  ASSERT_EQ(mixed->size(), 1u);
  EXPECT_EQ(MetricOf((*mixed)[0], "accuracy").value(), 0.6);
}

TEST(Evaluate, APartWithoutItemsIsNamed) {
  const auto parts =
      Evaluate({Item("a", 0, TRAIN, {Deciding(0)}), Item("d", 0, TEST, {Deciding(0)})},
               /*each=*/true, {});
  ASSERT_FALSE(parts.ok());
  EXPECT_NE(parts.status().message().find("part valid"), absl::string_view::npos);
}

TEST(Evaluate, WindowsAreScoredBesideItemsAndResampledByItem) {
  EvaluateOptions options;
  options.windows = true;
  // Items: one right, one wrong. Windows: 1 of 1 right, 1 of 3 right.
  const auto e = Evaluate({Item("a", 0, TEST, {Deciding(0)}),
                           Item("b", 1, TEST, {Deciding(1), Deciding(2), Deciding(2)})},
                          false, options);
  ASSERT_TRUE(e.ok()) << e.status();
  EXPECT_EQ(MetricOf((*e)[0], "accuracy").value(), 0.5);
  EXPECT_EQ(MetricOf((*e)[0], "accuracy", kOfWindows).value(), 0.5);  // 2 of 4.
  EXPECT_NEAR(MetricOf((*e)[0], "uar", kOfWindows).value(), (1 + 1.0 / 3) / 2, 1e-12);
  EXPECT_NEAR(MetricOf((*e)[0], "cross_entropy", kOfWindows).value(),
              -(2 * std::log(0.7) + 2 * std::log(0.1)) / 4, 1e-6);
  Clip bare = Item("c", 0, TEST, {Deciding(0)});
  bare.mutable_predictions(0)->clear_window();
  const auto without = Evaluate({bare}, false, options);
  EXPECT_NE(without.status().message().find("--windows"), absl::string_view::npos);
}

}  // namespace
}  // namespace auricle
