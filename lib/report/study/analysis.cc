// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/analysis.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "absl/strings/str_cat.h"
#include "lib/metrics/intervals.h"
#include "lib/metrics/significance.h"
#include "lib/metrics/stochastic_order.h"
#include "lib/metrics/strata.h"

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
  std::vector<std::vector<size_t>> items(study.groups.size());
  for (size_t i = 0; i < study.items.unit.size() && !items.empty(); ++i) {
    items[study.items.unit[i]].push_back(i);
  }
  // One matrix for all: of many groups and classes as many would fill the memory.
  ConfusionMatrix confusion(study.items.classes);
  for (const std::vector<int>& decisions : condition.decisions) {
    for (size_t g = 0; g < items.size(); ++g) {
      for (const size_t i : items[g]) ++confusion.at(study.items.truth[i], decisions[i]);
      for (size_t m = 0; m < metrics.size(); ++m) {
        out[m][g] += metrics[m].value(confusion) / condition.decisions.size();
      }
      for (const size_t i : items[g]) confusion.at(study.items.truth[i], decisions[i]) = 0;
    }
  }
  return out;
}

std::vector<McNemar> McNemarTests(const Study& study, const Condition& base,
                                  const Condition& other) {
  std::vector<McNemar> tests;
  for (size_t s = 0; s < base.decisions.size(); ++s) {
    McNemar test;
    for (size_t i = 0; i < study.items.truth.size(); ++i) {
      const bool was = base.decisions[s][i] == study.items.truth[i];
      const bool is = other.decisions[s][i] == study.items.truth[i];
      test.won += is && !was;
      test.lost += was && !is;
    }
    test.p = McNemarTest(test.won, test.lost);
    tests.push_back(test);
  }
  return tests;
}

// How far resamples lie above the figure, on average.
double Bias(const Sampled& sampled) {
  double sum = 0, count = 0;
  for (size_t s = 0; s < sampled.by_seed.size(); ++s) {
    for (const double v : sampled.resampled[s]) {
      sum += v - sampled.by_seed[s];
      ++count;
    }
  }
  return count > 0 ? sum / count : 0;
}

// Every metric of every condition of a study on each of its sets.
class Samples {
 public:
  Samples(const Study& study, const BootstrapOptions& options) : level_(study.interval) {
    if (study.sets.empty()) Add(study, study, options);
    for (const Study* set : study.sets) {
      BootstrapOptions own = options;
      absl::StrAppend(&own.stream, "/", set->corpus, "/", set->task);
      Add(study, *set, own);
    }
  }

  // Over sets, by seed.
  Stratum Mean(size_t metric, size_t condition) const {
    return MeanOfStrata(OfSets(metric, condition));
  }

  // `a` - `b`.
  Estimate Difference(size_t metric, size_t a, size_t b, bool paired) const {
    if (!paired) {
      const Stratum mean_a = Mean(metric, a), mean_b = Mean(metric, b);
      return EstimateDifference(mean_a.sampled, mean_b.sampled, false,
                                std::min(mean_a.units, mean_b.units), level_);
    }
    std::vector<Stratum> differences = OfSets(metric, a);
    const std::vector<Stratum> others = OfSets(metric, b);
    for (size_t k = 0; k < differences.size(); ++k) {
      differences[k].sampled = PairedDifference(differences[k].sampled, others[k].sampled);
    }
    const Stratum mean = MeanOfStrata(differences);
    return EstimateMean(mean.sampled, mean.units, level_);
  }

 private:
  void Add(const Study& study, const Study& set, const BootstrapOptions& options) {
    std::vector<Decisions> decisions;
    for (const Condition& condition : study.conditions) {
      const auto own = std::find_if(set.conditions.begin(), set.conditions.end(),
                                    [&](const Condition& c) { return c.name == condition.name; });
      decisions.push_back(own->decisions);
    }
    sampled_.push_back(SampleConditions(set.items, decisions, WholeMetrics(), options));
    units_.push_back(set.items.units);
  }

