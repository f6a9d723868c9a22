// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/figure_set.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double MacroArea(absl::Span<const RankingScores> rankings, double RankingScores::*area) {
  std::vector<double> areas;
  for (const RankingScores& ranking : rankings) areas.push_back(ranking.*area);
  return MeanOfDefined(areas);
}

int64_t Hits(const ConfusionMatrix& confusion) {
  int64_t hits = 0;
  for (int c = 0; c < confusion.classes; ++c) hits += confusion.at(c, c);
  return hits;
}

}  // namespace

Units UnitsOf(const RunInfo& run, absl::Span<const Outcome> outcomes) {
  Units units;
  const auto number = [&](auto key) {
    std::map<std::string, int> index;
    for (const Outcome& outcome : outcomes) index.emplace(key(outcome), 0);
    units.count = 0;
    for (auto& entry : index) entry.second = units.count++;
    units.of_outcome.clear();
    for (const Outcome& outcome : outcomes) units.of_outcome.push_back(index[key(outcome)]);
  };
  if (!run.group_by().empty()) number([](const Outcome& o) { return o.group(); });
  units.groups = units.count > 1;
  if (!units.groups) number([](const Outcome& o) { return o.id(); });
  return units;
}

FigureSet::FigureSet(const RunInfo& run, absl::Span<const Outcome> outcomes, const Units& units,
                     const FigureScope& scope)
    : scope_(scope), classes_(run.classes_size()) {
  const int known = run.known_classes();
  bool scored = scope.ranking && known > 0;
  std::vector<int> truth;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& o = outcomes[i];
    const bool has = o.truth() < o.scores_size();
    places_.push_back({units.of_outcome[i], o.truth() * classes_ + o.decision(),
                       has ? SurpriseNats(o.scores(o.truth())) : kNan});
    truth.push_back(o.truth());
    scored = scored && o.scores_size() == known;
  }
  for (int c = 0; c < known && scored; ++c) {
    std::vector<float> scores;
    for (const Outcome& o : outcomes) scores.push_back(o.scores(c));
    rankings_.emplace_back(scores, truth, units.of_outcome, c);
  }
  List(Sum(std::vector<int>(units.count, 1)), run);
}

FigureSet::Sums FigureSet::Sum(absl::Span<const int> times) const {
  Sums sums = {ConfusionMatrix(classes_), 0, 0, {}};
  for (const Place& place : places_) {
    const int t = times[place.unit];
    if (t == 0) continue;
    sums.confusion.counts[place.cell] += t;
    if (std::isnan(place.nats)) continue;
    sums.nats += t * place.nats;
    sums.known += t;
  }
  for (const Ranking& ranking : rankings_) sums.rankings.push_back(ranking.Score(times));
  return sums;
}

void FigureSet::List(const Sums& sums, const RunInfo& run) {
  const int64_t items = places_.size();
  const std::vector<ClassScores> scores = ScoreClasses(sums.confusion);
  const auto add = [&](const std::string& name, int64_t n, int64_t hits, auto value) {
    Figure figure;
    figure.metric.set_name(name);
    figure.metric.set_value(value(sums, scores));
    figure.metric.set_n(n);
    figure.hits = hits;
    figures_.push_back(figure);
    values_.push_back(value);
  };
  for (const NamedMetric& named : WholeMetrics()) {
    const bool few = named.value == &Accuracy || named.value == &Uar || named.value == &MacroF1;
    if (!scope_.all && !few) continue;
    const int64_t hits = named.value == &Accuracy ? Hits(sums.confusion) : -1;
    add(named.name, items, hits,
        [value = named.value](const Sums& s, const auto&) { return value(s.confusion); });
  }
  if (scope_.all && sums.known > 0) {
    add(kCrossEntropy, sums.known, -1,
        [](const Sums& s, const auto&) { return s.known > 0 ? s.nats / s.known : kNan; });
  }
  if (!rankings_.empty()) {
    add(kRocAuc, items, -1,
        [](const Sums& s, const auto&) { return MacroArea(s.rankings, &RankingScores::roc_auc); });
    add(kPrAuc, items, -1,
        [](const Sums& s, const auto&) { return MacroArea(s.rankings, &RankingScores::pr_auc); });
  }
  for (int c = 0; c < classes_ && scope_.classes; ++c)
    ListClass(sums, scores[c], c, run.classes(c));
}

void FigureSet::ListClass(const Sums& sums, const ClassScores& scores, int c,
                          const std::string& name) {
  const auto add = [&](const char* metric, double now, int64_t n, int64_t hits, auto value) {
    Figure figure;
    figure.metric.set_name(metric);
    figure.metric.set_of(absl::StrCat("class:", name));
    figure.metric.set_value(now);
    figure.metric.set_n(n);
    figure.hits = hits;
    figures_.push_back(figure);
    values_.push_back(value);
  };
  const auto of_class = [c](double ClassScores::*field) {
    return [c, field](const Sums&, absl::Span<const ClassScores> s) { return s[c].*field; };
  };
  add("precision", scores.precision, scores.decided, scores.hits,
      of_class(&ClassScores::precision));
  add("recall", scores.recall, scores.items, scores.hits, of_class(&ClassScores::recall));
  add("f1", scores.f1, scores.items, -1, of_class(&ClassScores::f1));
  if (c >= static_cast<int>(rankings_.size())) return;
  const auto of_ranking = [c](double RankingScores::*field) {
    return
        [c, field](const Sums& s, absl::Span<const ClassScores>) { return s.rankings[c].*field; };
  };
  const int64_t items = places_.size();
  add(kRocAuc, sums.rankings[c].roc_auc, items, -1, of_ranking(&RankingScores::roc_auc));
  add(kPrAuc, sums.rankings[c].pr_auc, items, -1, of_ranking(&RankingScores::pr_auc));
}

std::vector<double> FigureSet::Values(absl::Span<const int> times) const {
  const Sums sums = Sum(times);
  std::vector<ClassScores> scores;
  if (scope_.classes) scores = ScoreClasses(sums.confusion);
  std::vector<double> values;
  values.reserve(values_.size());
  for (const auto& value : values_) values.push_back(value(sums, scores));
  return values;
}

Interval FigureInterval(const std::string& name, double value, std::vector<double> resampled,
                        int units, double level) {
  const bool share = name != kCrossEntropy;
  const bool end = share && (value < kAlike || value > 1 - kAlike);
  if (end && std::none_of(resampled.begin(), resampled.end(),
                          [value](double v) { return std::abs(v - value) > kAlike; })) {
    return UnanimousInterval(value, units, level);
  }
  Interval interval;
  if (name == kPrAuc) {
    interval = CentredInterval(value, std::move(resampled), units, level);
  } else if (IsMeanF1(name)) {
    interval = CorrectedInterval(value, std::move(resampled), units, level);
  } else {
    interval = PercentileInterval(std::move(resampled), units, level);
  }
  if (interval.low < 0) interval.low = 0;  // NaN stays NaN.
  if (share && interval.high > 1) interval.high = 1;
  return interval;
}

}  // namespace auricle
