// SPDX-License-Identifier: Apache-2.0
// One figure of several test sets (corpora) as their mean, with what its interval needs.
#ifndef AURICLE_LIB_METRICS_STRATA_H_
#define AURICLE_LIB_METRICS_STRATA_H_

#include <vector>

#include "absl/types/span.h"

namespace auricle {

// A figure of one test set, and its values on resamples of that set's `units`, drawn for this set
// alone (another random stream than any other's: equal draws would look like agreement).
struct Stratum {
  double value = 0;
  std::vector<double> resampled;
  int units = 0;
};

// The unweighted mean of the figures: every set counts alike, however large. `resampled` holds the
// means of the sets' values, each set's deviations widened so that, as of one set of `units` units,
// PercentileInterval and EstimateMean give what the sets' variances add up to. A bootstrap of n
// units is too narrow by √((n-1)/n), which each set corrects by its own n, not by the sum. `units`
// is 1 + the degrees of freedom by Welch and Satterthwaite (rounded down): many sets of few units
// are worth what their units are. NaN if any set has fewer than two.
// REQUIRES: all have equally many resamples; there is one or more.
Stratum MeanOfStrata(absl::Span<const Stratum> strata);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_STRATA_H_
