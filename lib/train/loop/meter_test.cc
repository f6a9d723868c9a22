// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/meter.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/train/loop/selection.h"

namespace auricle {
namespace {

Epoch Scalars(const Meter& meter) {
  Epoch epoch;
  meter.AppendScalars("x", &epoch);
  return epoch;
}

// Defect D6 of the anti-transfer original: means of batches, in which
// a short last batch weighs as much as a whole one.
TEST(Meter, MeansAreWeightedByItemsNotByBatches) {
  Meter meter(2);
  meter.Add("loss", 1.0, 30);
  meter.Add("loss", 4.0, 10);
  EXPECT_DOUBLE_EQ(*FindScalar(Scalars(meter), "x/loss"), 1.75);
}

TEST(Meter, UarIsTheMeanOfRecallsOverTheWholeSet) {
  Meter meter(2);
  const std::vector<float> first = {1, 0};
  for (int i = 0; i < 9; ++i) meter.AddDecision(0, first);
  meter.AddDecision(1, first);
  meter.AddDecision(-1, first);  // Unknown: not counted.
  EXPECT_DOUBLE_EQ(*FindScalar(Scalars(meter), "x/accuracy"), 0.9);
  EXPECT_DOUBLE_EQ(*FindScalar(Scalars(meter), "x/uar"), 0.5);
}

TEST(Meter, GoesOnFromWhatWasSaved) {
  Meter meter(2);
  meter.Add("b", 1, 1);
  meter.Add("a", 2, 1);
  meter.AddDecision(1, {0, 1});
  const MeterState state = meter.Save();
  Meter restored(2);
  restored.Restore(state);
  EXPECT_EQ(Scalars(restored).SerializeAsString(), Scalars(meter).SerializeAsString());
}

TEST(Selection, LossesShallFallAndAllElseRise) {
  EXPECT_TRUE(IsBetter("valid/loss", 1, 2));
  EXPECT_FALSE(IsBetter("valid/loss", 2, 2));
  EXPECT_TRUE(IsBetter("valid/uar", 2, 1));
  EXPECT_FALSE(IsBetter("valid/uar", std::nan(""), 1));
  EXPECT_FALSE(IsBetter("valid/loss", std::nan(""), 1));
}

}  // namespace
}  // namespace auricle
