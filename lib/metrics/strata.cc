// SPDX-License-Identifier: Apache-2.0
#include "lib/metrics/strata.h"

#include <cstddef>

namespace auricle {

Sampled MeanOfStrata(absl::Span<const Sampled> strata) {
  if (strata.size() == 1) return strata[0];
  const double share = 1.0 / strata.size();
  Sampled mean;
  mean.by_seed.resize(strata[0].by_seed.size());
  mean.of_unit.resize(strata[0].by_seed.size());
  mean.items = true;
  for (const Sampled& s : strata) {
    for (size_t seed = 0; seed < mean.by_seed.size(); ++seed) {
      mean.by_seed[seed] += share * s.by_seed[seed];
      for (const double of_unit : s.of_unit[seed]) mean.of_unit[seed].push_back(share * of_unit);
    }
    for (const double e : s.expected) mean.expected.push_back(share * share * e);
    mean.smoothing += share * share * s.smoothing;
    mean.shift += share * s.shift;
    mean.lone += share * share * s.lone;
    mean.discordant += share * share * s.discordant;
    mean.items = mean.items && s.items;
    mean.sets.insert(mean.sets.end(), s.sets.begin(), s.sets.end());
  }
  return mean;
}

}  // namespace auricle
