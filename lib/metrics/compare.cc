// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/compare.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "boost/math/distributions/normal.hpp"
#include "boost/math/distributions/students_t.hpp"

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kManyDegrees = 1e8;  // Student's t is the normal distribution then.

// Below which t lies in 1 - tail of cases. NaN degrees of freedom give NaN.
double Quantile(double tail, double df) {
  if (std::isnan(df)) return kNan;
  if (df > kManyDegrees) return quantile(complement(boost::math::normal(), tail));
  return quantile(complement(boost::math::students_t(df), tail));
}

double Mean(absl::Span<const double> x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / x.size();
}

// Unbiased; NaN for one value.
double Variance(absl::Span<const double> x) {
  if (x.size() < 2) return kNan;
  const double mean = Mean(x);
  double sum = 0;
  for (const double v : x) sum += (v - mean) * (v - mean);
  return sum / (x.size() - 1);
}

std::vector<double> MeanOverSeeds(const Sampled& s) {
  std::vector<double> mean(s.expected.size());
  for (const std::vector<double>& seed : s.of_unit) {
    for (size_t u = 0; u < mean.size(); ++u) mean[u] += seed[u] / s.of_unit.size();
  }
  return mean;
}

double SumOfSquares(absl::Span<const double> x) {
  return std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
}

// Of the mean over seeds: what units × seeds adds to its variance over units.
double Interaction(const Sampled& s, absl::Span<const double> mean) {
  const double seeds = s.by_seed.size();
  if (seeds < 2) return 0;
  double sum = 0;
  for (const std::vector<double>& seed : s.of_unit) {
    for (size_t u = 0; u < mean.size(); ++u) sum += (seed[u] - mean[u]) * (seed[u] - mean[u]);
  }
  return sum / (seeds - 1) / seeds;
}

// Degrees of freedom of the sum of squares of `of_unit`. Of one set those of as many equal units as
// vary like these by chance, for a few large ones carry the sum; of several sets by Welch and
// Satterthwaite, whose variances are known well enough for it. NaN if a set has one unit.
double UnitsDf(const Sampled& s, absl::Span<const double> of_unit) {
  double variance = 0, denominator = 0, all = 0;
  size_t at = 0;
  for (const int units : s.sets) {
    if (units < 2) return kNan;
    double sum = 0, squares = 0;
    for (size_t u = at; u < at + units; ++u) {
      sum += s.expected[u];
      squares += s.expected[u] * s.expected[u];
    }
    double df = units - 1;
    if (squares > 0) df = std::min(df, std::max(1.0, sum * sum / squares - 1));
    const double own = SumOfSquares(of_unit.subspan(at, units));
    variance += own;
    denominator += own * own / df;
    all += df;
    at += units;
  }
  return denominator > 0 ? variance * variance / denominator : all;
}

Noise::Training TrainingNoise(const Sampled& s) {
  return {Variance(s.by_seed) / s.by_seed.size(), s.by_seed.size() - 1.0};
}

// The noise of the mean over units `of_unit`, whose variance is widened by `unseen`.
Noise NoiseOfUnits(const Sampled& s, absl::Span<const double> of_unit, double unseen,
                   double interaction) {
  Noise noise;
  const double seen = SumOfSquares(of_unit);
  noise.still = seen < kAlike * kAlike;
  noise.units_df = UnitsDf(s, of_unit);
  noise.units = std::isnan(noise.units_df) ? kNan : std::max(seen / 4, seen + unseen);
  noise.units_alone = std::max(0.0, noise.units - interaction);
  return noise;
}

// A variance and the quantile that goes with it.
struct Rule {
  double variance;
  double quantile;
};

