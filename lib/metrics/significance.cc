// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/significance.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "boost/math/distributions/binomial.hpp"
#include "lib/base/rng.h"
#include "lib/base/stop.h"

namespace auricle {
namespace {

constexpr int kExactUnits = 12;

// The difference of `metric` when units of negative sign exchange what a and b decided.
double Exchanged(const TestItems& items, absl::Span<const int> a, absl::Span<const int> b,
                 absl::Span<const int> signs, const NamedMetric& metric) {
  std::vector<int> left(a.begin(), a.end()), right(b.begin(), b.end());
  for (size_t i = 0; i < left.size(); ++i) {
    if (signs[items.unit[i]] < 0) std::swap(left[i], right[i]);
  }
  return metric.Value(ScoreClasses(items.truth, left, items.classes)) -
         metric.Value(ScoreClasses(items.truth, right, items.classes));
}

}  // namespace

double McNemarTest(int64_t only_a, int64_t only_b) {
  const int64_t n = only_a + only_b;
  if (n == 0) return 1;
  return std::min(1.0, 2 * cdf(boost::math::binomial(n, 0.5), std::min(only_a, only_b)));
}

double SignFlipTest(int units, const std::function<double(absl::Span<const int> signs)>& statistic,
                    const BootstrapOptions& options) {
  std::vector<int> signs(units, 1);
  const double observed = std::abs(statistic(signs));
  if (std::isnan(observed)) return observed;  // Nothing is as large as what is undefined.
  // Patterns that differ only in rounding count as equal.
  const double bar = observed - 1e-12 * std::max(1.0, observed);
  const bool exact = units <= kExactUnits;
  const int64_t patterns = exact ? int64_t{1} << units : options.resamples;
  Rng rng(options.seed, options.stream);
  int64_t as_large = exact ? 0 : 1;
  for (int64_t p = 0; p < patterns; ++p) {
    if (StopSignal() != 0) return std::nan("");
    for (int u = 0; u < units; ++u) {
      const bool flip = exact ? (p >> u & 1) : (rng.Next() >> 63);
      signs[u] = flip ? -1 : 1;
    }
    if (std::abs(statistic(signs)) >= bar) ++as_large;
  }
  return double(as_large) / (exact ? patterns : patterns + 1);
}

double SignFlipTest(absl::Span<const double> differences, const BootstrapOptions& options) {
  const auto mean = [&](absl::Span<const int> signs) {
    double sum = 0;
    for (size_t i = 0; i < differences.size(); ++i) sum += signs[i] * differences[i];
    return differences.empty() ? 0 : sum / differences.size();
  };
  return SignFlipTest(differences.size(), mean, options);
}

double SignFlipUnits(const TestItems& items, const Decisions& a, const Decisions& b,
                     const NamedMetric& metric, const BootstrapOptions& options) {
  const auto mean = [&](absl::Span<const int> signs) {
    double sum = 0;
    for (size_t s = 0; s < a.size(); ++s) sum += Exchanged(items, a[s], b[s], signs, metric);
    return a.empty() ? 0 : sum / a.size();
  };
  return SignFlipTest(items.units, mean, options);
}

std::vector<double> HolmAdjust(absl::Span<const double> p) {
  std::vector<size_t> order;
  for (size_t i = 0; i < p.size(); ++i) {
    if (!std::isnan(p[i])) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](size_t x, size_t y) { return p[x] < p[y]; });
  std::vector<double> adjusted(p.begin(), p.end());
  double largest = 0;
  for (size_t rank = 0; rank < order.size(); ++rank) {
    largest = std::max(largest, std::min(1.0, p[order[rank]] * (order.size() - rank)));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

}  // namespace auricle
