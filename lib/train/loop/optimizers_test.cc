// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/optimizers.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

namespace auricle {
namespace {

TEST(IndividualDecay, IsThePublishedRule) {
  std::ifstream file("testdata/golden/emonet_golden.json");
  for (const nlohmann::json& one : nlohmann::json::parse(file)["decay_rule"]["cases"]) {
    EXPECT_EQ(IndividualDecay(one["m"]), one["decay"].get<double>()) << one;
  }
}

// Defect D4 of EmoNet: there the tier went by whole batches, so 449 items of 64 were 512.
TEST(IndividualDecay, GoesByItemsAndNotByWholeBatches) {
  EXPECT_EQ(IndividualDecay(449), 0.005);
  EXPECT_EQ(IndividualDecay(499), 0.005);
  EXPECT_EQ(IndividualDecay(500), 0.002);
}

}  // namespace
}  // namespace auricle
