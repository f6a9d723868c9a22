// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/analysis.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "lib/metrics/influence.h"
#include "lib/metrics/intervals.h"
#include "lib/metrics/significance.h"
#include "lib/metrics/stochastic_order.h"
#include "lib/metrics/strata.h"

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kPower = 0.8;

// Over all seeds.
void CountDecisions(const Study& study, const Condition& condition, ConditionFigures* figures) {
  std::vector<int> truth, decided;
  for (const std::vector<int>& decisions : condition.decisions) {
    truth.insert(truth.end(), study.items.truth.begin(), study.items.truth.end());
    decided.insert(decided.end(), decisions.begin(), decisions.end());
  }
  for (size_t i = 0; i < truth.size(); ++i) ++figures->confusions[{truth[i], decided[i]}];
  figures->classes = ScoreClasses(truth, decided, study.items.classes);
}

std::vector<std::vector<double>> ByGroup(const Study& study, const Condition& condition) {
  const auto metrics = WholeMetrics();
  std::vector<std::vector<double>> out(metrics.size(),
                                       std::vector<double>(study.groups.size(), 0.0));
  std::vector<std::vector<size_t>> items(study.groups.size());
  for (size_t i = 0; i < study.items.unit.size() && !items.empty(); ++i) {
    items[study.items.unit[i]].push_back(i);
  }
  for (const std::vector<int>& decisions : condition.decisions) {
    for (size_t g = 0; g < items.size(); ++g) {
      std::vector<int> truth, decided;
      for (const size_t i : items[g]) {
        truth.push_back(study.items.truth[i]);
        decided.push_back(decisions[i]);
      }
      const std::vector<ClassScores> scores = ScoreClasses(truth, decided, study.items.classes);
      for (size_t m = 0; m < metrics.size(); ++m) {
        out[m][g] += metrics[m].Value(scores) / condition.decisions.size();
      }
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

// Every metric of every condition of a study on each of its sets.
class Samples {
 public:
  explicit Samples(const Study& study) : level_(study.interval) {
    if (study.sets.empty()) Add(study, study);
    for (const Study* set : study.sets) Add(study, *set);
  }

  // Over sets, by seed.
  Sampled Mean(size_t metric, size_t condition) const {
    return MeanOfStrata(OfSets(metric, condition));
  }

  // `a` - `b`.
  Estimate Difference(size_t metric, size_t a, size_t b, bool paired) const {
    return EstimateDifference(Mean(metric, a), Mean(metric, b), paired, level_);
  }

 private:
  struct Set {
    const TestItems* items;
    CountInfluence influence;
    std::vector<const Decisions*> conditions;
  };

  void Add(const Study& study, const Study& set) {
    sets_.push_back({&set.items, CountInfluence(set.items), {}});
    for (const Condition& condition : study.conditions) {
      const auto own = std::find_if(set.conditions.begin(), set.conditions.end(),
                                    [&](const Condition& c) { return c.name == condition.name; });
      sets_.back().conditions.push_back(&own->decisions);
    }
  }

  std::vector<Sampled> OfSets(size_t metric, size_t condition) const {
    std::vector<Sampled> sampled;
    for (const Set& set : sets_) {
      sampled.push_back(SampleCondition(*set.items, set.influence, *set.conditions[condition],
                                        WholeMetrics()[metric]));
    }
    return sampled;
  }

  double level_;
  std::vector<Set> sets_;
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
  const std::vector<double> scores = samples.Mean(main_metric, condition).by_seed;
  const std::vector<double> base_scores = samples.Mean(main_metric, 0).by_seed;
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
  const Samples samples(study);
  for (size_t c = 0; c < study.conditions.size(); ++c) {
    ConditionFigures figures;
    for (size_t m = 0; m < metrics.size(); ++m) {
      const Sampled metric = samples.Mean(m, c);
      figures.metrics.push_back(EstimateMean(metric, Scale::kShare, study.interval));
      figures.by_seed.push_back(metric.by_seed);
    }
    CountDecisions(study, study.conditions[c], &figures);
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
