// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/score_tags.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "lib/base/stop.h"
#include "lib/evaluate/figure_set.h"
#include "lib/metrics/compare.h"
#include "lib/metrics/influence.h"
#include "lib/metrics/ranking.h"

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr float kThreshold = 0.5F;

// What is known of one class: of which items, what they are and what was said.
struct Class {
  std::vector<int> unit, truth, said;
  std::vector<float> scores;
};

// A ratio of sums over items, Σ over / Σ under: what it owes to each unit is linear in both.
Influence RatioOf(const std::vector<double>& over, const std::vector<double>& under,
                  const std::vector<int>& unit, int units) {
  double top = 0, bottom = 0;
  for (const double x : over) top += x;
  for (const double x : under) bottom += x;
  Influence influence;
  influence.value = bottom > 0 ? top / bottom : kNan;
  influence.of_unit.assign(units, 0);
  influence.expected.assign(units, 0);
  if (bottom == 0) return influence;
  for (size_t i = 0; i < over.size(); ++i) {
    influence.of_unit[unit[i]] += (over[i] - influence.value * under[i]) / bottom;
    influence.expected[unit[i]] += under[i];
  }
  const double n = units;
  for (double& u : influence.of_unit) u *= n > 1 ? std::sqrt(n / (n - 1)) : 1;
  return influence;
}

struct Counts {
  std::vector<double> both, said, have;
};

Influence F1Of(const Counts& c, const std::vector<int>& unit, int units) {
  std::vector<double> over, under;
  for (size_t i = 0; i < c.both.size(); ++i) {
    over.push_back(2 * c.both[i]);
    under.push_back(c.said[i] + c.have[i]);
  }
  return RatioOf(over, under, unit, units);
}

class Scorer {
 public:
  Scorer(const RunInfo& run, absl::Span<const Outcome> outcomes)
      : run_(run), outcomes_(outcomes), units_(UnitsOf(run, outcomes)) {}

  absl::StatusOr<std::vector<Metric>> Score() {
    Gather();
    Influence map, auc, macro;
    for (Influence* mean : {&map, &auc, &macro}) {
      mean->of_unit.assign(units_.count, 0);
      mean->expected.assign(units_.count, 0);
    }
    std::vector<RankedAreas> areas;
    std::vector<Influence> f1;
    for (const Class& one : classes_) {
      if (StopSignal() != 0) return absl::CancelledError("stopped while tags were scored");
      areas.push_back(RankAreas(one.scores, one.truth, one.unit, units_.count, 1));
      f1.push_back(F1Of(CountsOf(one), one.unit, units_.count));
    }
    const auto add = [](const std::vector<const Influence*>& parts, Influence* mean) {
      std::vector<const Influence*> defined;
      for (const Influence* part : parts) {
        if (!std::isnan(part->value)) defined.push_back(part);
      }
      if (defined.empty()) mean->value = kNan;
      for (const Influence* part : defined) {
        AddShare(*part, static_cast<double>(defined.size()), mean);
      }
    };
    std::vector<const Influence*> pr, roc, each;
    for (size_t c = 0; c < classes_.size(); ++c) {
      pr.push_back(&areas[c].pr);
      roc.push_back(&areas[c].roc);
      each.push_back(&f1[c]);
    }
    add(pr, &map);
    add(roc, &auc);
    add(each, &macro);
    const auto n = static_cast<int64_t>(outcomes_.size());
    Add("map", "", n, map);
    Add("roc_auc", "", n, auc);
    AddMicro(n);
    Add("macro_f1", "", n, macro);
    AddSubset(n);
    for (size_t c = 0; c < classes_.size(); ++c) {
      const std::string of = absl::StrCat("class:", run_.classes(static_cast<int>(c)));
      const auto items = static_cast<int64_t>(classes_[c].truth.size());
      const Counts counts = CountsOf(classes_[c]);
      Add("pr_auc", of, items, areas[c].pr);
      Add("roc_auc", of, items, areas[c].roc);
      Add("f1", of, items, f1[c]);
      Add("precision", of, items,
          RatioOf(counts.both, counts.said, classes_[c].unit, units_.count));
      Add("recall", of, items, RatioOf(counts.both, counts.have, classes_[c].unit, units_.count));
    }
    return std::move(metrics_);
  }

