// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/aggregate.h"

#include <cmath>
#include <limits>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using testing::ElementsAre;
using testing::FloatNear;

// Two windows for class 0, weakly, one for class 1, strongly: the rules disagree.
const std::vector<float> kLogits = {1, 0, 1, 0, 0, 5};

TEST(AggregateWindows, MeanProbabilityAveragesSoftmaxes) {
  const double weak = 1 / (1 + std::exp(-1.0));
  const double strong = 1 / (1 + std::exp(5.0));
  EXPECT_THAT(AggregateWindows(kLogits, 2, MEAN_PROBABILITY),
              ElementsAre(FloatNear((2 * weak + strong) / 3, 1e-6),
                          FloatNear(1 - (2 * weak + strong) / 3, 1e-6)));
}

TEST(AggregateWindows, MeanLogitAveragesLogits) {
  EXPECT_THAT(AggregateWindows(kLogits, 2, MEAN_LOGIT),
              ElementsAre(FloatNear(2.0 / 3, 1e-6), FloatNear(5.0 / 3, 1e-6)));
  EXPECT_EQ(ScoreKindOf(MEAN_LOGIT), LOGIT);
}

TEST(AggregateWindows, VoteCountsWindows) {
  EXPECT_THAT(AggregateWindows(kLogits, 2, VOTE),
              ElementsAre(FloatNear(2.0 / 3, 1e-6), FloatNear(1.0 / 3, 1e-6)));
  EXPECT_EQ(ScoreKindOf(VOTE), PROBABILITY);
}

TEST(Probabilities, StandHugeLogits) {
  EXPECT_THAT(Probabilities({1000, 1000}), ElementsAre(0.5, 0.5));
  EXPECT_THAT(Probabilities({-1000, 1000}), ElementsAre(0, 1));
}

TEST(CrossEntropy, OfOneHotSoftTargetsIsThatOfTheClass) {
  const std::vector<float> logits = {0.3F, -1, 2};
  EXPECT_NEAR(CrossEntropy(logits, std::vector<float>{0, 0, 1}), CrossEntropy(logits, 2), 1e-12);
  EXPECT_NEAR(CrossEntropy(std::vector<float>{0, 0, 0, 0}, 1), std::log(4.0), 1e-12);
}

TEST(CrossEntropy, AClassWithoutAShareCostsNothingHoweverImpossibleItIs) {
  const std::vector<float> logits = {0, -std::numeric_limits<float>::infinity()};
  EXPECT_EQ(CrossEntropy(logits, std::vector<float>{1, 0}), 0);
}

TEST(ParseAggregation, NamesTheThreeForms) {
  EXPECT_EQ(*ParseAggregation("vote"), VOTE);
  EXPECT_THAT(std::string(ParseAggregation("mean").status().message()),
              testing::HasSubstr("want mean_probability, mean_logit or vote"));
}

}  // namespace
}  // namespace auricle
