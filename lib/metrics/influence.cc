// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/influence.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace auricle {
namespace {

using Over = NamedMetric::Over;

double WeightOf(const ClassScores& s, Over over) {
  switch (over) {
    case Over::kItems:
      return s.items;
    case Over::kClassesWithItems:
      return s.items > 0;
    case Over::kClassesSeen:
      return s.items > 0 || s.decided > 0;
  }
  return 0;
}

}  // namespace

CountInfluence::CountInfluence(const TestItems& items)
    : items_(&items),
      class_items_(items.classes),
      lone_(items.classes),
      widen_(items.truth.size()),
      widen_unit_(items.units, 1),
      units_of_(items.classes) {
  std::vector<size_t> order(items.truth.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return items.truth[a] != items.truth[b] ? items.truth[a] < items.truth[b]
                                            : items.unit[a] < items.unit[b];
  });
  for (const size_t i : order) {
    std::vector<ClassUnit>& units = units_of_[items.truth[i]];
    if (units.empty() || units.back().unit != items.unit[i]) units.push_back({items.unit[i], 0});
    ++units.back().items;
    ++class_items_[items.truth[i]];
  }
  std::vector<double> in_unit(items.units);
  for (const int unit : items.unit) ++in_unit[unit];
  for (int u = 0; u < items.units; ++u) {
    const double all = items.truth.size(), others = all - in_unit[u];
    if (others > 0) widen_unit_[u] = std::sqrt(all / others);
  }
  size_t at = 0;
  for (int c = 0; c < items.classes; ++c) {
    lone_[c] = units_of_[c].size() == 1;
    for (const ClassUnit& u : units_of_[c]) {
      const double others = class_items_[c] - u.items;
      const double widen = others > 0 ? std::sqrt(class_items_[c] / others) : 1;
      for (int k = 0; k < u.items; ++k) widen_[order[at++]] = widen;
    }
  }
}

CountInfluence::Slope CountInfluence::SlopeOf(const ClassScores& s, double ClassScores::*score) {
  const double items = s.items, decided = s.decided, hits = s.hits;
  if (score == &ClassScores::recall) {
    return items > 0 ? Slope{-hits / (items * items), 0, 1 / items} : Slope();
  }
  if (score == &ClassScores::precision) {
    return decided > 0 ? Slope{0, -hits / (decided * decided), 1 / decided} : Slope();
  }
  const double both = items + decided;
  if (both == 0) return Slope();
  return {-2 * hits / (both * both), -2 * hits / (both * both), 2 / both};
}

// Adds what chance does to the class `of`, its items being hits at `share.rate`.
void CountInfluence::AddChance(int of, const Share& share, double pseudo, bool lone,
                               Influence* influence) const {
  if (share.items == 0) return;
  const double smoothed = (share.items * share.rate + pseudo) / (share.items + 2 * pseudo);
  const double one = share.swing * share.swing * smoothed * (1 - smoothed);  // Of an item.
  const double seen = share.swing * share.swing * share.rate * (1 - share.rate);
  influence->shift += share.items * share.swing * (smoothed - share.rate);
  influence->discordant += share.swing * share.swing * pseudo / 2;
  if (lone) {
    influence->lone += share.items * one;
  } else {
    influence->smoothing += share.items * (one - seen);
  }
  for (const ClassUnit& u : units_of_[of]) influence->expected[u.unit] += u.items * one;
}

Influence CountInfluence::Of(absl::Span<const int> decisions, const NamedMetric& metric) const {
  const int classes = items_->classes;
  const std::vector<ClassScores> scores = ScoreClasses(items_->truth, decisions, classes);
  Influence influence;
  influence.value = metric.Value(scores);
  influence.of_unit.resize(items_->units);
  influence.expected.resize(items_->units);
  double weights = 0, decided_slopes = 0, with_items = 0, rates = 0;
  for (const ClassScores& s : scores) {
    weights += WeightOf(s, metric.over);
    with_items += s.items > 0;
    if (s.items > 0) rates += s.recall;
  }
  if (with_items == 0) return influence;
  std::vector<Slope> slopes(classes);
  for (int c = 0; c < classes; ++c) {
    const double weight = WeightOf(scores[c], metric.over) / weights;
    const Slope slope = SlopeOf(scores[c], metric.score);
    slopes[c] = {weight * slope.items, weight * slope.decided, weight * slope.hits};
    if (metric.over == Over::kItems) {  // An item of the class adds to its weight as well.
      const double score = std::isnan(scores[c].*metric.score) ? 0 : scores[c].*metric.score;
      slopes[c].items += (score - influence.value) / weights;
    }
    decided_slopes += slopes[c].decided;
  }
  const bool over_items = metric.over == Over::kItems;  // Then it shows how classes differ.
  std::vector<double> of_lone(classes);
  for (size_t i = 0; i < decisions.size(); ++i) {
    const int t = items_->truth[i], d = decisions[i];
    const double slope = slopes[t].items + slopes[d].decided + (t == d ? slopes[t].hits : 0);
    const int unit = items_->unit[i];
    influence.of_unit[unit] += (over_items ? widen_unit_[unit] : widen_[i]) * slope;
    if (lone_[t]) of_lone[t] += slope;
  }
  const double pseudo = 2 / with_items;
  for (int c = 0; c < classes; ++c) {
    const double elsewhere = classes > 1 ? (decided_slopes - slopes[c].decided) / (classes - 1) : 0;
    const double swing = slopes[c].hits + slopes[c].decided - elsewhere;
    // One item alone is right or wrong; how often others would be the other classes tell.
    const double rate = class_items_[c] == 1 && !over_items ? rates / with_items : scores[c].recall;
    const double before = influence.lone;
    AddChance(c, {class_items_[c], rate, swing}, pseudo, lone_[c] && !over_items, &influence);
    // What of it the sum of squares has already is not counted twice.
    influence.lone = std::max(before, influence.lone - of_lone[c] * of_lone[c]);
  }
  return influence;
}

Influence CountInfluence::OfClass(absl::Span<const int> decisions,
                                  absl::Span<const ClassScores> scores, int of,
                                  double ClassScores::*score) const {
  const ClassScores& s = scores[of];
  const Slope slope = SlopeOf(s, score);
  Influence influence;
  influence.value = s.*score;
  influence.of_unit.resize(items_->units);
  influence.expected.resize(items_->units);
  const bool precision = score == &ClassScores::precision;
  for (size_t i = 0; i < decisions.size(); ++i) {
    const bool is = items_->truth[i] == of, decided = decisions[i] == of;
    if (!is && !decided) continue;
    const int unit = items_->unit[i];
    influence.of_unit[unit] +=
        (is && !precision ? widen_[i] : widen_unit_[unit]) *
        (is * slope.items + decided * slope.decided + (is && decided) * slope.hits);
    if (precision && decided) ++influence.expected[unit];  // All decisions for it are alike.
  }
  if (precision) {
    const double smoothed = (s.hits + 2.0) / (s.decided + 4.0);
    influence.smoothing = (smoothed * (1 - smoothed) - s.precision * (1 - s.precision)) /
                          std::max(1.0, 1.0 * s.decided);
    influence.shift = smoothed - s.precision;
  } else {
    AddChance(of, {1.0 * s.items, s.recall, slope.hits + slope.decided}, 2, lone_[of], &influence);
  }
  return influence;
}

}  // namespace auricle
