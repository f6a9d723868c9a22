// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/simulation/design.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "boost/math/distributions/normal.hpp"

namespace auricle {
namespace {

double Logit(double p) { return std::log(p / (1 - p)); }
double Expit(double x) { return 1 / (1 + std::exp(-x)); }

std::vector<double> Effects(int n, double sd, Rng* rng) {
  std::vector<double> effects(n);
  if (sd == 0) return effects;
  for (double& e : effects) e = sd * rng->Normal();
  return effects;
}

// The mean of expit(at + N(0, sd²)).
double MeanExpit(double at, double sd) {
  double sum = 0, weights = 0;
  for (int i = -800; i <= 800; ++i) {
    const double z = i / 100.0, weight = std::exp(-z * z / 2);
    sum += weight * Expit(at + sd * z);
    weights += weight;
  }
  return sum / weights;
}

}  // namespace

TestItems ItemsOf(const Design& design) {
  TestItems items;
  items.classes = static_cast<int>(design.items.size());
  for (int c = 0; c < items.classes; ++c) {
    for (int i = 0; i < design.items[c]; ++i) {
      items.truth.push_back(c);
      const int groups = design.groups;
      // Another class begins at another group, so that small classes are in several.
      const int dealt = !design.unequal ? i + 7 * c
                        : i % 2 == 0    ? 0
                                        : 1 + (i / 2 + 7 * c) % (groups - 1);
      items.unit.push_back(groups > 0 ? dealt % groups : static_cast<int>(items.unit.size()));
    }
  }
  items.units = design.groups > 0 ? design.groups : static_cast<int>(items.truth.size());
  return items;
}

std::vector<Decisions> Draw(const Design& d, const TestItems& items, int conditions, Rng* rng) {
  const int n = static_cast<int>(items.truth.size());
  const std::vector<double> group = Effects(items.units, d.groups > 0 ? d.group : 0, rng);
  const std::vector<double> item = Effects(n, d.item, rng);
  std::vector<Decisions> out(conditions);
  for (Decisions& condition : out) {
    const std::vector<double> own_item = Effects(n, d.item_condition, rng);
    const std::vector<double> own_group = Effects(items.units, d.group_condition, rng);
    for (int s = 0; s < d.seeds; ++s) {
      const double seed = d.seed > 0 ? d.seed * rng->Normal() : 0;
      const std::vector<double> group_seed = Effects(items.units, d.group_seed, rng);
      const std::vector<double> fold_seed = Effects(std::max(1, d.folds), d.fold_seed, rng);
      std::vector<int> decisions(n);
      for (int i = 0; i < n; ++i) {
        const int u = items.unit[i];
        const double effect = group[u] + item[i] + own_item[i] + own_group[u] + seed +
                              group_seed[u] + fold_seed[u % std::max(1, d.folds)];
        const bool right = rng->Uniform() < Expit(Logit(d.recall[items.truth[i]]) + effect);
        const int other = 1 + static_cast<int>(rng->Below(std::max(1, items.classes - 1)));
        decisions[i] = (items.truth[i] + (right ? 0 : other)) % items.classes;
      }
      condition.push_back(std::move(decisions));
    }
  }
  return out;
}

double TruthOf(const Design& d, const NamedMetric& metric) {
  double variance = 0;
  for (const double sd : {d.groups > 0 ? d.group : 0, d.item, d.group_condition, d.item_condition,
                          d.seed, d.group_seed, d.fold_seed}) {
    variance += sd * sd;
  }
  constexpr double kMany = 1e9;  // Items for each of the design's.
  const int classes = static_cast<int>(d.items.size());
  std::vector<ClassScores> scores(classes);
  for (int c = 0; c < classes; ++c) {
    const double recall = MeanExpit(Logit(d.recall[c]), std::sqrt(variance));
    scores[c].items += static_cast<int64_t>(kMany * d.items[c]);
    scores[c].hits += static_cast<int64_t>(kMany * d.items[c] * recall);
    for (int k = 0; k < classes; ++k) {
      const double share = k == c ? recall : (1 - recall) / (classes - 1);
      scores[k].decided += static_cast<int64_t>(kMany * d.items[c] * share);
    }
  }
  for (ClassScores& s : scores) {
    s.recall = double(s.hits) / s.items;
    s.precision = double(s.hits) / s.decided;
    s.f1 = 2.0 * s.hits / (s.items + s.decided);
  }
  return metric.Value(scores);
}

RankingDraw Draw(const RankingDesign& d, Rng* rng) {
  RankingDraw draw;
  const double distance = quantile(boost::math::normal(), d.roc) * std::sqrt(1 + d.sd * d.sd);
  const int n = d.of_class + d.others;
  draw.units = d.groups > 0 ? d.groups : n;
  const double common = std::sqrt(d.shared), own = std::sqrt(1 - d.shared);
  const std::vector<double> of_class = Effects(draw.units, common, rng);
  const std::vector<double> of_others = Effects(draw.units, common, rng);
  for (int i = 0; i < n; ++i) {
    const bool is = i < d.of_class;
    const int unit = i % draw.units;
    const double z = (is ? of_class : of_others)[unit] + own * rng->Normal();
    draw.scores.push_back(static_cast<float>(is ? distance + d.sd * z : z));
    draw.truth.push_back(is ? 1 : 0);
    draw.unit.push_back(unit);
  }
  return draw;
}

double PrTruthOf(const RankingDesign& d) {
  const boost::math::normal standard;
  const double distance = quantile(standard, d.roc) * std::sqrt(1 + d.sd * d.sd);
  double area = 0, weights = 0;
  for (int i = -8000; i <= 8000; ++i) {
    const double z = i / 1000.0, weight = std::exp(-z * z / 2);
    const double hits = d.of_class * cdf(complement(standard, z));
    const double others = d.others * cdf(complement(standard, distance + d.sd * z));
    area += weight * (hits > 0 ? hits / (hits + others) : 1);
    weights += weight;
  }
  return area / weights;
}

}  // namespace auricle
