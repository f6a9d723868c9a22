// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/score_joint.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "lib/evaluate/figure_set.h"
#include "lib/metrics/intervals.h"
#include "lib/metrics/strata.h"

namespace auricle {
namespace {

// One figure of every set.
struct Gathered {
  std::string name;
  int64_t items = 0;
  int64_t groups = 0;
  bool all_grouped = true;
  std::vector<Stratum> strata;
};

// Adds the figures of `set` to those of its name in `all`.
void Gather(const JointSet& set, BootstrapOptions options, std::vector<Gathered>* all) {
  const Units units = UnitsOf(*set.run, set.outcomes);
  const FigureSet figures(*set.run, set.outcomes, units, FigureScope());
  absl::StrAppend(&options.stream, "/", set.name);  // Each set draws for itself.
  std::vector<Stratum> strata;
  for (const FigureSet::Figure& figure : figures.figures()) {
    strata.push_back({{{figure.metric.value()}, {{}}}, units.count});
  }
  ForEachResample(units.count, options, [&](absl::Span<const int> times) {
    const std::vector<double> values = figures.Values(times);
    for (size_t f = 0; f < values.size(); ++f) strata[f].sampled.resampled[0].push_back(values[f]);
  });
  for (size_t f = 0; f < strata.size(); ++f) {
    const Metric& metric = figures.figures()[f].metric;
    auto found = std::find_if(all->begin(), all->end(),
                              [&](const Gathered& g) { return g.name == metric.name(); });
    if (found == all->end()) found = all->insert(all->end(), {metric.name(), 0, 0, true, {}});
    found->items += metric.n();
    found->groups += units.count;
    found->all_grouped = found->all_grouped && units.groups;
    found->strata.push_back(std::move(strata[f]));
  }
}

}  // namespace

std::vector<Metric> ScoreJoint(absl::Span<const JointSet> sets, uint64_t seed) {
  BootstrapOptions options;
  options.resamples = sets[0].run->resamples();
  options.seed = seed;
  options.stream = "eval";
  std::vector<Gathered> all;
  for (const JointSet& set : sets) Gather(set, options, &all);
  std::vector<Metric> metrics;
  for (const Gathered& gathered : all) {
    if (gathered.strata.size() < sets.size()) continue;  // Not known of every set.
    const Stratum mean = MeanOfStrata(gathered.strata);
    const Interval interval =
        FigureInterval(gathered.name, mean.sampled.by_seed[0], mean.sampled.resampled[0],
                       mean.units, sets[0].run->interval());
    Metric metric;
    metric.set_name(gathered.name);
    metric.set_value(mean.sampled.by_seed[0]);
    metric.set_n(gathered.items);
    metric.set_groups(gathered.all_grouped ? gathered.groups : 0);
    metric.set_low(interval.low);
    metric.set_high(interval.high);
    metrics.push_back(metric);
  }
  for (const JointSet& set : sets) {
    for (Metric metric : set.metrics) {
      if (!metric.of().empty()) continue;
      metric.set_of(absl::StrCat("corpus:", set.name));
      metrics.push_back(metric);
    }
  }
  return metrics;
}

}  // namespace auricle
