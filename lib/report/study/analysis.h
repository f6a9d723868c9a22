// SPDX-License-Identifier: Apache-2.0
// The figures of a study, computed once for every format of report.
#ifndef AURICLE_LIB_REPORT_STUDY_ANALYSIS_H_
#define AURICLE_LIB_REPORT_STUDY_ANALYSIS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "lib/metrics/classify.h"
#include "lib/metrics/compare.h"
#include "lib/report/study/study.h"

namespace auricle {

// How a condition did: [metric] as in WholeMetrics().
struct ConditionFigures {
  std::vector<Estimate> metrics;
  std::vector<std::vector<double>> by_seed;           // [metric][seed]
  std::vector<ClassScores> classes;                   // [class], all seeds together.
  std::map<std::pair<int, int>, int64_t> confusions;  // How often (truth, decision), all seeds.
  std::vector<std::vector<double>> by_group;          // [metric][group], mean over seeds.
};

// Two models on the same items: what only one of them got right.
struct McNemar {
  int64_t won = 0;   // Only the condition's.
  int64_t lost = 0;  // Only the baseline's.
  double p = 1;      // Exact.
};

// A condition against the baseline, by the study's main metric.
struct Comparison {
  int condition = 0;
  std::vector<Estimate> differences;  // [metric]
  bool paired_seeds = false;          // Both were trained under the same seeds.
  double p = 0;                       // By the rules of the interval.
  double p_holm = 0;                  // Adjusted for the comparisons of this study.
  double p_units = 0;                 // Sign flips over groups; NaN where units are items.
  double p_seeds = 0;                 // Sign flips over seeds; NaN unless paired, two or more.
  double detectable = 0;              // Found with power 0.8 at this noise.
  std::vector<McNemar> mcnemar;       // By seed; empty unless paired.
  // Almost stochastic order of the scores over seeds, the condition above the baseline and below
  // it, at level 1 - study.interval, unadjusted; NaN with fewer than kLeastScores seeds.
  double eps_min_above = 0;
  double eps_min_below = 0;
};

struct Analysis {
  int main_metric = 0;  // Index into WholeMetrics().
  std::vector<ConditionFigures> conditions;
  std::vector<Comparison> comparisons;
  std::vector<int64_t> group_items;  // [group]
};

struct AnalysisOptions {
  std::string metric = "uar";
  int resamples = 2000;  // Of sign flips over many groups, and of the stochastic order.
  uint64_t seed = 1;
};

// Of a joint study (see joint.h) every figure is the mean over its sets, whose variances add; only
// McNemar's test pools their items. REQUIRES: options.metric is one of WholeMetrics().
Analysis Analyse(const Study& study, const AnalysisOptions& options);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_STUDY_ANALYSIS_H_
