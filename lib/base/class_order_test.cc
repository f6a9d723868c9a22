// SPDX-License-Identifier: Apache-2.0
#include "lib/base/class_order.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;

TEST(SortClasses, WholeNumbersGoByValue) {
  EXPECT_THAT(SortClasses({"10", "9", "0", "9"}), ElementsAre("0", "9", "10"));
  EXPECT_THAT(SortClasses({"1", "01", "00", "99999999999999999999999"}),
              ElementsAre("00", "01", "1", "99999999999999999999999"));
}

TEST(SortClasses, OneOtherNameMakesAllGoByBytes) {
  EXPECT_THAT(SortClasses({"9", "10", "ten"}), ElementsAre("10", "9", "ten"));
  EXPECT_THAT(SortClasses({"b", "", "B"}), ElementsAre("", "B", "b"));
  EXPECT_THAT(SortClasses({}), ElementsAre());
}

}  // namespace
}  // namespace auricle
