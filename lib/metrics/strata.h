// SPDX-License-Identifier: Apache-2.0
// One figure of several test sets (corpora) as their mean, with what its interval needs.
#ifndef AURICLE_LIB_METRICS_STRATA_H_
#define AURICLE_LIB_METRICS_STRATA_H_

#include "absl/types/span.h"
#include "lib/metrics/compare.h"

namespace auricle {

// A metric on one test set, its resamples those of that set's `units`, drawn for this set alone
// (another random stream than any other's: equal draws would look like agreement).
struct Stratum {
  Sampled sampled;
  int units = 0;
};

// The unweighted mean over sets under each seed: every set counts alike, however large. Each set's
// deviations are widened so that, as of one set of `units` units, PercentileInterval and
// EstimateMean give what the sets' variances add up to: a bootstrap of n units is too narrow by
// √((n-1)/n), which each set corrects by its own n and not by the sum. `units` is 1 + the degrees
// of freedom by Welch and Satterthwaite (rounded down): many sets of few units are worth what their
// units are. One set is itself. Resamples are NaN if any set has fewer than two units.
// REQUIRES: all have equally many seeds and resamples; there is one set or more.
Stratum MeanOfStrata(absl::Span<const Stratum> strata);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_STRATA_H_
