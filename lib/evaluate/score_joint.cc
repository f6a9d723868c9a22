// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/score_joint.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/evaluate/figure_set.h"
#include "lib/metrics/compare.h"
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
  std::vector<Sampled> sets;
};

// Adds the figures of `set` to those of its name in `all`.
absl::Status Gather(const JointSet& set, std::vector<Gathered>* all) {
  const Units units = UnitsOf(*set.run, set.outcomes);
  ASSIGN_OR_RETURN(std::vector<ScoredFigure> figures,
                   ScoreFigures(*set.run, set.outcomes, units, FigureScope()));
  for (ScoredFigure& figure : figures) {
    auto found = std::find_if(all->begin(), all->end(),
                              [&](const Gathered& g) { return g.name == figure.metric.name(); });
    if (found == all->end())
      found = all->insert(all->end(), {figure.metric.name(), 0, 0, true, {}});
    found->items += figure.metric.n();
    found->groups += units.count;
    found->all_grouped = found->all_grouped && units.groups;
    found->sets.push_back(std::move(figure.sampled));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Metric>> ScoreJoint(absl::Span<const JointSet> sets) {
  std::vector<Gathered> all;
  for (const JointSet& set : sets) RETURN_IF_ERROR(Gather(set, &all));
  std::vector<Metric> metrics;
  for (const Gathered& gathered : all) {
    if (gathered.sets.size() < sets.size()) continue;  // Not known of every set.
    const Sampled mean = MeanOfStrata(gathered.sets);
    const Interval interval = FigureInterval(gathered.name, mean, sets[0].run->interval());
    Metric metric;
    metric.set_name(gathered.name);
    metric.set_value(mean.by_seed[0]);
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
