// SPDX-License-Identifier: Apache-2.0
#include "lib/base/random_draws.h"

#include <cmath>

namespace auricle {

double DrawGamma(double shape, Rng* rng) {
  // Shapes below 1 are drawn as shape + 1 and brought down by a power of a uniform variable.
  if (shape < 1) {
    const double u = 1 - rng->Uniform();
    return DrawGamma(shape + 1, rng) * std::pow(u, 1 / shape);
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = rng->Normal(), t = 1 + c * x;
    if (t <= 0) continue;
    const double v = t * t * t, u = 1 - rng->Uniform();
    if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

double DrawBeta(double alpha, Rng* rng) {
  // For small shapes both gammas may round to 0; the beta is then one of its ends.
  const double a = DrawGamma(alpha, rng), b = DrawGamma(alpha, rng);
  return a + b > 0 ? a / (a + b) : (rng->Uniform() < 0.5 ? 0 : 1);
}

}  // namespace auricle