  std::vector<Stratum> OfSets(size_t metric, size_t condition) const {
    std::vector<Stratum> strata;
    for (size_t k = 0; k < sampled_.size(); ++k) {
      strata.push_back({sampled_[k][metric][condition], units_[k]});
    }
    return strata;
  }

  double level_;
  std::vector<std::vector<std::vector<Sampled>>> sampled_;  // [set][metric][condition]
  std::vector<int> units_;                                  // [set]
};

Comparison Compare(const Study& study, int condition, const Samples& samples, int main_metric,
                   const BootstrapOptions& options) {
  const Condition& base = study.conditions[0];
  const Condition& other = study.conditions[condition];
  Comparison c;
  c.condition = condition;
  // Repetitions under one seed are in no order that the other condition shares.
  const bool repeated =
      std::adjacent_find(base.seeds.begin(), base.seeds.end()) != base.seeds.end();
  c.paired_seeds = base.seeds == other.seeds && !repeated;
  for (size_t m = 0; m < WholeMetrics().size(); ++m) {
    c.differences.push_back(samples.Difference(m, condition, 0, c.paired_seeds));
  }
  const Estimate& main = c.differences[main_metric];
  const double alpha = 1 - study.interval;
  c.p = PValue(main);
  c.detectable = DetectableDifference(main, alpha, kPower);
  c.p_units = c.p_seeds = kNan;
  const std::vector<double> scores = samples.Mean(main_metric, condition).sampled.by_seed;
  const std::vector<double> base_scores = samples.Mean(main_metric, 0).sampled.by_seed;
  c.eps_min_above = AlmostStochasticOrder(scores, base_scores, alpha, options).eps_min;
  c.eps_min_below = AlmostStochasticOrder(base_scores, scores, alpha, options).eps_min;
  if (!c.paired_seeds) return c;
  if (!study.groups.empty()) {
    c.p_units = SignFlipUnits(study.items, other.decisions, base.decisions,
                              WholeMetrics()[main_metric], options);
  }
  if (base.seeds.size() > 1) {
    std::vector<double> differences = scores;
    for (size_t s = 0; s < differences.size(); ++s) differences[s] -= base_scores[s];
    c.p_seeds = SignFlipTest(differences, options);
  }
  c.mcnemar = McNemarTests(study, base, other);
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
  const Samples samples(study, bootstrap);
  for (size_t c = 0; c < study.conditions.size(); ++c) {
    ConditionFigures figures;
    for (size_t m = 0; m < metrics.size(); ++m) {
      const Stratum metric = samples.Mean(m, c);
      Estimate mean = EstimateMean(metric.sampled, metric.units, study.interval);
      if (mean.se == 0 && (mean.value < kAlike || mean.value > 1 - kAlike)) {
        mean.interval = UnanimousInterval(mean.value, metric.units, study.interval);
      }
      if (IsMeanF1(metrics[m].name) && !std::isnan(mean.interval.low)) {
        const double bias = Bias(metric.sampled);
        mean.interval.low = std::min(mean.value, mean.interval.low - bias);
        mean.interval.high = std::max(mean.value, mean.interval.high - bias);
      }
      // Student's t knows no bounds, but every metric lies in [0, 1]. (NaN stays NaN.)
      if (mean.interval.low < 0) mean.interval.low = 0;
      if (mean.interval.high > 1) mean.interval.high = 1;
      figures.metrics.push_back(mean);
      figures.by_seed.push_back(metric.sampled.by_seed);
    }
    figures.confusion = SumOverSeeds(study, study.conditions[c]);
    figures.by_group = ByGroup(study, study.conditions[c]);
    analysis.conditions.push_back(figures);
    if (c > 0) {
      analysis.comparisons.push_back(
          Compare(study, static_cast<int>(c), samples, analysis.main_metric, bootstrap));
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
