// SPDX-License-Identifier: Apache-2.0
#include "lib/base/clock.h"

#include <gtest/gtest.h>

#include <cmath>

namespace auricle {
namespace {

TEST(ClockTest, ProgressIsTheShareOfEpochsThatAreOver) {
  Clock clock{/*update=*/25, /*updates_per_epoch=*/10, /*epoch=*/3, /*epochs=*/5};
  EXPECT_DOUBLE_EQ(clock.epochs_done(), 2.5);
  EXPECT_DOUBLE_EQ(clock.progress(), 0.5);
  EXPECT_DOUBLE_EQ(Clock().progress(), 0);
}

TEST(ClockTest, TheRampRisesFromExpMinusFiveToOne) {
  EXPECT_DOUBLE_EQ(ExponentialRamp(0, 100), std::exp(-5));
  EXPECT_DOUBLE_EQ(ExponentialRamp(50, 100), std::exp(-1.25));
  EXPECT_DOUBLE_EQ(ExponentialRamp(100, 100), 1);
  EXPECT_DOUBLE_EQ(ExponentialRamp(1000, 100), 1);
  EXPECT_DOUBLE_EQ(ExponentialRamp(0, 0), 1);
}

}  // namespace
}  // namespace auricle
