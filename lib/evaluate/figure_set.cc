// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/figure_set.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/base/stop.h"
#include "lib/metrics/classify.h"
#include "lib/metrics/influence.h"
#include "lib/metrics/intervals.h"
#include "lib/metrics/ranking.h"

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool AllHaveScores(const RunInfo& run, absl::Span<const Outcome> outcomes) {
  return run.known_classes() > 0 &&
         std::all_of(outcomes.begin(), outcomes.end(),
                     [&](const Outcome& o) { return o.scores_size() == run.known_classes(); });
}

// Computes the figures of one set.
class Scorer {
 public:
  Scorer(const RunInfo& run, absl::Span<const Outcome> outcomes, const Units& units,
         const FigureScope& scope)
      : run_(run), outcomes_(outcomes), units_(units), scope_(scope) {
    items_.classes = run.classes_size();
    items_.units = units.count;
    items_.unit = units.of_outcome;
    for (const Outcome& o : outcomes) {
      items_.truth.push_back(o.truth());
      decisions_.push_back(o.decision());
    }
    single_ = !units.groups && units.count == static_cast<int>(outcomes.size());
  }

  absl::StatusOr<std::vector<ScoredFigure>> Score() {
    const CountInfluence influence(items_);
    for (const NamedMetric& metric : WholeMetrics()) {
      const std::string name = metric.name;
      if (!scope_.all && name != "accuracy" && name != "uar" && name != "macro_f1") continue;
      Add(name, outcomes_.size(), influence.Of(decisions_, metric));
    }
    if (scope_.all) AddCrossEntropy();
    const bool ranking = scope_.ranking && AllHaveScores(run_, outcomes_);
    if (ranking) RETURN_IF_ERROR(AddAreas());
    if (scope_.classes) RETURN_IF_ERROR(AddClasses(influence));
    return std::move(figures_);
  }

 private:
  ScoredFigure MakeFigure(const std::string& name, const std::string& of, int64_t n,
                          const Influence& influence, double hits) const {
    ScoredFigure figure;
    figure.metric.set_name(name);
    figure.metric.set_of(of);
    figure.metric.set_value(influence.value);
    figure.metric.set_n(n);
    figure.metric.set_groups(units_.groups ? units_.count : 0);
    figure.sampled = SampleInfluence(influence, single_);
    Interval interval = {kNan, kNan};  // Of nothing, even where its value is 0 by custom.
    if (n > 0 && hits >= 0 && single_) {
      interval = WilsonInterval(static_cast<int64_t>(hits), n, run_.interval());
    } else if (n > 0) {
      interval = FigureInterval(name, figure.sampled, run_.interval());
    }
    figure.metric.set_low(interval.low);
    figure.metric.set_high(interval.high);
    return figure;
  }

  // One of the whole set.
  void Add(const std::string& name, int64_t n, const Influence& influence) {
    const bool accuracy = name == "accuracy";
    figures_.push_back(
        MakeFigure(name, "", n, influence, accuracy ? std::round(influence.value * n) : -1));
  }

  void AddCrossEntropy() {
    Influence mean;
    mean.of_unit.resize(units_.count);
    mean.expected.resize(units_.count);
    int64_t known = 0;
    for (const Outcome& o : outcomes_) {
      if (o.truth() >= o.scores_size()) continue;
      mean.value += SurpriseNats(o.scores(o.truth()));
      ++known;
    }
    if (known == 0) return;
    mean.value /= known;
    for (size_t i = 0; i < outcomes_.size(); ++i) {
      const Outcome& o = outcomes_[i];
      if (o.truth() >= o.scores_size()) continue;
      mean.of_unit[items_.unit[i]] += (SurpriseNats(o.scores(o.truth())) - mean.value) / known;
      ++mean.expected[items_.unit[i]];
    }
    const double n = units_.count;
    for (double& u : mean.of_unit) u *= n > 1 ? std::sqrt(n / (n - 1)) : 1;
    Add(kCrossEntropy, known, mean);
  }

