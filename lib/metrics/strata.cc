// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/strata.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace auricle {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Over resamples, of the mean over seeds, as of further units. Undefined resamples are left out.
double UnitVariance(const Stratum& stratum) {
  if (stratum.units < 2) return 0;
  const std::vector<std::vector<double>>& resampled = stratum.sampled.resampled;
  double sum = 0, squares = 0, defined = 0;
  for (size_t r = 0; r < resampled[0].size(); ++r) {
    double deviation = 0;  // From the value, so that squares stay small.
    for (size_t s = 0; s < resampled.size(); ++s) {
      deviation += (resampled[s][r] - stratum.sampled.by_seed[s]) / resampled.size();
    }
    if (std::isnan(deviation)) continue;
    sum += deviation;
    squares += deviation * deviation;
    ++defined;
  }
  if (defined < 2) return 0;
  const double variance = (squares - sum * sum / defined) / (defined - 1);
  return std::max(0.0, variance) * stratum.units / (stratum.units - 1);
}

// 1 + the degrees of freedom of the sets' mean.
int JointUnits(absl::Span<const Stratum> strata) {
  double variance = 0, denominator = 0;
  int freedom = 0;
  for (const Stratum& s : strata) {
    if (s.units < 2) return s.units;
    const double v = UnitVariance(s);
    variance += v;
    denominator += v * v / (s.units - 1);
    freedom += s.units - 1;
  }
  if (denominator == 0) return 1 + freedom;
  return 1 + static_cast<int>(std::floor(variance * variance / denominator + 1e-9));
}

}  // namespace

Stratum MeanOfStrata(absl::Span<const Stratum> strata) {
  if (strata.size() == 1) return strata[0];
  const Sampled& first = strata[0].sampled;
  Stratum mean;
  mean.units = JointUnits(strata);
  mean.sampled.by_seed.resize(first.by_seed.size());
  mean.sampled.resampled.resize(first.by_seed.size());
  for (size_t seed = 0; seed < first.by_seed.size(); ++seed) {
    double& value = mean.sampled.by_seed[seed];
    for (const Stratum& s : strata) value += s.sampled.by_seed[seed] / strata.size();
    std::vector<double>& resampled = mean.sampled.resampled[seed];
    resampled.assign(first.resampled[seed].size(), mean.units < 2 ? kNan : value);
    if (mean.units < 2) continue;
    // What follows will widen as of `units` units, so that much is taken off again.
    const double later = double(mean.units) / (mean.units - 1);
    for (const Stratum& s : strata) {
      const double widen = std::sqrt(double(s.units) / (s.units - 1) / later) / strata.size();
      for (size_t r = 0; r < resampled.size(); ++r) {
        resampled[r] += widen * (s.sampled.resampled[seed][r] - s.sampled.by_seed[seed]);
      }
    }
  }
  return mean;
}

}  // namespace auricle
