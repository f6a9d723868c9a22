// SPDX-License-Identifier: Apache-2.0
// Conditions (ways to train) compared on the same items: every condition was trained under several
// seeds, and every resulting model decided about every item. Both the seeds and the units (groups,
// or items where there are none) are samples of what could have been, so both count as noise.
#ifndef AURICLE_LIB_METRICS_COMPARE_H_
#define AURICLE_LIB_METRICS_COMPARE_H_

#include <vector>

#include "absl/types/span.h"
#include "lib/metrics/classify.h"
#include "lib/metrics/intervals.h"

namespace auricle {

// What was decided about. `unit` is the item's group, or the item itself: 0 … units-1.
struct TestItems {
  int classes = 0;
  int units = 0;
  std::vector<int> truth;
  std::vector<int> unit;
};

// One condition's decisions, [seed][item].
using Decisions = std::vector<std::vector<int>>;

// One metric of one condition: its value under each seed, and those values on resampled units (the
// same draws for every condition, so that differences are paired).
struct Sampled {
  std::vector<double> by_seed;                 // [seed]
  std::vector<std::vector<double>> resampled;  // [seed][resample]
};
// Returns [metric][condition].
std::vector<std::vector<Sampled>> SampleConditions(const TestItems& items,
                                                   absl::Span<const Decisions> conditions,
                                                   absl::Span<const NamedMetric> metrics,
                                                   const BootstrapOptions& options);

// The mean over seeds and how far to trust it.
struct Estimate {
  double value = 0;
  int seeds = 0;
  double sd_seeds = 0;  // Between seeds, on these items; NaN with one seed.
  double se = 0;        // Of `value`, as a figure for further seeds and further units.
  double df = 0;        // Degrees of freedom of `se`, by Welch and Satterthwaite.
  Interval interval;    // value ± t · se; NaN with fewer than two units, and with se = 0: where
                        // every resample is alike nothing tells how far others would be.
};
// se² = Var(units) + max(0, Var(seeds) - Var(seed × unit)): a crossed random-effects model (seeds ×
// units), its parts estimated by the bootstrap over units and by the spread over seeds. With one
// seed the noise of training is not in it.
Estimate EstimateMean(const Sampled& condition, int units, double level);

// a - b, seed by seed and resample by resample; both have as many of each.
Sampled PairedDifference(const Sampled& a, const Sampled& b);

// a - b. Paired by seed when the same seeds were used for both (`paired`), else the two spreads
// add.
Estimate EstimateDifference(const Sampled& a, const Sampled& b, bool paired, int units,
                            double level);

// Two-sided p of value = 0 by Student's t. Without any noise (se = 0): 1 for a difference of
// exactly 0, else the least p that sign flips give for as many units, 2^-df: three items that are
// all won are no proof.
double PValue(const Estimate& difference);

// The smallest true difference that a study with this noise finds with probability `power` at a
// two-sided level `alpha`. NaN without any noise: then it is not known.
double DetectableDifference(const Estimate& difference, double alpha, double power);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_COMPARE_H_