  // Keeps those of each class for AddClasses.
  absl::Status AddAreas() {
    const int known = run_.known_classes();
    Influence roc, pr;
    std::vector<size_t> items(known);
    for (const int t : items_.truth) {
      if (t < known) ++items[t];
    }
    // A class that all items are of has no area either.
    const auto ranks = [&](size_t n) { return n > 0 && n < outcomes_.size(); };
    const double ranked = std::count_if(items.begin(), items.end(), ranks);
    std::vector<float> scores(outcomes_.size());
    for (int c = 0; c < known; ++c) {
      if (StopSignal() != 0) return absl::CancelledError("stopped while ranking; nothing was kept");
      if (scope_.classes_done) scope_.classes_done(c, known);
      RankedAreas both = {Undefined(), Undefined()};
      if (ranks(items[c])) {
        for (size_t i = 0; i < scores.size(); ++i) scores[i] = outcomes_[i].scores(c);
        both = RankAreas(scores, items_.truth, items_.unit, items_.units, c);
        AddShare(both.roc, ranked, &roc);
        AddShare(both.pr, ranked, &pr);
      }
      const std::string of = absl::StrCat("class:", run_.classes(c));
      areas_.push_back({MakeFigure(kRocAuc, of, outcomes_.size(), both.roc, -1).metric,
                        MakeFigure(kPrAuc, of, outcomes_.size(), both.pr, -1).metric});
    }
    if (ranked == 0) roc.value = pr.value = kNan;
    Add(kRocAuc, outcomes_.size(), roc);
    Add(kPrAuc, outcomes_.size(), pr);
    return absl::OkStatus();
  }

  absl::Status AddClasses(const CountInfluence& influence) {
    const std::vector<ClassScores> scores = ScoreClasses(items_.truth, decisions_, items_.classes);
    for (int c = 0; c < items_.classes; ++c) {
      if (StopSignal() != 0) return absl::CancelledError("stopped; nothing was kept");
      const std::string of = absl::StrCat("class:", run_.classes(c));
      const ClassScores& s = scores[c];
      const auto add = [&](const char* name, int64_t n, double ClassScores::*score, double hits) {
        Influence one;
        one.value = s.*score;
        if (hits < 0 || !single_) one = influence.OfClass(decisions_, scores, c, score);
        figures_.push_back({MakeFigure(name, of, n, one, hits).metric, {}});
      };
      add("precision", s.decided, &ClassScores::precision, s.hits);
      add("recall", s.items, &ClassScores::recall, s.hits);
      add("f1", s.items, &ClassScores::f1, -1);
      if (c >= static_cast<int>(areas_.size())) continue;
      figures_.push_back({areas_[c].roc, {}});
      figures_.push_back({areas_[c].pr, {}});
    }
    return absl::OkStatus();
  }

  static Influence Undefined() {
    Influence influence;
    influence.value = kNan;
    return influence;
  }

  struct Areas {
    Metric roc, pr;
  };
  const RunInfo& run_;
  absl::Span<const Outcome> outcomes_;
  const Units& units_;
  const FigureScope& scope_;
  TestItems items_;
  std::vector<int> decisions_;
  bool single_ = false;       // Every outcome is a unit of its own.
  std::vector<Areas> areas_;  // [known class]
  std::vector<ScoredFigure> figures_;
};

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

absl::StatusOr<std::vector<ScoredFigure>> ScoreFigures(const RunInfo& run,
                                                       absl::Span<const Outcome> outcomes,
                                                       const Units& units,
                                                       const FigureScope& scope) {
  return Scorer(run, outcomes, units, scope).Score();
}

Interval FigureInterval(const std::string& name, const Sampled& sampled, double level) {
  if (std::isnan(sampled.by_seed[0]) || sampled.expected.empty()) return {kNan, kNan};
  const Scale scale = name == kCrossEntropy ? Scale::kPositive : Scale::kShare;
  return EstimateMean(sampled, scale, level).interval;
}

}  // namespace auricle