std::vector<Rule> Rules(const Noise& noise, double tail) {
  std::vector<Rule> rules = {{noise.units, Quantile(tail, noise.units_df)}};
  if (noise.trainings.empty()) return rules;
  double trainings = 0, denominator = 0;
  for (const Noise::Training& training : noise.trainings) {
    trainings += training.variance;
    denominator += training.variance * training.variance / training.df;
  }
  const double variance = noise.units_alone + trainings;
  if (!(variance > 0)) return rules;
  double weighted = 0;
  if (noise.units_alone > 0) weighted += noise.units_alone * rules[0].quantile;
  if (trainings > 0) weighted += trainings * Quantile(tail, trainings * trainings / denominator);
  rules.push_back({variance, weighted / variance});
  return rules;
}

// How far a figure may lie from the truth at either side but in `tail` of cases.
double HalfWidth(const Noise& noise, double tail) {
  double half = 0;
  for (const Rule& rule : Rules(noise, tail)) {
    const double one = rule.quantile * std::sqrt(rule.variance);
    if (std::isnan(one)) return kNan;
    half = std::max(half, one);
  }
  return half;
}

Interval IntervalOf(const Estimate& e, const Sampled& s, Scale scale, double level) {
  const double tail = (1 - level) / 2;
  const double half = HalfWidth(e.noise, tail);
  if (std::isnan(half)) return {kNan, kNan};
  if (scale == Scale::kDifference) {
    return {std::max(-1.0, e.value - half), std::min(1.0, e.value + half)};
  }
  if (scale == Scale::kPositive) {
    if (!(e.value > 0)) return {kNan, kNan};
    return {e.value * std::exp(-half / e.value), e.value * std::exp(half / e.value)};
  }
  const bool end = e.value < kAlike || e.value > 1 - kAlike;
  if (!s.items && e.noise.still && end && s.sets.size() == 1) {
    return UnanimousInterval(e.value, s.sets[0], level);
  }
  Interval interval = {1, 0};
  for (const Rule& rule : Rules(e.noise, tail)) {
    const Interval one =
        EffectiveWilsonInterval(e.value, e.value + s.shift, rule.variance, rule.quantile);
    if (std::isnan(one.low)) continue;
    interval = {std::min(interval.low, one.low), std::max(interval.high, one.high)};
  }
  if (interval.low > interval.high) return {kNan, kNan};
  return {std::max(0.0, interval.low), std::min(1.0, interval.high)};
}

void Finish(const Sampled& s, Scale scale, double level, Estimate* e) {
  for (const Rule& rule : Rules(e->noise, 0.25)) {
    if (!(std::sqrt(rule.variance) <= e->se)) e->se = std::sqrt(rule.variance);
  }
  e->interval = IntervalOf(*e, s, scale, level);
}

// The larger of two tails of `distance` by the second rule, found by halving: its quantile falls as
// the tail grows.
double TailOf(const Noise& noise, double distance) {
  double low = -700, high = std::log(0.5);  // Logarithms of the tail.
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (HalfWidth(noise, std::exp(middle)) > distance ? low : high) = middle;
  }
  return std::exp(high);
}

}  // namespace

Sampled SampleInfluence(const Influence& influence, bool items) {
  Sampled s;
  s.by_seed = {influence.value};
  s.of_unit = {influence.of_unit};
  s.expected = influence.expected;
  s.smoothing = influence.smoothing;
  s.shift = influence.shift;
  s.lone = influence.lone;
  s.discordant = influence.discordant;
  s.items = items;
  s.sets = {static_cast<int>(influence.of_unit.size())};
  return s;
}

Sampled SampleCondition(const TestItems& items, const CountInfluence& influence,
                        const Decisions& decisions, const NamedMetric& metric) {
  const bool single = items.units == static_cast<int>(items.truth.size());
  Sampled mean;
  for (const std::vector<int>& of_seed : decisions) {
    const Sampled one = SampleInfluence(influence.Of(of_seed, metric), single);
    if (mean.by_seed.empty()) {
      mean = one;
      continue;
    }
    mean.by_seed.push_back(one.by_seed[0]);
    mean.of_unit.push_back(one.of_unit[0]);
    for (size_t u = 0; u < mean.expected.size(); ++u) mean.expected[u] += one.expected[u];
    mean.smoothing += one.smoothing;
    mean.shift += one.shift;
    mean.lone += one.lone;
    mean.discordant += one.discordant;
  }
  const double seeds = decisions.size();
  for (double& e : mean.expected) e /= seeds;
  for (double* v : {&mean.smoothing, &mean.shift, &mean.lone, &mean.discordant}) *v /= seeds;
  return mean;
}

