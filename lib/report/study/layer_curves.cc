// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/layer_curves.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "lib/evaluate/score.h"
#include "lib/metrics/classify.h"
#include "lib/report/study/at_layer.h"
#include "lib/report/study/group_runs.h"

namespace auricle {
namespace {

const Training& TrainingOf(const RunResults& run) { return run.model().training(); }

// The validation figure of the chosen model: of the whole part if it was evaluated, else what the
// training noted in its best epoch.
double Validation(const Condition& condition, const NamedMetric& metric) {
  double sum = 0;
  int runs = 0;
  const auto add = [&](double value) {
    if (!std::isfinite(value)) return;
    sum += value;
    ++runs;
  };
  for (const RunResults* run : condition.other_parts) {
    if (run->run().split() != "valid") continue;
    add(FigureOf(run->run(), run->metrics, run->outcomes, metric.name, ""));
  }
  for (const RunResults* run : condition.runs) {
    if (runs > 0 && !condition.other_parts.empty()) break;
    for (const Epoch& epoch : TrainingOf(*run).history()) {
      if (epoch.epoch() != TrainingOf(*run).best_epoch()) continue;
      for (const Scalar& scalar : epoch.scalars()) {
        if (scalar.name() == absl::StrCat("valid/", metric.name)) add(scalar.value());
      }
    }
  }
  return runs > 0 ? sum / runs : std::nan("");
}

// The term's arguments beside where it acts: curves that differ in them are told apart by them.
std::set<std::string> Settings(const AntiTransferTerm& term) {
  std::set<std::string> settings;
  if (term.factor != 1) settings.insert(absl::StrCat("factor=", term.factor));
  for (const auto& [name, value] : term.arguments) {
    if (name != "at" && name != "no_gradient") settings.insert(absl::StrCat(name, "=", value));
  }
  return settings;
}

// Appends to every curve's name the settings that not all share.
void NameSettings(const std::vector<std::set<std::string>>& settings, LayerCurves* layers) {
  std::map<std::string, size_t> counts;
  for (const std::set<std::string>& one : settings) {
    for (const std::string& setting : one) ++counts[setting];
  }
  for (size_t c = 0; c < settings.size(); ++c) {
    std::vector<std::string> own = {layers->curves[c].pretraining};
    for (const std::string& setting : settings[c]) {
      if (counts[setting] < settings.size()) own.push_back(setting);
    }
    layers->curves[c].pretraining = absl::StrJoin(own, ", ");
  }
}

LayerPoint PointOf(const Study& study, const Analysis& analysis, const Comparison& comparison) {
  const Estimate& difference = comparison.differences[analysis.main_metric];
  LayerPoint point;
  point.value = 100 * difference.value;
  point.interval = {100 * difference.interval.low, 100 * difference.interval.high};
  point.validation =
      Validation(study.conditions[comparison.condition], WholeMetrics()[analysis.main_metric]);
  return point;
}

void SortByDepth(LayerCurve* curve) {
  std::stable_sort(curve->points.begin(), curve->points.end(),
                   [](const LayerPoint& a, const LayerPoint& b) { return a.depth < b.depth; });
}

}  // namespace

std::string StudySizes(const Study& study) {
  size_t fewest = study.conditions[0].seeds.size(), most = fewest;
  for (const Condition& condition : study.conditions) {
    fewest = std::min(fewest, condition.seeds.size());
    most = std::max(most, condition.seeds.size());
  }
  std::string text = absl::StrCat(study.items.truth.size(), " items, ");
  if (!study.groups.empty()) {
    absl::StrAppend(&text, study.groups.size(), " groups (", study.group_by, "), ");
  }
  if (fewest < most) absl::StrAppend(&text, fewest, " … ");
  return absl::StrCat(text, most, most == 1 ? " seed" : " seeds");
}

std::string TargetName(const Study& study) {
  std::string name = study.task;
  if (!study.corpus.empty()) absl::StrAppend(&name, " on ", study.corpus);
  const std::string family = study.plans.empty() ? "" : PlanFamily(study.plans[0]);
  if (!family.empty() && family != "split") absl::StrAppend(&name, ", plan ", family);
  return name;
}

std::string PretrainingName(const RunResults& run) {
  const Training& training = TrainingOf(run);
  absl::string_view name = training.frozen().name();
  absl::ConsumeSuffix(&name, ".model");
  absl::ConsumeSuffix(&name, absl::StrCat(".", training.seed()));
  const size_t dot = training.plan().find('.');
  if (dot != std::string::npos) absl::ConsumeSuffix(&name, training.plan().substr(dot));
  return std::string(name);
}

LayerCurves CollectLayers(const std::vector<Study>& studies,
                          const std::vector<Analysis>& analyses) {
  LayerCurves layers;
  std::vector<std::set<std::string>> settings;
  for (size_t s = 0; s < studies.size(); ++s) {
    layers.metric = WholeMetrics()[analyses[s].main_metric].title;
    layers.level = studies[s].interval;
    const std::string target = TargetName(studies[s]);
    layers.sizes.push_back(absl::StrCat(target, ": ", StudySizes(studies[s])));
    for (const Comparison& comparison : analyses[s].comparisons) {
      const RunResults& run = *studies[s].conditions[comparison.condition].runs[0];
      const std::vector<AntiTransferTerm> terms = AntiTransferTerms(TrainingOf(run).loss());
      if (terms.size() != 1 || terms[0].Taps().size() != 1) continue;
      LayerPoint point = PointOf(studies[s], analyses[s], comparison);
      point.name = terms[0].Taps()[0];
      point.depth = TapDepth(point.name);
      if (point.depth < 0) continue;
      if (terms[0].NoGradient()) {
        layers.controls.push_back({target, point});
        continue;
      }
      const std::string pretraining = PretrainingName(run);
      const std::set<std::string> own = Settings(terms[0]);
      size_t c = 0;
      for (; c < layers.curves.size(); ++c) {
        const LayerCurve& curve = layers.curves[c];
        if (curve.target == target && curve.pretraining == pretraining && settings[c] == own) break;
      }
      if (c == layers.curves.size()) {
        layers.curves.push_back({target, pretraining, /*published=*/false, {}});
        settings.push_back(own);
      }
      layers.curves[c].points.push_back(point);
    }
  }
  for (LayerCurve& curve : layers.curves) SortByDepth(&curve);
  NameSettings(settings, &layers);
  return layers;
}

void AddPublishedLayers(const std::vector<PublishedFigure>& published, LayerCurves* layers) {
  std::map<std::string, double> baselines;
  for (const PublishedFigure& figure : published) {
    if (figure.kind == "baseline" && figure.part == "test") {
      baselines[figure.target] = figure.value;
    }
  }
  const size_t ours = layers->curves.size();
  for (const PublishedFigure& figure : published) {
    const auto baseline = baselines.find(figure.target);
    if (figure.kind != "layer" || figure.part != "test" || baseline == baselines.end()) continue;
    auto curve =
        std::find_if(layers->curves.begin() + ours, layers->curves.end(), [&](const LayerCurve& c) {
          return c.target == figure.target && c.pretraining == figure.pretraining;
        });
    if (curve == layers->curves.end()) {
      curve = layers->curves.insert(curve, {figure.target, figure.pretraining, true, {}});
    }
    LayerPoint point;
    point.name = absl::StrCat("slice:", figure.at_layer);
    point.depth = TapDepth(point.name);
    point.value = 100 * (figure.value - baseline->second);
    curve->points.push_back(point);
  }
  for (LayerCurve& curve : layers->curves) SortByDepth(&curve);
}

LayerCurve MeanCurve(const LayerCurves& layers, bool published) {
  struct Sum {
    double value = 0, below = 0, above = 0;
    size_t curves = 0;
  };
  std::map<int, Sum> sums;
  size_t curves = 0;
  for (const LayerCurve& curve : layers.curves) {
    if (curve.published != published) continue;
    ++curves;
    for (const LayerPoint& point : curve.points) {
      Sum& sum = sums[point.depth];
      sum.value += point.value;
      sum.below += point.value - point.interval.low;
      sum.above += point.interval.high - point.value;
      ++sum.curves;
    }
  }
  LayerCurve mean;
  mean.published = published;
  for (const auto& [depth, sum] : sums) {
    if (sum.curves != curves) continue;
    LayerPoint point;
    point.depth = depth;
    point.name = DepthName(depth);
    point.value = sum.value / curves;
    point.interval = {point.value - sum.below / curves, point.value + sum.above / curves};
    mean.points.push_back(point);
  }
  return mean;
}

}  // namespace auricle
