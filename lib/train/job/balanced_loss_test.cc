// SPDX-License-Identifier: Apache-2.0
#include "lib/train/job/balanced_loss.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using testing::HasSubstr;

TEST(BalancedLoss, WeighsEveryTermThatTellsClassesAndNoOther) {
  EXPECT_EQ(*BalancedLoss("cross_entropy"),
            "cross_entropy(class_weights=balanced,divide_by=items)");
  EXPECT_EQ(*BalancedLoss("0.5*focal(gamma=3),antitransfer(at=final)"),
            "0.5*focal(class_weights=balanced,divide_by=items,gamma=3),antitransfer(at=final)");
}

TEST(BalancedLoss, LeavesWhatTheTermSaysAboutTheDivisor) {
  EXPECT_EQ(*BalancedLoss("ordinal(divide_by=weights)"),
            "ordinal(class_weights=balanced,divide_by=weights)");
}

TEST(BalancedLoss, OtherWeightsOrNoTermOfClassesIsAnError) {
  EXPECT_THAT(std::string(BalancedLoss("cross_entropy(class_weights=[1,2])").status().message()),
              HasSubstr("cross_entropy says class_weights already"));
  EXPECT_THAT(std::string(BalancedLoss("antitransfer(at=final)").status().message()),
              HasSubstr("no term that weighs classes"));
  EXPECT_FALSE(BalancedLoss("cross_entropy(").ok());
}

}  // namespace
}  // namespace auricle
