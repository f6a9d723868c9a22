// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/stochastic_order.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "boost/math/distributions/normal.hpp"

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> Sorted(absl::Span<const double> values) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

// Of sorted samples. Their quantile functions are constant between the multiples of 1/n and 1/m;
// places on the unit line are counted in 1/(nm), so that none is rounded.
double SortedViolation(const std::vector<double>& a, const std::vector<double>& b) {
  const int64_t n = a.size(), m = b.size();
  double below = 0, whole = 0;
  int64_t i = 0, j = 0;
  for (int64_t at = 0; at < n * m;) {
    const int64_t next = std::min((i + 1) * m, (j + 1) * n);
    const double difference = a[i] - b[j];
    const double area = difference * difference * double(next - at);
    whole += area;
    if (difference < 0) below += area;
    if ((i + 1) * m == next) ++i;
    if ((j + 1) * n == next) ++j;
    at = next;
  }
  return whole > 0 ? below / whole : 0.5;
}

// [resample] of sorted samples, drawn by the stream of `options` and `name`.
std::vector<std::vector<double>> Resample(const std::vector<double>& sorted, const char* name,
                                          BootstrapOptions options) {
  absl::StrAppend(&options.stream, name);
  std::vector<std::vector<double>> out;
  ForEachResample(static_cast<int>(sorted.size()), options, [&](absl::Span<const int> times) {
    std::vector<double> drawn;
    for (size_t k = 0; k < sorted.size(); ++k) drawn.insert(drawn.end(), times[k], sorted[k]);
    out.push_back(std::move(drawn));
  });
  return out;
}

}  // namespace

double ViolationRatio(absl::Span<const double> a, absl::Span<const double> b) {
  return SortedViolation(Sorted(a), Sorted(b));
}

StochasticOrder AlmostStochasticOrder(absl::Span<const double> a, absl::Span<const double> b,
                                      double alpha, const BootstrapOptions& options) {
  const size_t least = kLeastScores;
  if (a.size() < least || b.size() < least) return {kNan, kNan, kNan};
  const std::vector<double> sorted_a = Sorted(a), sorted_b = Sorted(b);
  const auto drawn_a = Resample(sorted_a, "/a", options);
  const auto drawn_b = Resample(sorted_b, "/b", options);
  double sum = 0, squares = 0;
  for (size_t r = 0; r < drawn_a.size(); ++r) {
    const double ratio = SortedViolation(drawn_a[r], drawn_b[r]);
    sum += ratio;
    squares += ratio * ratio;
  }
  const double draws = drawn_a.size();
  const double deviation =
      std::sqrt(std::max(0.0, squares / draws - (sum / draws) * (sum / draws)));
  const double n = a.size(), m = b.size();
  StochasticOrder order;
  order.violation = SortedViolation(sorted_a, sorted_b);
  order.sigma = std::sqrt(n * m / (n + m)) * deviation;
  const double eps = order.violation - deviation * quantile(boost::math::normal(), alpha);
  order.eps_min = std::min(1.0, std::max(0.0, eps));
  return order;
}

}  // namespace auricle
