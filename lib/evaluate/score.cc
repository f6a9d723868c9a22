// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/score.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "lib/evaluate/figure_set.h"
#include "lib/metrics/intervals.h"

namespace auricle {
namespace {

// The metrics of `set`, each with its interval by `units`.
std::vector<Metric> WithIntervals(const RunInfo& run, const FigureSet& set, const Units& units,
                                  size_t outcomes, uint64_t seed) {
  BootstrapOptions options;
  options.resamples = run.resamples();
  options.seed = seed;
  options.stream = "eval";
  std::vector<std::vector<double>> values(set.figures().size());
  ForEachResample(units.count, options, [&](absl::Span<const int> times) {
    const std::vector<double> drawn = set.Values(times);
    for (size_t f = 0; f < drawn.size(); ++f) values[f].push_back(drawn[f]);
  });
  std::vector<Metric> metrics;
  const bool independent = !units.groups && units.count == static_cast<int>(outcomes);
  for (size_t f = 0; f < values.size(); ++f) {
    const FigureSet::Figure& figure = set.figures()[f];
    Metric metric = figure.metric;
    const Interval interval =
        figure.hits >= 0 && independent
            ? WilsonInterval(figure.hits, metric.n(), run.interval())
            : FigureInterval(metric.name(), metric.value(), values[f], units.count, run.interval());
    metric.set_low(interval.low);
    metric.set_high(interval.high);
    metric.set_groups(units.groups ? units.count : 0);
    metrics.push_back(metric);
  }
  return metrics;
}

std::vector<Metric> Score(const RunInfo& run, absl::Span<const Outcome> outcomes,
                          const FigureScope& scope, uint64_t seed) {
  const Units units = UnitsOf(run, outcomes);
  return WithIntervals(run, FigureSet(run, outcomes, units, scope), units, outcomes.size(), seed);
}

std::vector<Metric> GroupFigures(const RunInfo& run, absl::Span<const Outcome> outcomes,
                                 uint64_t seed) {
  std::map<std::string, std::vector<Outcome>> by_group;
  for (const Outcome& outcome : outcomes) by_group[outcome.group()].push_back(outcome);
  std::vector<Metric> all;
  for (const auto& [name, members] : by_group) {
    // Of one group alone, so that its items are resampled.
    for (Metric& metric : Score(run, members, {/*all=*/false, /*ranking=*/false}, seed)) {
      metric.set_of(absl::StrCat("group:", run.group_by(), "=", name));
      all.push_back(metric);
    }
  }
  return all;
}

}  // namespace

ConfusionMatrix CountOutcomes(const RunInfo& run, absl::Span<const Outcome> outcomes) {
  ConfusionMatrix confusion(run.classes_size());
  for (const Outcome& outcome : outcomes) ++confusion.at(outcome.truth(), outcome.decision());
  return confusion;
}

double FigureOf(const RunInfo& run, absl::Span<const Metric> metrics,
                absl::Span<const Outcome> outcomes, const std::string& name,
                const std::string& of) {
  for (const Metric& metric : metrics) {
    if (metric.name() == name && metric.of() == of) return metric.value();
  }
  if (of.empty()) {
    const bool area = name == kRocAuc || name == kPrAuc;
    const FigureSet set(run, outcomes, UnitsOf(run, outcomes), {/*all=*/true, /*ranking=*/area});
    for (const FigureSet::Figure& figure : set.figures()) {
      if (figure.metric.name() == name) return figure.metric.value();
    }
  }
  return std::numeric_limits<double>::quiet_NaN();
}

int64_t CountFloored(absl::Span<const Outcome> outcomes) {
  return std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& o) {
    return o.truth() < o.scores_size() && o.scores(o.truth()) < kLeastProbability;
  });
}

std::vector<Metric> ScoreWindows(const RunInfo& run, absl::Span<const Outcome> windows,
                                 uint64_t seed) {
  std::vector<Metric> metrics = Score(run, windows, {/*all=*/true, /*ranking=*/false}, seed);
  for (Metric& metric : metrics) metric.set_of(kOfWindows);
  return metrics;
}

std::vector<Metric> ScoreRun(const RunInfo& run, absl::Span<const Outcome> outcomes,
                             uint64_t seed) {
  std::vector<Metric> metrics =
      Score(run, outcomes, {/*all=*/true, /*ranking=*/true, /*classes=*/true}, seed);
  // Groups of sources are many and nameless; a table of them tells nothing.
  if (!run.group_by().empty() && run.group_by() != "source") {
    for (const Metric& metric : GroupFigures(run, outcomes, seed)) metrics.push_back(metric);
  }
  return metrics;
}

}  // namespace auricle
