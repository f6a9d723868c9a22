// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/score.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/metrics/classify.h"

namespace auricle {
namespace {

// With more classes a matrix is mostly zeros, and its size their square.
constexpr int kMostDenseClasses = 64;

absl::StatusOr<std::vector<Metric>> Score(const RunInfo& run, absl::Span<const Outcome> outcomes,
                                          const FigureScope& scope) {
  ASSIGN_OR_RETURN(const std::vector<ScoredFigure> figures,
                   ScoreFigures(run, outcomes, UnitsOf(run, outcomes), scope));
  std::vector<Metric> metrics;
  for (const ScoredFigure& figure : figures) metrics.push_back(figure.metric);
  return metrics;
}

absl::StatusOr<std::vector<Metric>> GroupFigures(const RunInfo& run,
                                                 absl::Span<const Outcome> outcomes) {
  std::map<std::string, std::vector<Outcome>> by_group;
  for (const Outcome& outcome : outcomes) {
    by_group[outcome.group()].push_back(outcome);
    by_group[outcome.group()].back().clear_scores();
  }
  std::vector<Metric> all;
  for (const auto& [name, members] : by_group) {
    // Of one group alone, so that intervals are over its items.
    FigureScope scope;
    scope.all = scope.ranking = false;
    ASSIGN_OR_RETURN(std::vector<Metric> metrics, Score(run, members, scope));
    for (Metric& metric : metrics) {
      metric.set_of(absl::StrCat("group:", run.group_by(), "=", name));
      all.push_back(metric);
    }
  }
  return all;
}

}  // namespace

Confusion CountOutcomes(const RunInfo& run, absl::Span<const Outcome> outcomes) {
  const int64_t classes = run.classes_size();
  std::map<int64_t, int64_t> cells;
  for (const Outcome& o : outcomes) ++cells[o.truth() * classes + o.decision()];
  Confusion confusion;
  if (classes <= kMostDenseClasses) {
    confusion.mutable_counts()->Resize(static_cast<int>(classes * classes), 0);
    for (const auto& [cell, count] : cells) confusion.set_counts(static_cast<int>(cell), count);
    return confusion;
  }
  for (const auto& [cell, count] : cells) {
    confusion.add_cells(cell);
    confusion.add_counts(count);
  }
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
    FigureScope scope;
    scope.ranking = area;
    const absl::StatusOr<std::vector<Metric>> computed = Score(run, outcomes, scope);
    if (!computed.ok()) return std::nan("");
    for (const Metric& metric : *computed) {
      if (metric.name() == name) return metric.value();
    }
  }
  return std::numeric_limits<double>::quiet_NaN();
}

int64_t CountFloored(absl::Span<const Outcome> outcomes) {
  return std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& o) {
    return o.truth() < o.scores_size() && o.scores(o.truth()) < kLeastProbability;
  });
}

absl::StatusOr<std::vector<Metric>> ScoreWindows(const RunInfo& run,
                                                 absl::Span<const Outcome> windows) {
  FigureScope scope;
  scope.ranking = false;
  ASSIGN_OR_RETURN(std::vector<Metric> metrics, Score(run, windows, scope));
  for (Metric& metric : metrics) metric.set_of(kOfWindows);
  return metrics;
}

absl::StatusOr<std::vector<Metric>> ScoreRun(const RunInfo& run, absl::Span<const Outcome> outcomes,
                                             const ClassesDone& classes_done) {
  FigureScope scope;
  scope.classes = true;
  scope.classes_done = classes_done;
  ASSIGN_OR_RETURN(std::vector<Metric> metrics, Score(run, outcomes, scope));
  // Groups of sources are many and nameless; a table of them tells nothing.
  if (!run.group_by().empty() && run.group_by() != "source") {
    ASSIGN_OR_RETURN(const std::vector<Metric> groups, GroupFigures(run, outcomes));
    metrics.insert(metrics.end(), groups.begin(), groups.end());
  }
  return metrics;
}

}  // namespace auricle
