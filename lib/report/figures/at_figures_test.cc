// SPDX-License-Identifier: Apache-2.0
#include "lib/report/figures/at_figures.h"

#include <unistd.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/report/figures/figure_file.h"
#include "lib/report/figures/figures.h"
#include "lib/report/text/html_style.h"

namespace auricle {
namespace {

// Results of ten items of two classes, `right` of them hits.
RunResults OneRun(const std::string& name, const std::string& loss, const std::string& part,
                  int right) {
  RunResults results;
  results.file = name;
  ModelInfo* model = results.header.add_models();
  model->set_fingerprint(std::hash<std::string>()(name));
  Training* training = model->mutable_training();
  training->set_loss(loss);
  training->set_plan("speaker.jackson");
  training->set_seed(1);
  training->set_best_epoch(2);
  training->mutable_frozen()->set_name("speaker.jackson.1.model");
  for (int e = 1; e <= 3; ++e) {
    Epoch* epoch = training->add_history();
    epoch->set_epoch(e);
    for (const char* scalar : {"train/cross_entropy", "train/antitransfer", "valid/loss"}) {
      epoch->add_scalars()->set_name(scalar);
      epoch->mutable_scalars(epoch->scalars_size() - 1)->set_value(1.0 / e);
    }
  }
  RunInfo* run = results.header.mutable_run();
  run->set_name(name);
  run->set_task("digit");
  run->set_plan("speaker.jackson");
  run->set_split(part);
  run->set_seed(1);
  run->set_model(model->fingerprint());
  run->set_interval(0.95);
  for (const char* one : {"a", "b"}) run->add_classes(one);
  for (int i = 0; i < 10; ++i) {
    Outcome outcome;
    outcome.set_id(absl::StrCat(i));
    outcome.set_truth(i % 2);
    outcome.set_decision(i < right ? i % 2 : 1 - i % 2);
    results.outcomes.push_back(outcome);
  }
  return results;
}

std::string Loss(const std::string& arguments) {
  return absl::StrCat("cross_entropy,antitransfer(", arguments, ")");
}

// Two layers, of which the one is best on test and the other on validation, a control, a baseline.
std::vector<RunResults> Runs(const std::string& suffix = "") {
  return {OneRun("baseline", "cross_entropy", "test", 5),
          OneRun("at_conv4_2" + suffix, Loss("at=conv4_2,beta=1"), "test", 9),
          OneRun("at_conv4_2" + suffix, Loss("at=conv4_2,beta=1"), "valid", 6),
          OneRun("at_conv1_1" + suffix, Loss("at=conv1_1,beta=1"), "test", 7),
          OneRun("at_conv1_1" + suffix, Loss("at=conv1_1,beta=1"), "valid", 8),
          OneRun("no_gradient" + suffix, Loss("at=conv4_2,beta=1,no_gradient=true"), "test", 5)};
}

struct Collected {
  explicit Collected(const std::vector<RunResults>& from) : runs(from) {
    studies = GatherStudies(runs, {}).value();
    AnalysisOptions options;
    options.metric = "accuracy";
    options.resamples = 100;
    for (const Study& study : studies) analyses.push_back(Analyse(study, options));
    layers = CollectLayers(studies, analyses);
  }
  std::vector<RunResults> runs;
  std::vector<Study> studies;
  std::vector<Analysis> analyses;
  LayerCurves layers;
};

std::vector<PublishedFigure> Published() {
  std::ifstream in("experiments/published/antitransfer.tsv");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return ParsePublished(text).value();
}

bool Says(const Plot& plot, const std::string& label) {
  for (const std::string& one : plot.labels) {
    if (absl::StrContains(one, label)) return true;
  }
  return false;
}

TEST(Layers, CurvesGoByDepthAndTheControlIsNone) {
  const LayerCurves layers = Collected(Runs()).layers;
  ASSERT_EQ(layers.curves.size(), 1u);
  EXPECT_EQ(layers.curves[0].pretraining, "speaker");
  EXPECT_EQ(layers.curves[0].target, "digit, plan speaker");
  ASSERT_EQ(layers.curves[0].points.size(), 2u);
  EXPECT_EQ(layers.curves[0].points[0].depth, 1);
  EXPECT_NEAR(layers.curves[0].points[0].value, 20, 1e-9);
  EXPECT_NEAR(layers.curves[0].points[0].validation, 0.8, 1e-9);
  EXPECT_LT(layers.curves[0].points[1].interval.low, 40);
  EXPECT_GT(layers.curves[0].points[1].interval.high, 40);
  ASSERT_EQ(layers.controls.size(), 1u);
  EXPECT_NEAR(layers.controls[0].point.value, 0, 1e-9);
}

TEST(Layers, SettingsThatDifferMakeCurvesOfTheirOwn) {
  std::vector<RunResults> runs = Runs();
  runs.push_back(OneRun("strong", Loss("at=conv4_2,beta=5"), "test", 8));
  const LayerCurves layers = Collected(runs).layers;
  ASSERT_EQ(layers.curves.size(), 2u);
  EXPECT_EQ(layers.curves[0].pretraining, "speaker, beta=1");
  EXPECT_EQ(layers.curves[1].pretraining, "speaker, beta=5");
}

// D2: the published choice of a layer by its test figure.
TEST(Boost, D2TheLayerIsChosenOnValidationNotOnTest) {
  const auto plot = BoostFigure(Collected(Runs()).layers, {});
  ASSERT_TRUE(plot.ok()) << plot.status();
  EXPECT_TRUE(Says(*plot, "speaker (conv1_1)"));
  EXPECT_FALSE(Says(*plot, "speaker (conv4_2)"));
}

TEST(Loss, ThePanelsAreTitledForWhatTheyHold) {
  const Collected collected(Runs());
  const auto plot = LossFigure(collected.studies[0], "");
  ASSERT_TRUE(plot.ok()) << plot.status();
  EXPECT_TRUE(Says(*plot, "Loss by epoch: at_conv4_2"));
  EXPECT_TRUE(Says(*plot, "cross-entropy alone, nats"));
  EXPECT_TRUE(Says(*plot, "anti-transfer term (at conv4_2)"));
  EXPECT_FALSE(LossFigure(collected.studies[0], "nobody").ok());
}

TEST(PublishedFigures, TheMeansOfTheSourceComeOutOfTheFile) {
  // Specification, section 6.3: mean improvement over the four curves, points.
  const std::map<std::string, std::vector<double>> means = {
      {"test", {1.47, 2.43, 2.42, 2.38, 2.74, 2.45, 2.54, 2.03, 1.20, 1.33, 2.17, 2.05, 2.43}},
      {"train", {1.54, 5.74, 6.51, 4.49, 4.94, 4.24, 3.49, 1.31, -0.26, 1.39, 2.38, 6.32, 1.59}}};
  const std::vector<PublishedFigure> published = Published();
  for (const auto& [part, want] : means) {
    std::map<std::string, double> baselines;
    for (const PublishedFigure& f : published) {
      if (f.kind == "baseline" && f.part == part) baselines[f.target] = f.value;
    }
    std::map<int, double> sums;
    std::map<int, int> counts;
    for (const PublishedFigure& f : published) {
      if (f.kind != "layer" || f.part != part) continue;
      sums[f.at_layer] += 100 * (f.value - baselines.at(f.target));
      ++counts[f.at_layer];
    }
    ASSERT_EQ(sums.size(), want.size());
    size_t block = 0;
    for (const auto& [at_layer, sum] : sums) {
      EXPECT_EQ(counts[at_layer], 4);
      EXPECT_NEAR(sum / 4, want[block], 0.0051) << part << " " << at_layer;
      ++block;
    }
  }
  // What the figure draws is the same.
  LayerCurves layers;
  AddPublishedLayers(published, &layers);
  const LayerCurve mean = MeanCurve(layers, /*published=*/true);
  ASSERT_EQ(mean.points.size(), 13u);
  for (size_t i = 0; i < 13; ++i) {
    EXPECT_NEAR(mean.points[i].value, means.at("test")[i], 0.0051);
    EXPECT_EQ(mean.points[i].depth, static_cast<int>(i));
    EXPECT_TRUE(std::isnan(mean.points[i].interval.low));
  }
}

TEST(PublishedFigures, TheBoostsComeFromTheHeadlines) {
  std::map<std::string, double> baseline, boost;
  std::map<std::string, std::vector<double>> gains;
  const std::vector<PublishedFigure> published = Published();
  for (const PublishedFigure& f : published) {
    if (f.kind == "baseline" && f.part == "test") baseline[f.target] = 100 * f.value;
    if (f.kind == "boost") boost[f.target] = f.value;
  }
  std::map<std::string, double> best;
  for (const PublishedFigure& f : published) {
    if (f.kind != "headline" || f.part != "test") continue;
    const double gain = 100 * f.value - baseline.at(f.target);
    gains[f.group].push_back(gain);
    gains[absl::StrCat(f.group, f.target.substr(0, 7))].push_back(gain);
    best[f.target] = std::max(best[f.target], gain);
  }
  const auto mean = [](const std::vector<double>& v) {
    double sum = 0;
    for (const double one : v) sum += one / v.size();
    return sum;
  };
  EXPECT_NEAR(mean(gains["bigger_set"]), boost["bigger pretraining set"], 0.051);
  EXPECT_NEAR(mean(gains["same_set"]), boost["same pretraining set"], 0.051);
  const double emotion = mean(gains["same_setemotion"]);
  const double goodness = (best["quality on goodsounds, plan random"] +
                           best["quality on goodsounds, plan instrument"]) /
                          2;
  EXPECT_NEAR(emotion, boost["speech emotion"], 1e-9);
  EXPECT_NEAR(goodness, boost["sound goodness"], 1e-9);
  EXPECT_NEAR((emotion + goodness) / 2, 5.225, 1e-9);
  EXPECT_NEAR(boost["overall"], 5.225, 0.0251);
}

TEST(PublishedFigures, TheirFiguresAreDrawnWithoutAnyOfOurs) {
  LayerCurves layers;
  AddPublishedLayers(Published(), &layers);
  for (const auto& plot : {LayersFigure(layers), BoostFigure(layers, Published())}) {
    ASSERT_TRUE(plot.ok()) << plot.status();
    EXPECT_TRUE(Says(*plot, "ublished"));
    const auto svg = DrawFile(*plot, "svg");
    ASSERT_TRUE(svg.ok()) << svg.status();
    EXPECT_TRUE(absl::StrContains(*svg, "published"));
  }
  EXPECT_FALSE(LayersFigure(LayerCurves()).ok());
  EXPECT_FALSE(BoostFigure(LayerCurves(), {}).ok());
}

TEST(PublishedFigures, AFileThatIsNoneIsToldByLine) {
  const std::string head = "# remark\nkind\ttarget\tpretraining\tgroup\tpart\tat_layer\tvalue\n";
  EXPECT_TRUE(ParsePublished(head + "boost\tall\t\t\ttest\t\t5\n").ok());
  for (const char* bad : {"boost\tall\n", "boost\tall\t\t\ttest\t\tmuch\n",
                          "layer\tall\t\t\ttest\t\t5\n", "boast\tall\t\t\ttest\t\t5\n"}) {
    const auto parsed = ParsePublished(head + bad);
    ASSERT_FALSE(parsed.ok()) << bad;
    EXPECT_TRUE(absl::StrContains(parsed.status().message(), "line 3")) << parsed.status();
  }
  EXPECT_FALSE(ParsePublished("").ok());
}

TEST(FigureFile, HostileNamesAreDrawnAndNotRunInEveryFormat) {
  const std::string attack =
      "x'; system \"touch pwned\"\n`touch pwned`$(touch pwned)@x%n%s{/Symbol a}\x01\\";
  const Collected collected(Runs(attack));
  const auto loss = LossFigure(collected.studies[0], "at_conv4_2" + attack);
  const auto boost = BoostFigure(collected.layers, {});
  ASSERT_TRUE(loss.ok() && boost.ok());
  const Plot framed =
      Framed(ConditionsFigure(collected.studies[0], collected.analyses[0]), {attack});
  for (const Plot& plot : {*loss, *boost, framed}) {
    for (const char* format : {"svg", "png", "pdf"}) {
      const auto file = DrawFile(plot, format);
      ASSERT_TRUE(file.ok()) << format << ": " << file.status();
      const auto again = DrawFile(plot, format);
      EXPECT_EQ(*file, *again) << format << " differs from one time to the next";
      EXPECT_EQ(access("pwned", F_OK), -1) << format;
    }
  }
  const std::string svg = *DrawFile(framed, "svg");
  EXPECT_FALSE(absl::StrContains(svg, "system \"touch"));
  EXPECT_TRUE(absl::StrContains(svg, "touch pwned"));
  EXPECT_EQ(DrawFile(framed, "png")->substr(1, 3), "PNG");
  EXPECT_EQ(DrawFile(framed, "pdf")->substr(0, 4), "%PDF");
}

TEST(FigureFile, ColoursAreThoseOfThePageByDay) {
  const std::string style = std::string(kStyle).substr(0, std::string(kStyle).find("@media"));
  for (const char* role : {"ink", "grid", "muted", "zero", "series0", "series3", "series7"}) {
    EXPECT_TRUE(absl::StrContains(style, absl::StrCat("--", role, ":", RoleColour(role)))) << role;
  }
}

}  // namespace
}  // namespace auricle