 private:
  void Gather() {
    classes_.resize(run_.known_classes());
    for (size_t i = 0; i < outcomes_.size(); ++i) {
      const Outcome& outcome = outcomes_[i];
      const std::set<int> has(outcome.tags().begin(), outcome.tags().end());
      const std::set<int> unknown(outcome.unknown().begin(), outcome.unknown().end());
      for (int c = 0; c < run_.known_classes(); ++c) {
        if (unknown.count(c) > 0) continue;
        Class& one = classes_[c];
        one.unit.push_back(units_.of_outcome[i]);
        one.truth.push_back(has.count(c) > 0 ? 1 : 0);
        one.scores.push_back(outcome.scores(c));
        one.said.push_back(outcome.scores(c) >= kThreshold ? 1 : 0);
      }
    }
  }

  static Counts CountsOf(const Class& one) {
    Counts counts;
    for (size_t i = 0; i < one.truth.size(); ++i) {
      counts.both.push_back(one.truth[i] * one.said[i]);
      counts.said.push_back(one.said[i]);
      counts.have.push_back(one.truth[i]);
    }
    return counts;
  }

  void AddMicro(int64_t n) {
    Counts all;
    std::vector<int> unit;
    for (const Class& one : classes_) {
      const Counts counts = CountsOf(one);
      all.both.insert(all.both.end(), counts.both.begin(), counts.both.end());
      all.said.insert(all.said.end(), counts.said.begin(), counts.said.end());
      all.have.insert(all.have.end(), counts.have.begin(), counts.have.end());
      unit.insert(unit.end(), one.unit.begin(), one.unit.end());
    }
    Add("micro_f1", "", n, F1Of(all, unit, units_.count));
    Add("micro_precision", "", n, RatioOf(all.both, all.said, unit, units_.count));
    Add("micro_recall", "", n, RatioOf(all.both, all.have, unit, units_.count));
  }

  void AddSubset(int64_t n) {
    std::vector<double> right, one(outcomes_.size(), 1);
    for (const Outcome& outcome : outcomes_) {
      const std::set<int> has(outcome.tags().begin(), outcome.tags().end());
      const std::set<int> unknown(outcome.unknown().begin(), outcome.unknown().end());
      bool all = true;
      for (int c = 0; c < run_.known_classes(); ++c) {
        const bool said = outcome.scores(c) >= kThreshold;
        all = all && (unknown.count(c) > 0 || said == (has.count(c) > 0));
      }
      right.push_back(all ? 1 : 0);
    }
    Add("subset_accuracy", "", n, RatioOf(right, one, units_.of_outcome, units_.count));
  }

  void Add(const std::string& name, const std::string& of, int64_t n, const Influence& influence) {
    Metric metric;
    metric.set_name(name);
    metric.set_of(of);
    metric.set_value(influence.value);
    metric.set_n(n);
    metric.set_groups(units_.groups ? units_.count : 0);
    const Interval interval =
        FigureInterval(name, SampleInfluence(influence, /*items=*/false), run_.interval());
    metric.set_low(interval.low);
    metric.set_high(interval.high);
    metrics_.push_back(std::move(metric));
  }

  const RunInfo& run_;
  const absl::Span<const Outcome> outcomes_;
  const Units units_;
  std::vector<Class> classes_;
  std::vector<Metric> metrics_;
};

}  // namespace

absl::StatusOr<std::vector<Metric>> ScoreTags(const RunInfo& run,
                                              absl::Span<const Outcome> outcomes) {
  return Scorer(run, outcomes).Score();
}

}  // namespace auricle
