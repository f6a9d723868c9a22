// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/intervals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "boost/math/distributions/beta.hpp"
#include "boost/math/distributions/normal.hpp"
#include "lib/base/rng.h"

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Wilson's for a share `p` of `n` items, which need not be whole.
Interval Wilson(double p, double n, double z) {
  const double shrink = 1 + z * z / n;
  const double centre = (p + z * z / (2 * n)) / shrink;
  const double half = std::abs(z) / shrink * std::sqrt(p * (1 - p) / n + z * z / (4.0 * n * n));
  return {centre - half, centre + half};
}

}  // namespace

Interval WilsonInterval(int64_t hits, int64_t n, double level) {
  if (n <= 0) return {kNan, kNan};
  const double z = quantile(complement(boost::math::normal(), (1 - level) / 2));
  const Interval interval = Wilson(double(hits) / n, n, z);
  // At 0 and 1 the bound is exact; rounding must not push it past the value.
  return {hits == 0 ? 0 : interval.low, hits == n ? 1 : interval.high};
}

Interval ClopperPearsonInterval(int64_t hits, int64_t n, double level) {
  if (n <= 0) return {kNan, kNan};
  const double tail = (1 - level) / 2;
  using Beta = boost::math::beta_distribution<>;
  return {hits == 0 ? 0 : quantile(Beta(hits, n - hits + 1), tail),
          hits == n ? 1 : quantile(complement(Beta(hits + 1, n - hits), tail))};
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

Interval EffectiveWilsonInterval(double value, double centre, double variance, double t) {
  // Beyond this the share is as good as none or all.
  centre = std::min(std::max(centre, kAlike), 1 - kAlike);
  if (!(variance > 0)) return {kNan, kNan};
  const Interval interval = Wilson(value, centre * (1 - centre) / variance, t);
  return {value <= 0 ? 0 : interval.low, value >= 1 ? 1 : interval.high};
}

Interval UnanimousInterval(double value, int units, double level) {
  if (units < 2) return {kNan, kNan};
  return WilsonInterval(value < 0.5 ? 0 : units, units, level);
}

}  // namespace auricle
