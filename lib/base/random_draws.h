// SPDX-License-Identifier: Apache-2.0
// Draws from distributions, the same on every machine.
#ifndef AURICLE_LIB_BASE_RANDOM_DRAWS_H_
#define AURICLE_LIB_BASE_RANDOM_DRAWS_H_

#include "lib/base/rng.h"

namespace auricle {

// Gamma of this shape and scale 1 (Marsaglia and Tsang, 2000). REQUIRES: shape > 0.
double DrawGamma(double shape, Rng* rng);

// Beta(alpha, alpha), in 0 … 1. REQUIRES: alpha > 0.
double DrawBeta(double alpha, Rng* rng);

}  // namespace auricle

#endif  // AURICLE_LIB_BASE_RANDOM_DRAWS_H_
