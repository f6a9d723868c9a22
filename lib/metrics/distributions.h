// SPDX-License-Identifier: Apache-2.0
// The few distributions that intervals and tests need. Accuracy: 1e-10 absolute or better.
#ifndef AURICLE_LIB_METRICS_DISTRIBUTIONS_H_
#define AURICLE_LIB_METRICS_DISTRIBUTIONS_H_

#include <cstdint>

namespace auricle {

double NormalCdf(double z);
// Inverse of NormalCdf. p in (0, 1); 0 and 1 give ∓infinity, anything else NaN.
double NormalQuantile(double p);

// The regularised incomplete beta function I_x(a, b), the CDF of Beta(a, b). a, b > 0, x in [0, 1].
double BetaCdf(double x, double a, double b);
double BetaQuantile(double p, double a, double b);

// Student's t with `df` > 0 degrees of freedom (need not be whole); infinity is the normal.
double StudentTCdf(double t, double df);
double StudentTQuantile(double p, double df);

// P(X ≤ k) for X ~ Binomial(n, p).
double BinomialCdf(int64_t k, int64_t n, double p);

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_DISTRIBUTIONS_H_
