// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/strata.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "lib/metrics/ranking.h"

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Of the values that are defined; 0 of fewer than two.
double Variance(const std::vector<double>& values) {
  const double mean = MeanOfDefined(values);
  double sum = 0;
  size_t defined = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += (value - mean) * (value - mean);
    ++defined;
  }
  return defined > 1 ? sum / (defined - 1) : 0;
}

}  // namespace

Stratum MeanOfStrata(absl::Span<const Stratum> strata) {
  Stratum mean;
  double variance = 0, denominator = 0;
  int fewest = strata[0].units, freedom = 0;
  for (const Stratum& s : strata) {
    mean.value += s.value / strata.size();
    fewest = std::min(fewest, s.units);
    freedom += s.units - 1;
    const double v = s.units > 1 ? Variance(s.resampled) * s.units / (s.units - 1) : 0;
    variance += v;
    denominator += s.units > 1 ? v * v / (s.units - 1) : 0;
  }
  const double welch = denominator > 0 ? variance * variance / denominator : freedom;
  mean.units = fewest < 2 ? fewest : 1 + static_cast<int>(std::floor(welch + 1e-9));
  mean.resampled.assign(strata[0].resampled.size(), fewest < 2 ? kNan : mean.value);
  if (fewest < 2) return mean;
  // What follows will widen as of `units` units, so that much is taken off again.
  const double later = double(mean.units) / (mean.units - 1);
  for (const Stratum& s : strata) {
    const double widen = std::sqrt(double(s.units) / (s.units - 1) / later);
    for (size_t r = 0; r < mean.resampled.size(); ++r) {
      mean.resampled[r] += widen * (s.resampled[r] - s.value) / strata.size();
    }
  }
  return mean;
}

}  // namespace auricle
