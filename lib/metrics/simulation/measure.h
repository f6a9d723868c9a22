// SPDX-License-Identifier: Apache-2.0
// How often intervals hold the truth, and tests find what is not there.
#ifndef AURICLE_LIB_METRICS_SIMULATION_MEASURE_H_
#define AURICLE_LIB_METRICS_SIMULATION_MEASURE_H_

#include <cstdint>

#include "lib/metrics/simulation/design.h"

namespace auricle {

struct Coverage {
  int draws = 0;
  int held = 0;
  int below = 0;     // The truth lies below the interval.
  int none = 0;      // No interval is given.
  double width = 0;  // Mean.
};
// Of the 95 % interval of a condition's mean over seeds. The same seed gives the same draws.
Coverage CoverageOf(const Design& design, const NamedMetric& metric, int draws, uint64_t seed);
// Of the areas of one run: roc, else pr.
Coverage CoverageOf(const RankingDesign& design, bool roc, int draws, uint64_t seed);

struct Size {
  int draws = 0;
  int found = 0;  // p < .05 of two equal conditions.
  int none = 0;   // No p is given.
};
Size SizeOf(const Design& design, const NamedMetric& metric, bool paired, int draws, uint64_t seed);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_SIMULATION_MEASURE_H_
