// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/compare.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>

#include "lib/metrics/distributions.h"

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Items of one unit with one truth and one decision; a test set has few of these per group.
struct Cell {
  int unit;
  int index;  // truth * classes + decision
  int64_t count;
};

std::vector<Cell> Cells(const TestItems& items, absl::Span<const int> decisions) {
  std::vector<Cell> cells(items.truth.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i] = {items.unit[i], items.truth[i] * items.classes + decisions[i], 1};
  }
  std::sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) {
    return a.unit != b.unit ? a.unit < b.unit : a.index < b.index;
  });
  size_t kept = 0;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (kept > 0 && cells[kept - 1].unit == cells[i].unit &&
        cells[kept - 1].index == cells[i].index) {
      ++cells[kept - 1].count;
    } else {
      cells[kept++] = cells[i];
    }
  }
  cells.resize(kept);
  return cells;
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

// Variance of resampled values as an estimate of the variance over units: a bootstrap draws from
// the units themselves and is too small by (n - 1) / n. Undefined resamples are left out.
double UnitVariance(const std::vector<double>& resampled, int units) {
  std::vector<double> defined;
  for (const double v : resampled) {
    if (!std::isnan(v)) defined.push_back(v);
  }
  if (units < 2 || defined.size() * 2 < resampled.size()) return kNan;
  return Variance(defined) * units / (units - 1);
}

std::vector<double> MeanOverSeeds(const Sampled& s) {
  std::vector<double> mean(s.resampled[0].size());
  for (const std::vector<double>& seed : s.resampled) {
    for (size_t r = 0; r < mean.size(); ++r) mean[r] += seed[r] / s.resampled.size();
  }
  return mean;
}

// What the spread over seeds adds to the variance over units: max(0, Var(seeds) - Var(seed ×
// unit)). The bootstrap over units of one seed holds unit + interaction, of the mean over S seeds
// unit + interaction / S; their difference tells the interaction, which is in both parts and counts
// once.
double SeedVariance(const Sampled& s, double unit_variance, int units) {
  const double seeds = s.by_seed.size();
  if (seeds < 2) return 0;
  double of_one_seed = 0;
  for (const std::vector<double>& seed : s.resampled) {
    of_one_seed += UnitVariance(seed, units) / seeds;
  }
  const double interaction = (of_one_seed - unit_variance) / (seeds - 1);
  return std::max(0.0, Variance(s.by_seed) / seeds - std::max(0.0, interaction));
}

void Finish(double unit_variance, absl::Span<const double> seed_variances,
            absl::Span<const int> seed_counts, int units, double level, Estimate* e) {
  double variance = unit_variance;
  double denominator = unit_variance * unit_variance / std::max(1, units - 1);
  for (size_t i = 0; i < seed_variances.size(); ++i) {
    variance += seed_variances[i];
    if (seed_counts[i] > 1) {
      denominator += seed_variances[i] * seed_variances[i] / (seed_counts[i] - 1);
    }
  }
  e->se = variance < kAlike * kAlike ? 0 : std::sqrt(variance);
  e->df = denominator > 0 ? variance * variance / denominator : std::max(1, units - 1);
  const bool noise = e->se > 0;  // No if NaN.
  const double half = noise ? StudentTQuantile((1 + level) / 2, e->df) * e->se : kNan;
  e->interval = {e->value - half, e->value + half};
}

}  // namespace

std::vector<std::vector<Sampled>> SampleConditions(const TestItems& items,
                                                   absl::Span<const Decisions> conditions,
                                                   absl::Span<const NamedMetric> metrics,
                                                   const BootstrapOptions& options) {
  std::vector<std::vector<Sampled>> out(metrics.size(), std::vector<Sampled>(conditions.size()));
  std::vector<std::vector<std::vector<Cell>>> cells(conditions.size());  // [condition][seed]
  for (size_t c = 0; c < conditions.size(); ++c) {
    for (const std::vector<int>& decisions : conditions[c]) {
      cells[c].push_back(Cells(items, decisions));
      const ConfusionMatrix confusion = CountConfusion(items.truth, decisions, items.classes);
      for (size_t m = 0; m < metrics.size(); ++m) {
        out[m][c].by_seed.push_back(metrics[m].value(confusion));
        out[m][c].resampled.emplace_back();
      }
    }
  }
  ConfusionMatrix confusion(items.classes);
  ForEachResample(items.units, options, [&](absl::Span<const int> times) {
    for (size_t c = 0; c < conditions.size(); ++c) {
      for (size_t s = 0; s < cells[c].size(); ++s) {
        std::fill(confusion.counts.begin(), confusion.counts.end(), 0);
        for (const Cell& cell : cells[c][s]) {
          confusion.counts[cell.index] += cell.count * times[cell.unit];
        }
        for (size_t m = 0; m < metrics.size(); ++m) {
          out[m][c].resampled[s].push_back(metrics[m].value(confusion));
        }
      }
    }
  });
  return out;
}

Estimate EstimateMean(const Sampled& condition, int units, double level) {
  Estimate e;
  e.value = Mean(condition.by_seed);
  e.seeds = condition.by_seed.size();
  e.sd_seeds = std::sqrt(Variance(condition.by_seed));
  const double unit_variance = UnitVariance(MeanOverSeeds(condition), units);
  Finish(unit_variance, {SeedVariance(condition, unit_variance, units)}, {e.seeds}, units, level,
         &e);
  return e;
}

Sampled PairedDifference(const Sampled& a, const Sampled& b) {
  Sampled difference = a;
  for (size_t s = 0; s < a.by_seed.size(); ++s) {
    difference.by_seed[s] -= b.by_seed[s];
    for (size_t r = 0; r < a.resampled[s].size(); ++r) {
      difference.resampled[s][r] -= b.resampled[s][r];
    }
  }
  return difference;
}

Estimate EstimateDifference(const Sampled& a, const Sampled& b, bool paired, int units,
                            double level) {
  if (paired) return EstimateMean(PairedDifference(a, b), units, level);
  Estimate e;
  e.value = Mean(a.by_seed) - Mean(b.by_seed);
  e.seeds = std::min(a.by_seed.size(), b.by_seed.size());
  e.sd_seeds = std::sqrt(Variance(a.by_seed) + Variance(b.by_seed));
  std::vector<double> difference = MeanOverSeeds(a);
  const std::vector<double> mean_b = MeanOverSeeds(b);
  for (size_t r = 0; r < difference.size(); ++r) difference[r] -= mean_b[r];
  const double variance_a = UnitVariance(MeanOverSeeds(a), units);
  const double variance_b = UnitVariance(mean_b, units);
  Finish(UnitVariance(difference, units),
         {SeedVariance(a, variance_a, units), SeedVariance(b, variance_b, units)},
         {int(a.by_seed.size()), int(b.by_seed.size())}, units, level, &e);
  return e;
}

double PValue(const Estimate& difference) {
  if (std::isnan(difference.se)) return kNan;
  if (difference.se == 0) return difference.value == 0 ? 1 : std::exp2(-difference.df);
  return 2 * StudentTCdf(-std::abs(difference.value) / difference.se, difference.df);
}

double DetectableDifference(const Estimate& difference, double alpha, double power) {
  if (difference.se == 0) return kNan;
  const double t = StudentTQuantile(1 - alpha / 2, difference.df);
  return (t + StudentTQuantile(power, difference.df)) * difference.se;
}

}  // namespace auricle
