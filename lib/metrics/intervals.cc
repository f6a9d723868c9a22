// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/intervals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "lib/base/rng.h"
#include "lib/metrics/distributions.h"

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void KeepDefined(std::vector<double>* values) {
  values->erase(
      std::remove_if(values->begin(), values->end(), [](double v) { return std::isnan(v); }),
      values->end());
}

double Median(std::vector<double> values) {
  KeepDefined(&values);
  std::sort(values.begin(), values.end());
  return SortedQuantile(values, 0.5);
}

// The mean of `values` ± `t` (negative) of their deviations.
Interval StudentInterval(const std::vector<double>& values, double t) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / values.size();
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  const double deviation = std::sqrt(squares / values.size());
  return {mean + t * deviation, mean - t * deviation};
}

}  // namespace

Interval WilsonInterval(int64_t hits, int64_t n, double level) {
  if (n <= 0) return {kNan, kNan};
  const double z = -NormalQuantile((1 - level) / 2);
  const double p = double(hits) / n;
  const double shrink = 1 + z * z / n;
  const double centre = (p + z * z / (2 * n)) / shrink;
  const double half = z / shrink * std::sqrt(p * (1 - p) / n + z * z / (4.0 * n * n));
  // At 0 and 1 the bound is exact; rounding must not push it past the value.
  return {hits == 0 ? 0 : centre - half, hits == n ? 1 : centre + half};
}

Interval ClopperPearsonInterval(int64_t hits, int64_t n, double level) {
  if (n <= 0) return {kNan, kNan};
  const double tail = (1 - level) / 2;
  return {hits == 0 ? 0 : BetaQuantile(tail, hits, n - hits + 1),
          hits == n ? 1 : BetaQuantile(1 - tail, hits + 1, n - hits)};
}

void ForEachResample(int units, const BootstrapOptions& options,
                     const std::function<void(absl::Span<const int> times)>& visit) {
  if (units <= 0) return;
  Rng rng(options.seed, options.stream);
  std::vector<int> times(units);
  for (int r = 0; r < options.resamples; ++r) {
    std::fill(times.begin(), times.end(), 0);
    for (int i = 0; i < units; ++i) ++times[rng.Below(units)];
    visit(times);
  }
}

double SortedQuantile(absl::Span<const double> sorted, double p) {
  if (sorted.empty()) return kNan;
  const double at = std::min(std::max(p, 0.0), 1.0) * (sorted.size() - 1);
  const size_t below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

Interval PercentileInterval(std::vector<double> values, int units, double level) {
  const size_t drawn = values.size();
  KeepDefined(&values);
  if (units < 2 || values.empty() || values.size() * 2 < drawn) return {kNan, kNan};
  std::sort(values.begin(), values.end());
  if (values.back() - values.front() < kAlike) return {kNan, kNan};
  const double n = units;
  const double t = std::sqrt(n / (n - 1)) * StudentTQuantile((1 - level) / 2, n - 1);
  if (1 - std::exp2(1 - n) < level) return StudentInterval(values, t);
  const double tail = NormalCdf(t);
  return {SortedQuantile(values, tail), SortedQuantile(values, 1 - tail)};
}

Interval UnanimousInterval(double value, int units, double level) {
  if (units < 2) return {kNan, kNan};
  return WilsonInterval(value < 0.5 ? 0 : units, units, level);
}

Interval CentredInterval(double value, std::vector<double> values, int units, double level) {
  const Interval interval = PercentileInterval(values, units, level);
  const double shift = value - Median(std::move(values));
  return {interval.low + shift, interval.high + shift};
}

Interval CorrectedInterval(double value, std::vector<double> values, int units, double level) {
  const Interval interval = PercentileInterval(values, units, level);
  const double shift = 2 * (value - Median(std::move(values)));
  if (std::isnan(interval.low)) return interval;
  return {std::min(value, interval.low + shift), std::max(value, interval.high + shift)};
}

}  // namespace auricle
