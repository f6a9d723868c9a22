// SPDX-License-Identifier: Apache-2.0
// One figure of several test sets (corpora) as their mean, with what its interval needs.
#ifndef AURICLE_LIB_METRICS_STRATA_H_
#define AURICLE_LIB_METRICS_STRATA_H_

#include "absl/types/span.h"
#include "lib/metrics/compare.h"

namespace auricle {

// The unweighted mean over sets under each seed: every set counts alike, however large. A unit
// moves the mean by its own set's share of it, so that the units of all sets stand one after the
// other and variances add. One set is itself. REQUIRES: all have equally many seeds; there is one
// set or more.
Sampled MeanOfStrata(absl::Span<const Sampled> strata);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_STRATA_H_
