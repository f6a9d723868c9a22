// SPDX-License-Identifier: Apache-2.0
// Tests of paired differences that assume no distribution.
#ifndef AURICLE_LIB_METRICS_SIGNIFICANCE_H_
#define AURICLE_LIB_METRICS_SIGNIFICANCE_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "absl/types/span.h"
#include "lib/metrics/classify.h"
#include "lib/metrics/compare.h"
#include "lib/metrics/influence.h"
#include "lib/metrics/intervals.h"

namespace auricle {

// Exact McNemar test of two models on the same items: two-sided p from the items that only one of
// them got right.
double McNemarTest(int64_t only_a, int64_t only_b);

// Two-sided p of a sign-flip permutation test: the share of sign patterns over `units` under which
// |statistic| is at least as large as for all signs +1. Exact up to 2^12 patterns, else that many
// seeded draws (the observed one included, so p is never 0). NaN once StopSignal() is set.
double SignFlipTest(int units, const std::function<double(absl::Span<const int> signs)>& statistic,
                    const BootstrapOptions& options);
// The same for the mean of paired differences (one per seed).
double SignFlipTest(absl::Span<const double> differences, const BootstrapOptions& options);
// Over units: exchanges what a and b decided about a whole unit, in all seeds at once, and looks at
// the difference of `metric`, averaged over seeds.
double SignFlipUnits(const TestItems& items, const Decisions& a, const Decisions& b,
                     const NamedMetric& metric, const BootstrapOptions& options);

// Holm's (1979) adjustment of p-values that are looked at together; NaN stays NaN and is not
// counted.
std::vector<double> HolmAdjust(absl::Span<const double> p);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_SIGNIFICANCE_H_
