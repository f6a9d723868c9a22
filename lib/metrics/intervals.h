// SPDX-License-Identifier: Apache-2.0
// Intervals of one figure.
#ifndef AURICLE_LIB_METRICS_INTERVALS_H_
#define AURICLE_LIB_METRICS_INTERVALS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/types/span.h"

namespace auricle {

struct Interval {
  double low = 0;  // NaN where undefined.
  double high = 0;
};

// Of a proportion of independent items: Wilson's score interval (1927), which stays sensible at 0
// and 1 and for small n; and the exact one of Clopper and Pearson (1934), never too short.
Interval WilsonInterval(int64_t hits, int64_t n, double level);
Interval ClopperPearsonInterval(int64_t hits, int64_t n, double level);

// What differs by no more is alike but for rounding, of figures about as large as 1.
inline constexpr double kAlike = 1e-12;

struct BootstrapOptions {
  int resamples = 2000;
  uint64_t seed = 1;
  std::string stream = "bootstrap";  // Name of the random stream.
};

// Draws `units` of `units` with replacement, `resamples` times, and hands on how often each was
// drawn. Units are groups where items come in groups, since items of one group are not independent.
void ForEachResample(int units, const BootstrapOptions& options,
                     const std::function<void(absl::Span<const int> times)>& visit);

// Of a share that is a mean of many things, whose variance is `variance` about `centre`: Wilson's
// of as many independent items as would have that variance, with the quantile `t` (negative or
// positive) in place of the normal one. Near 0 and 1 it is lopsided as it must be (Korn and
// Graubard 1998 use the effective size so, for Clopper and Pearson's interval).
Interval EffectiveWilsonInterval(double value, double centre, double variance, double t);

// Of a share that is `value`, 0 or 1, in every one of `units` groups (all were right), which tell
// no noise: Wilson's of as many items. NaN with fewer than 2 units.
Interval UnanimousInterval(double value, int units, double level);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_INTERVALS_H_
