// SPDX-License-Identifier: Apache-2.0
#include "lib/report/tables/run_grid.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "lib/report/study/at_layer.h"
#include "lib/report/tables/xlsx.h"

namespace auricle {
namespace {

constexpr char kLoss[] = "cross_entropy,antitransfer(at=[conv4_2,conv5_1],beta=1,scope=batch)";

// Results of `right` hits among ten items of two classes.
RunResults Fold(const std::string& name, uint64_t seed, const std::string& plan,
                const std::string& part, int right) {
  RunResults results;
  results.file = absl::StrCat("runs/", name, ".", plan, ".", seed, ".results");
  results.header.set_content(Header::RESULTS);
  ModelInfo* model = results.header.add_models();
  model->set_fingerprint(std::hash<std::string>()(name + plan) + seed);
  model->mutable_training()->set_loss(kLoss);
  model->mutable_training()->set_seed(seed);
  model->mutable_training()->mutable_frozen()->set_name("speaker.model");
  RunInfo* run = results.header.mutable_run();
  run->set_name(name);
  run->set_task("digit");
  run->set_corpus("synthetic");
  run->set_plan(plan);
  run->set_split(part);
  run->set_seed(seed);
  run->set_model(model->fingerprint());
  run->add_classes("a");
  run->add_classes("b");
  run->set_known_classes(2);
  run->set_items(10);
  run->set_interval(0.95);
  run->set_resamples(100);
  for (int i = 0; i < 10; ++i) {
    Outcome outcome;
    outcome.set_id(absl::StrCat(plan, "/", i));
    outcome.set_truth(i % 2);
    outcome.set_decision(i < right ? i % 2 : 1 - i % 2);
    const float p = i < right ? 0.75f : 0.25f;
    outcome.add_scores(i % 2 == 0 ? p : 1 - p);
    outcome.add_scores(i % 2 == 0 ? 1 - p : p);
    results.outcomes.push_back(outcome);
  }
  return results;
}

const GridFigure& Of(const GridRun& run, const std::string& metric, int part) {
  for (int m = 0; m < kGridMetrics; ++m) {
    if (metric == kGridMetricNames[m]) return run.figures[m][part];
  }
  ADD_FAILURE() << metric;
  return run.figures[0][0];
}

TEST(RunGrid, ARunIsOneNameAndSeedAndItsFoldsAreSummarised) {
  const std::vector<Grid> grids =
      BuildGrids({Fold("at", 1, "cv.0", "test", 6), Fold("at", 1, "cv.1", "test", 10),
                  Fold("at", 2, "cv.0", "test", 5), Fold("at", 1, "cv.0", "train", 10)},
                 "");
  ASSERT_EQ(grids.size(), 1u);
  EXPECT_EQ(grids[0].title, "digit on synthetic");
  ASSERT_EQ(grids[0].runs.size(), 2u);
  const GridRun& run = grids[0].runs[0];
  EXPECT_EQ(run.folds, 2);
  EXPECT_EQ(run.plan, "cv");
  EXPECT_NEAR(Of(run, "accuracy", 2).mean, 0.8, 1e-12);
  EXPECT_NEAR(Of(run, "accuracy", 2).std, 0.2, 1e-12);  // Of the population: ± 0.2.
  EXPECT_NEAR(Of(run, "cross_entropy", 2).mean,
              (-0.4 * std::log(0.25) - 0.6 * std::log(0.75) - std::log(0.75)) / 2, 1e-6);
  EXPECT_EQ(Of(run, "accuracy", 0).mean, 1);  // One fold has a train part.
  EXPECT_EQ(Of(run, "accuracy", 0).std, 0);
  EXPECT_TRUE(std::isnan(Of(run, "accuracy", 1).mean));
  EXPECT_EQ(run.test_items, 20);
  EXPECT_LT(run.uar.low, 0.8);
  EXPECT_GT(run.uar.high, 0.8);
  EXPECT_EQ(grids[0].runs[1].seed, 2u);
}

TEST(RunGrid, RepetitionsUnderOneSeedAreRowsOfTheirOwn) {
  const std::vector<Grid> grids =
      BuildGrids({Fold("at", 3, "random", "train", 9), Fold("at", 3, "random", "test", 6),
                  Fold("at", 3, "random", "train", 9), Fold("at", 3, "random", "test", 7)},
                 "");
  ASSERT_EQ(grids[0].runs.size(), 2u);
  EXPECT_NEAR(Of(grids[0].runs[0], "accuracy", 2).mean, 0.6, 1e-12);
  EXPECT_NEAR(Of(grids[0].runs[1], "accuracy", 2).mean, 0.7, 1e-12);
}

// The original's cell was 0.5 (1.27113 + 0.88073) = 1.07593: the last epoch's loss averaged with
// that of the chosen one.
TEST(RunGrid, D4ValidationLossIsThatOfTheChosenModelNotAMeanOfEpochs) {
  RunResults valid = Fold("at", 1, "random", "valid", 10);
  Training* training = valid.header.mutable_models(0)->mutable_training();
  training->set_best_epoch(1);
  for (const double loss : {0.88073, 1.27113}) {
    Scalar* scalar = training->add_history()->add_scalars();
    scalar->set_name("valid/loss");
    scalar->set_value(loss);
  }
  Metric metric;
  metric.set_name("cross_entropy");
  metric.set_value(0.88073);
  valid.metrics.push_back(metric);
  const std::vector<Grid> grids = BuildGrids({valid}, "");
  EXPECT_EQ(Of(grids[0].runs[0], "cross_entropy", 1).mean, 0.88073);
}

// The original wrote neither at_layer nor at_dataset, and of several layers logged the last.
TEST(RunGrid, D16ParametersNameEveryLayerAndTheFrozenNetwork) {
  const std::vector<Grid> grids = BuildGrids({Fold("at", 1, "random", "test", 6)}, "");
  const auto value = [&](const std::string& name) -> std::string {
    for (const auto& parameter : grids[0].runs[0].parameters) {
      if (parameter.first == name) return parameter.second;
    }
    return "(missing)";
  };
  EXPECT_EQ(value("antitransfer.at"), "[conv4_2,conv5_1]");
  EXPECT_EQ(value("antitransfer.beta"), "1");
  EXPECT_EQ(value("loss"), kLoss);
  EXPECT_EQ(value("frozen.name"), "speaker.model");
  // Whatever a training records is here, under the name it has there.
  const auto* fields = Training::descriptor();
  for (int f = 0; f < fields->field_count(); ++f) {
    const std::string& name = fields->field(f)->name();
    if (name == "history" || name == "from") continue;  // From nothing, here.
    EXPECT_NE(value(name == "frozen" ? "frozen.model" : name), "(missing)") << name;
  }
}

TEST(RunGrid, CommentsSayWhatWasDoneAsThePublishedTableDid) {
  RunResults run = Fold("x", 1, "random", "test", 6);
  const auto comments = [&] {
    const GridRun row = BuildGrids({run}, "")[0].runs[0];
    return absl::StrCat(row.comment1, " / ", row.comment2);
  };
  Training* training = run.header.mutable_models(0)->mutable_training();
  EXPECT_EQ(comments(), "antitransfer / at=[conv4_2,conv5_1], beta=1, scope=batch");
  training->set_loss("cross_entropy,antitransfer(at=slice:21,no_gradient=true)");
  EXPECT_EQ(comments(), "antitransfer without gradient / at=slice:21");
  training->set_loss("cross_entropy");
  EXPECT_EQ(comments(), "no weight init / no antitransfer");
  training->mutable_from()->set_name("words.model");
  EXPECT_EQ(comments(), "no antitransfer / weight init words.model");
}

TEST(RunGrid, TsvHasTheThirtyFourColumnsInTheirOrderAndNoFormulas) {
  RunResults hostile = Fold("=cmd|'/C calc'!A0\t\n", 1, "random", "test", 6);
  const std::string tsv = RenderGridTsv(BuildGrids({hostile}, ""));
  const std::vector<std::string> lines = absl::StrSplit(tsv, '\n');
  ASSERT_EQ(lines.size(), 3u);
  const std::vector<std::string> names = absl::StrSplit(lines[0], '\t');
  const std::vector<std::string> cells = absl::StrSplit(lines[1], '\t');
  ASSERT_EQ(names.size(), cells.size());
  EXPECT_EQ(names[1], "ID");
  EXPECT_EQ(names[5], "loss mean train");
  EXPECT_EQ(names[12], "accuracy mean val");
  EXPECT_EQ(names[25], "precision mean test");
  EXPECT_EQ(names[34], "recall std test");
  EXPECT_EQ(names[43], "ROC AUC mean test");
  EXPECT_EQ(cells[43], "0.6");  // 9 of 25 pairs in order, 12 tied.
  for (const std::string& cell : cells) EXPECT_FALSE(absl::StartsWith(cell, "=")) << cell;
}

TEST(RunGrid, TheWorkbookIsTheSameBytesEveryTime) {
  const std::vector<Grid> grids = BuildGrids({Fold("at", 1, "random", "test", 6)}, "");
  const auto once = RenderXlsx(grids), again = RenderXlsx(grids);
  ASSERT_TRUE(once.ok()) << once.status();
  EXPECT_EQ(*once, *again);
  EXPECT_EQ(once->substr(0, 2), "PK");
}

TEST(AtLayer, TapsAndSlicesLieOnOneAxis) {
  EXPECT_EQ(TapDepth("conv1_1"), 1);
  EXPECT_EQ(TapDepth("conv4_2"), 9);
  EXPECT_EQ(TapDepth("conv5_3.pre"), 13);
  EXPECT_EQ(TapDepth("pool3"), 7);
  EXPECT_EQ(TapDepth("input"), 0);
  EXPECT_EQ(TapDepth("fc1"), -1);
  EXPECT_EQ(DepthName(9), "conv4_2");
  // D2: the slice that was named for a convolution ends before it.
  const int slices[] = {0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28};
  for (int i = 0; i < 13; ++i) EXPECT_EQ(TapDepth(absl::StrCat("slice:", slices[i])), i);
}

TEST(AtLayer, TermsAreReadFromTheLossOfATraining) {
  const auto terms = AntiTransferTerms(
      "cross_entropy(smoothing=0.1),0.5*antitransfer(at=slice:21,no_gradient=true)");
  ASSERT_EQ(terms.size(), 1u);
  EXPECT_EQ(terms[0].factor, 0.5);
  EXPECT_TRUE(terms[0].NoGradient());
  EXPECT_EQ(terms[0].Taps(), std::vector<std::string>{"slice:21"});
  EXPECT_EQ(AntiTransferTerms(kLoss)[0].Taps(), (std::vector<std::string>{"conv4_2", "conv5_1"}));
  EXPECT_TRUE(AntiTransferTerms("cross_entropy").empty());
}

}  // namespace
}  // namespace auricle