Estimate EstimateMean(const Sampled& condition, Scale scale, double level) {
  Estimate e;
  e.value = Mean(condition.by_seed);
  e.seeds = condition.by_seed.size();
  e.sd_seeds = std::sqrt(Variance(condition.by_seed));
  const std::vector<double> of_unit = MeanOverSeeds(condition);
  const double unseen = scale == Scale::kDifference ? condition.lone + condition.discordant
                                                    : condition.lone + condition.smoothing;
  e.noise = NoiseOfUnits(condition, of_unit, unseen, Interaction(condition, of_unit));
  // The variance of a share of items follows from the share, and is not estimated beside it.
  const bool known = scale == Scale::kShare && condition.items && !std::isnan(e.noise.units_df);
  if (known) e.noise.units_df = std::numeric_limits<double>::infinity();
  if (e.seeds > 1) e.noise.trainings.push_back(TrainingNoise(condition));
  Finish(condition, scale, level, &e);
  return e;
}

Sampled PairedDifference(const Sampled& a, const Sampled& b) {
  Sampled difference = a;
  for (size_t s = 0; s < a.by_seed.size(); ++s) {
    difference.by_seed[s] -= b.by_seed[s];
    for (size_t u = 0; u < a.expected.size(); ++u) difference.of_unit[s][u] -= b.of_unit[s][u];
  }
  for (size_t u = 0; u < a.expected.size(); ++u) {
    difference.expected[u] = (a.expected[u] + b.expected[u]) / 2;
  }
  difference.lone = a.lone + b.lone;
  difference.discordant = (a.discordant + b.discordant) / 2;
  difference.smoothing = difference.shift = 0;
  return difference;
}

Estimate EstimateDifference(const Sampled& a, const Sampled& b, bool paired, double level) {
  if (paired) return EstimateMean(PairedDifference(a, b), Scale::kDifference, level);
  Estimate e;
  e.value = Mean(a.by_seed) - Mean(b.by_seed);
  e.seeds = std::min(a.by_seed.size(), b.by_seed.size());
  e.sd_seeds = std::sqrt(Variance(a.by_seed) + Variance(b.by_seed));
  const std::vector<double> mean_a = MeanOverSeeds(a), mean_b = MeanOverSeeds(b);
  Sampled pair = a;
  pair.of_unit = {mean_a};
  pair.by_seed = {e.value};
  Sampled other = b;
  other.of_unit = {mean_b};
  other.by_seed = {0};
  pair = PairedDifference(pair, other);
  e.noise = NoiseOfUnits(pair, pair.of_unit[0], pair.lone + pair.discordant,
                         Interaction(a, mean_a) + Interaction(b, mean_b));
  for (const Sampled* one : {&a, &b}) {
    if (one->by_seed.size() > 1) e.noise.trainings.push_back(TrainingNoise(*one));
  }
  Finish(pair, Scale::kDifference, level, &e);
  return e;
}

double PValue(const Estimate& difference) {
  if (std::isnan(HalfWidth(difference.noise, 0.25))) return kNan;
  if (difference.value == 0) return 1;
  const double p = 2 * TailOf(difference.noise, std::abs(difference.value));
  return difference.noise.still ? std::max(p, std::exp2(-difference.noise.units_df)) : p;
}

double DetectableDifference(const Estimate& difference, double alpha, double power) {
  return HalfWidth(difference.noise, alpha / 2) +
         Quantile(1 - power, difference.noise.units_df) * difference.se;
}

}  // namespace auricle
