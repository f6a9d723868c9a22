// SPDX-License-Identifier: Apache-2.0
// Where in a training one stands.
#ifndef AURICLE_LIB_BASE_CLOCK_H_
#define AURICLE_LIB_BASE_CLOCK_H_

#include <cstdint>

namespace auricle {

struct Clock {
  int64_t update = 0;             // From 0, over the whole training.
  int64_t updates_per_epoch = 1;  // 1 or more.
  int64_t epoch = 1;              // From 1.
  int64_t epochs = 1;             // That there can be at most.

  // Epochs that are over, with the fraction of the present one: 0 … epochs.
  double epochs_done() const {
    const int64_t in_epoch = update - (epoch - 1) * updates_per_epoch;
    return static_cast<double>(epoch - 1) + static_cast<double>(in_epoch) / updates_per_epoch;
  }
  // 0 … 1 through the training.
  double progress() const { return epochs < 1 ? 0 : epochs_done() / epochs; }
};

// A ramp from 0 to 1 over the first `updates` updates, exp(-5 (1 - x)²) (Laine and Aila, 2017), as
// the weight of a consistency term has; 1 from then on.
double ExponentialRamp(int64_t update, int64_t updates);

}  // namespace auricle

#endif  // AURICLE_LIB_BASE_CLOCK_H_
