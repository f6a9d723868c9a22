// SPDX-License-Identifier: Apache-2.0
#include "lib/report/analysis.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "lib/metrics/significance.h"

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kPower = 0.8;

ConfusionMatrix SumOverSeeds(const Study& study, const Condition& condition) {
  ConfusionMatrix sum(study.items.classes);
  for (const std::vector<int>& decisions : condition.decisions) {
    const ConfusionMatrix one = CountConfusion(study.items.truth, decisions, study.items.classes);
    for (size_t i = 0; i < sum.counts.size(); ++i) sum.counts[i] += one.counts[i];
  }
  return sum;
}

std::vector<std::vector<double>> ByGroup(const Study& study, const Condition& condition) {
  const auto metrics = WholeMetrics();
  std::vector<std::vector<double>> out(metrics.size(),
                                       std::vector<double>(study.groups.size(), 0.0));
  for (const std::vector<int>& decisions : condition.decisions) {
    std::vector<ConfusionMatrix> confusions(study.groups.size(),
                                            ConfusionMatrix(study.items.classes));
    for (size_t i = 0; i < decisions.size() && !study.groups.empty(); ++i) {
      ++confusions[study.items.unit[i]].at(study.items.truth[i], decisions[i]);
    }
    for (size_t m = 0; m < metrics.size(); ++m) {
      for (size_t g = 0; g < confusions.size(); ++g) {
        out[m][g] += metrics[m].value(confusions[g]) / condition.decisions.size();
      }
    }
  }
  return out;
}

void CountItems(const Study& study, const Condition& base, const Condition& other,
                Comparison* comparison) {
  const double seeds = base.decisions.size();
  for (size_t s = 0; s < base.decisions.size(); ++s) {
    int64_t better = 0, worse = 0;
    for (size_t i = 0; i < study.items.truth.size(); ++i) {
      const bool was = base.decisions[s][i] == study.items.truth[i];
      const bool is = other.decisions[s][i] == study.items.truth[i];
      better += is && !was;
      worse += was && !is;
    }
    comparison->p_mcnemar.push_back(McNemarTest(better, worse));
    comparison->better += better / seeds;
    comparison->worse += worse / seeds;
  }
}

Comparison Compare(const Study& study, int condition,
                   const std::vector<std::vector<Sampled>>& sampled, int main_metric,
                   const BootstrapOptions& options) {
  const Condition& base = study.conditions[0];
  const Condition& other = study.conditions[condition];
  Comparison c;
  c.condition = condition;
  // Repetitions under one seed are in no order that the other condition shares.
  const bool repeated =
      std::adjacent_find(base.seeds.begin(), base.seeds.end()) != base.seeds.end();
  c.paired_seeds = base.seeds == other.seeds && !repeated;
  for (const std::vector<Sampled>& metric : sampled) {
    c.differences.push_back(EstimateDifference(metric[condition], metric[0], c.paired_seeds,
                                               study.items.units, study.interval));
  }
  const Estimate& main = c.differences[main_metric];
  c.p = PValue(main);
  c.detectable = DetectableDifference(main, 1 - study.interval, kPower);
  c.p_units = c.p_seeds = kNan;
  if (!c.paired_seeds) return c;
  if (!study.groups.empty()) {
    c.p_units = SignFlipUnits(study.items, other.decisions, base.decisions,
                              WholeMetrics()[main_metric], options);
  }
  if (base.seeds.size() > 1) {
    std::vector<double> differences = sampled[main_metric][condition].by_seed;
    for (size_t s = 0; s < differences.size(); ++s) {
      differences[s] -= sampled[main_metric][0].by_seed[s];
    }
    c.p_seeds = SignFlipTest(differences, options);
  }
  CountItems(study, base, other, &c);
  return c;
}

}  // namespace

Analysis Analyse(const Study& study, const AnalysisOptions& options) {
  Analysis analysis;
  const auto metrics = WholeMetrics();
  analysis.main_metric = static_cast<int>(FindMetric(options.metric) - metrics.data());
  BootstrapOptions bootstrap;
  bootstrap.resamples = options.resamples;
  bootstrap.seed = options.seed;
  bootstrap.stream = "report";
  std::vector<Decisions> decisions;
  for (const Condition& condition : study.conditions) decisions.push_back(condition.decisions);
  const std::vector<std::vector<Sampled>> sampled =
      SampleConditions(study.items, decisions, metrics, bootstrap);
  for (size_t c = 0; c < study.conditions.size(); ++c) {
    ConditionFigures figures;
    for (const std::vector<Sampled>& metric : sampled) {
      Estimate mean = EstimateMean(metric[c], study.items.units, study.interval);
      // Student's t knows no bounds, but every metric lies in [0, 1]. (NaN stays NaN.)
      if (mean.interval.low < 0) mean.interval.low = 0;
      if (mean.interval.high > 1) mean.interval.high = 1;
      figures.metrics.push_back(mean);
      figures.by_seed.push_back(metric[c].by_seed);
    }
    figures.confusion = SumOverSeeds(study, study.conditions[c]);
    figures.by_group = ByGroup(study, study.conditions[c]);
    analysis.conditions.push_back(figures);
    if (c > 0) {
      analysis.comparisons.push_back(
          Compare(study, static_cast<int>(c), sampled, analysis.main_metric, bootstrap));
    }
  }
  std::vector<double> p;
  for (const Comparison& comparison : analysis.comparisons) p.push_back(comparison.p);
  const std::vector<double> adjusted = HolmAdjust(p);
  for (size_t i = 0; i < p.size(); ++i) analysis.comparisons[i].p_holm = adjusted[i];
  if (!study.groups.empty()) {
    analysis.group_items.resize(study.groups.size());
    for (const int unit : study.items.unit) ++analysis.group_items[unit];
  }
  return analysis;
}

}  // namespace auricle
