// SPDX-License-Identifier: Apache-2.0
#include "lib/base/clock.h"

#include <cmath>

namespace auricle {

double ExponentialRamp(int64_t update, int64_t updates) {
  if (update >= updates) return 1;
  const double left = 1 - static_cast<double>(update) / static_cast<double>(updates);
  return std::exp(-5 * left * left);
}

}  // namespace auricle
