// SPDX-License-Identifier: Apache-2.0
// Almost stochastic order: whether one way to train gives higher scores than another, judged by the
// whole distributions of their scores over seeds and not by means alone.
#ifndef AURICLE_LIB_METRICS_STOCHASTIC_ORDER_H_
#define AURICLE_LIB_METRICS_STOCHASTIC_ORDER_H_

#include "absl/types/span.h"
#include "lib/metrics/intervals.h"

namespace auricle {

// With fewer scores on either side no such statement is made.
inline constexpr int kLeastScores = 3;

// How far `a` is from being nowhere below `b`: of the squared distance ∫(A⁻¹ - B⁻¹)² between the
// quantile functions of the two samples, the share where A⁻¹ < B⁻¹. 0: a dominates b, 1: b
// dominates a; exchanging them gives 1 - ratio. Samples that are alike, where it is 0/0, give 0.5.
// Source: del Barrio, Cuesta-Albertos and Matrán 2018, "An optimal transportation approach for
// assessing almost stochastic order", the index ε_W2. REQUIRES: neither is empty.
double ViolationRatio(absl::Span<const double> a, absl::Span<const double> b);

struct StochasticOrder {
  double violation = 0;  // ViolationRatio of the samples.
  double sigma = 0;      // Standard deviation of √(nm/(n+m)) (resampled - violation).
  // The least ε for which "a is above b but for ε" holds at level alpha, in [0, 1]: below 0.5 it is
  // shown that a almost dominates, 0 that it dominates; 0.5 and more show nothing.
  double eps_min = 1;
};

// ε_min = ε - √((n+m)/(nm)) σ Φ⁻¹(alpha), σ by the bootstrap (each sample resampled for itself).
// Source: Dror, Shlomov and Reichart 2019, "Deep dominance: how to properly compare deep neural
// models", §4. NaN with fewer than kLeastScores on a side. What it cannot tell: of n scores each,
// one set lies wholly above the other in 1 of C(2n, n) cases by chance (n = 3: 1 of 20, and then σ
// and ε_min are 0 as if that were certain).
StochasticOrder AlmostStochasticOrder(absl::Span<const double> a, absl::Span<const double> b,
                                      double alpha, const BootstrapOptions& options);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_STOCHASTIC_ORDER_H_
