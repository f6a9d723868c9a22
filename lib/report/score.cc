// SPDX-License-Identifier: Apache-2.0
#include "lib/report/score.h"

#include <algorithm>
#include <cstddef>
#include <limits>
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

// What the figures of a set, or of a resample of it, are computed from.
struct Sums {
  explicit Sums(int classes) : confusion(classes) {}
  ConfusionMatrix confusion;
  double nats = 0;    // Surprise, over
  int64_t known = 0;  // the items whose class has a probability.
};

bool HasProbability(const Outcome& outcome) { return outcome.truth() < outcome.scores_size(); }

Sums SumOutcomes(const RunInfo& run, absl::Span<const Outcome> outcomes) {
  Sums sums(run.classes_size());
  sums.confusion = CountOutcomes(run, outcomes);
  for (const Outcome& outcome : outcomes) {
    if (!HasProbability(outcome)) continue;
    sums.nats += SurpriseNats(outcome.scores(outcome.truth()));
    ++sums.known;
  }
  return sums;
}

double CrossEntropy(const Sums& sums) {
  return sums.known > 0 ? sums.nats / sums.known : std::numeric_limits<double>::quiet_NaN();
}

std::vector<Figure> WholeFigures(const Sums& sums, int64_t items, bool all) {
  const ConfusionMatrix& confusion = sums.confusion;
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
  if (all && sums.known > 0) {
    Figure figure;
    figure.metric.set_name(kCrossEntropy);
    figure.metric.set_value(CrossEntropy(sums));
    figure.metric.set_n(sums.known);
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

// The values of `figures` on another set of items, in their order.
void Recompute(const std::vector<Figure>& figures, const Sums& sums,
               std::vector<std::vector<double>>* values) {
  const std::vector<ClassScores> scores = ScoreClasses(sums.confusion);
  size_t class_figures = 0;
  for (size_t f = 0; f < figures.size(); ++f) {
    if (figures[f].metric.of().empty()) {
      const NamedMetric* metric = FindMetric(figures[f].metric.name());
      (*values)[f].push_back(metric != nullptr ? metric->value(sums.confusion)
                                               : CrossEntropy(sums));
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
  const auto number = [&](auto key) {
    index.clear();
    for (const Outcome& outcome : outcomes) index.emplace(key(outcome), 0);
    units.count = 0;
    for (auto& entry : index) entry.second = units.count++;
    units.of_item.clear();
    for (const Outcome& outcome : outcomes) units.of_item.push_back(index[key(outcome)]);
  };
  if (!run.group_by().empty()) number([](const Outcome& o) { return o.group(); });
  units.groups = units.count > 1;
  if (!units.groups) number([](const Outcome& o) { return o.id(); });
  return units;
}

void AddIntervals(const RunInfo& run, absl::Span<const Outcome> outcomes, const Units& units,
                  uint64_t seed, std::vector<Figure>* figures) {
  BootstrapOptions options;
  options.resamples = run.resamples();
  options.seed = seed;
  options.stream = "eval";
  std::vector<std::vector<double>> values(figures->size());
  std::vector<double> nats;
  for (const Outcome& o : outcomes) {
    nats.push_back(HasProbability(o) ? SurpriseNats(o.scores(o.truth())) : 0);
  }
  Sums sums(run.classes_size());
  ForEachResample(units.count, options, [&](absl::Span<const int> times) {
    std::fill(sums.confusion.counts.begin(), sums.confusion.counts.end(), 0);
    sums.nats = sums.known = 0;
    for (size_t i = 0; i < outcomes.size(); ++i) {
      const int t = times[units.of_item[i]];
      sums.confusion.at(outcomes[i].truth(), outcomes[i].decision()) += t;
      sums.nats += t * nats[i];
      sums.known += HasProbability(outcomes[i]) ? t : 0;
    }
    Recompute(*figures, sums, &values);
  });
  for (size_t f = 0; f < figures->size(); ++f) {
    Figure& figure = (*figures)[f];
    const bool proportion =
        figure.hits >= 0 && units.count == static_cast<int>(outcomes.size()) && !units.groups;
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
        WholeFigures(SumOutcomes(run, members), members.size(), /*all=*/false);
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

double FigureOf(const RunInfo& run, absl::Span<const Metric> metrics,
                absl::Span<const Outcome> outcomes, const std::string& name,
                const std::string& of) {
  for (const Metric& metric : metrics) {
    if (metric.name() == name && metric.of() == of) return metric.value();
  }
  if (!of.empty()) return std::numeric_limits<double>::quiet_NaN();
  const Sums sums = SumOutcomes(run, outcomes);
  const NamedMetric* metric = FindMetric(name);
  return metric != nullptr ? metric->value(sums.confusion) : CrossEntropy(sums);
}

int64_t CountFloored(absl::Span<const Outcome> outcomes) {
  return std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& o) {
    return HasProbability(o) && o.scores(o.truth()) < kLeastProbability;
  });
}

std::vector<Metric> ScoreWindows(const RunInfo& run, absl::Span<const Outcome> windows,
                                 uint64_t seed) {
  std::vector<Figure> figures = WholeFigures(SumOutcomes(run, windows), windows.size(), true);
  AddIntervals(run, windows, UnitsOf(run, windows), seed, &figures);
  std::vector<Metric> metrics;
  for (Figure& figure : figures) {
    figure.metric.set_of(kOfWindows);
    metrics.push_back(figure.metric);
  }
  return metrics;
}

std::vector<Metric> ScoreRun(const RunInfo& run, absl::Span<const Outcome> outcomes,
                             uint64_t seed) {
  const Sums sums = SumOutcomes(run, outcomes);
  std::vector<Figure> figures = WholeFigures(sums, outcomes.size(), /*all=*/true);
  for (const Figure& figure : ClassFigures(run, sums.confusion)) figures.push_back(figure);
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
