// SPDX-License-Identifier: Apache-2.0
#include "lib/report/score.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "lib/metrics/intervals.h"

namespace auricle {
namespace {

// One figure to be resampled: its place in the result, and what it is among how many if it is a
// proportion of independent items.
struct Figure {
  Metric metric;
  int64_t hits = -1;  // -1: no proportion.
};

std::vector<Figure> WholeFigures(const ConfusionMatrix& confusion, int64_t items, bool all) {
  std::vector<Figure> figures;
  for (const NamedMetric& named : WholeMetrics()) {
    const bool short_list =
        named.value == &Accuracy || named.value == &Uar || named.value == &MacroF1;
    if (!all && !short_list) continue;
    Figure figure;
    figure.metric.set_name(named.name);
    figure.metric.set_value(named.value(confusion));
    figure.metric.set_n(items);
    if (named.value == &Accuracy) {
      figure.hits = 0;
      for (int c = 0; c < confusion.classes; ++c) figure.hits += confusion.at(c, c);
    }
    figures.push_back(figure);
  }
  return figures;
}

std::vector<Figure> ClassFigures(const RunInfo& run, const ConfusionMatrix& confusion) {
  std::vector<Figure> figures;
  const std::vector<ClassScores> scores = ScoreClasses(confusion);
  for (int c = 0; c < confusion.classes; ++c) {
    const ClassScores& s = scores[c];
    const auto add = [&](const char* name, double value, int64_t n, int64_t hits) {
      Figure figure;
      figure.metric.set_name(name);
      figure.metric.set_of(absl::StrCat("class:", run.classes(c)));
      figure.metric.set_value(value);
      figure.metric.set_n(n);
      figure.hits = hits;
      figures.push_back(figure);
    };
    add("precision", s.precision, s.decided, s.hits);
    add("recall", s.recall, s.items, s.hits);
    add("f1", s.f1, s.items, -1);
  }
  return figures;
}

// The values of `figures` on another confusion, in their order.
void Recompute(const std::vector<Figure>& figures, const ConfusionMatrix& confusion,
               std::vector<std::vector<double>>* values) {
  const std::vector<ClassScores> scores = ScoreClasses(confusion);
  size_t class_figures = 0;
  for (size_t f = 0; f < figures.size(); ++f) {
    if (figures[f].metric.of().empty()) {
      (*values)[f].push_back(FindMetric(figures[f].metric.name())->value(confusion));
      continue;
    }
    const ClassScores& s = scores[class_figures / 3];
    (*values)[f].push_back(class_figures % 3 == 0   ? s.precision
                           : class_figures % 3 == 1 ? s.recall
                                                    : s.f1);
    ++class_figures;
  }
}

struct Units {
  std::vector<int> of_item;
  int count = 0;
  bool groups = false;
};

Units UnitsOf(const RunInfo& run, absl::Span<const Outcome> outcomes) {
  Units units;
  std::map<std::string, int> index;
  if (!run.group_by().empty()) {
    for (const Outcome& outcome : outcomes) index.emplace(outcome.group(), 0);
    for (auto& entry : index) entry.second = units.count++;
  }
  units.groups = units.count > 1;
  if (!units.groups) units.count = outcomes.size();
  for (size_t i = 0; i < outcomes.size(); ++i) {
    units.of_item.push_back(units.groups ? index[outcomes[i].group()] : static_cast<int>(i));
  }
  return units;
}

void AddIntervals(const RunInfo& run, absl::Span<const Outcome> outcomes, const Units& units,
                  uint64_t seed, std::vector<Figure>* figures) {
  BootstrapOptions options;
  options.resamples = run.resamples();
  options.seed = seed;
  options.stream = "eval";
  std::vector<std::vector<double>> values(figures->size());
  ConfusionMatrix confusion(run.classes_size());
  ForEachResample(units.count, options, [&](absl::Span<const int> times) {
    std::fill(confusion.counts.begin(), confusion.counts.end(), 0);
    for (size_t i = 0; i < outcomes.size(); ++i) {
      confusion.at(outcomes[i].truth(), outcomes[i].decision()) += times[units.of_item[i]];
    }
    Recompute(*figures, confusion, &values);
  });
  for (size_t f = 0; f < figures->size(); ++f) {
    Figure& figure = (*figures)[f];
    const bool proportion = figure.hits >= 0 && !units.groups;
    const Interval interval = proportion
                                  ? WilsonInterval(figure.hits, figure.metric.n(), run.interval())
                                  : PercentileInterval(values[f], units.count, run.interval());
    figure.metric.set_low(interval.low);
    figure.metric.set_high(interval.high);
    figure.metric.set_groups(units.groups ? units.count : 0);
  }
}

std::vector<Figure> GroupFigures(const RunInfo& run, absl::Span<const Outcome> outcomes,
                                 uint64_t seed) {
  std::map<std::string, std::vector<Outcome>> by_group;
  for (const Outcome& outcome : outcomes) by_group[outcome.group()].push_back(outcome);
  std::vector<Figure> all;
  for (const auto& [name, members] : by_group) {
    std::vector<Figure> figures =
        WholeFigures(CountOutcomes(run, members), members.size(), /*all=*/false);
    Units units;
    units.count = members.size();
    for (int i = 0; i < units.count; ++i) units.of_item.push_back(i);
    AddIntervals(run, members, units, seed, &figures);
    for (Figure& figure : figures) {
      figure.metric.set_of(absl::StrCat("group:", run.group_by(), "=", name));
      all.push_back(figure);
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

std::vector<Metric> ScoreRun(const RunInfo& run, absl::Span<const Outcome> outcomes,
                             uint64_t seed) {
  const ConfusionMatrix confusion = CountOutcomes(run, outcomes);
  std::vector<Figure> figures = WholeFigures(confusion, outcomes.size(), /*all=*/true);
  for (const Figure& figure : ClassFigures(run, confusion)) figures.push_back(figure);
  AddIntervals(run, outcomes, UnitsOf(run, outcomes), seed, &figures);
  // Groups of sources are many and nameless; a table of them tells nothing.
  if (!run.group_by().empty() && run.group_by() != "source") {
    for (const Figure& figure : GroupFigures(run, outcomes, seed)) figures.push_back(figure);
  }
  std::vector<Metric> metrics;
  for (const Figure& figure : figures) metrics.push_back(figure.metric);
  return metrics;
}

}  // namespace auricle
