// SPDX-License-Identifier: Apache-2.0
// Reference: testdata/golden/metrics_scipy.py (SciPy 1.10.1). Allowed: 1e-12.
#include "lib/metrics/significance.h"

#include <cmath>
#include <fstream>
#include <vector>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace auricle {
namespace {

nlohmann::json Golden() {
  return nlohmann::json::parse(std::ifstream("testdata/golden/metrics_scipy.json"));
}

TEST(McNemar, IsTheExactBinomialTest) {
  const nlohmann::json golden = Golden();
  for (const nlohmann::json& row : golden.at("mcnemar")) {
    EXPECT_NEAR(McNemarTest(row[0], row[1]), row[2].get<double>(), 1e-12) << row;
  }
}

TEST(SignFlip, IsTheExactPermutationTestForFewSeeds) {
  const nlohmann::json golden = Golden();
  for (const nlohmann::json& row : golden.at("sign_flip")) {
    EXPECT_NEAR(SignFlipTest(row.at("differences").get<std::vector<double>>(), {}),
                row.at("p").get<double>(), 1e-12)
        << row;
  }
}

TEST(SignFlip, OfAnUndefinedDifferenceIsUndefinedNotSignificant) {
  EXPECT_TRUE(std::isnan(SignFlipTest(std::vector<double>{NAN, 1.0, 2.0}, {})));
}

TEST(SignFlip, OfManyUnitsIsSeededNeverZeroAndNearTheExactOne) {
  std::vector<double> differences(30, 1.0);
  BootstrapOptions options;
  options.resamples = 999;
  const double p = SignFlipTest(differences, options);
  EXPECT_GT(p, 0);
  EXPECT_LE(p, 0.002);
  EXPECT_EQ(p, SignFlipTest(differences, options));
}

TEST(SignFlip, OverUnitsExchangesWholeGroups) {
  // Two groups of two items; a is right in all, b in none: of the four patterns the two that keep
  // both groups on one side are as extreme, so p = 1/2 whatever the number of items.
  TestItems items;
  items.classes = 2;
  items.units = 2;
  items.truth = {0, 0, 0, 0};
  items.unit = {0, 0, 1, 1};
  const Decisions a = {{0, 0, 0, 0}};
  const Decisions b = {{1, 1, 1, 1}};
  EXPECT_DOUBLE_EQ(SignFlipUnits(items, a, b, *FindMetric("accuracy"), {}), 0.5);
  EXPECT_DOUBLE_EQ(SignFlipUnits(items, a, a, *FindMetric("accuracy"), {}), 1);
  items.units = 4;
  items.unit = {0, 1, 2, 3};
  EXPECT_DOUBLE_EQ(SignFlipUnits(items, a, b, *FindMetric("accuracy"), {}), 0.125);
}

TEST(Holm, AdjustsInOrderAndKeepsWhatIsUndefined) {
  const std::vector<double> adjusted = HolmAdjust({0.01, 0.04, 0.03, std::nan("")});
  EXPECT_NEAR(adjusted[0], 0.03, 1e-12);
  EXPECT_NEAR(adjusted[1], 0.06, 1e-12);
  EXPECT_NEAR(adjusted[2], 0.06, 1e-12);
  EXPECT_TRUE(std::isnan(adjusted[3]));
}

}  // namespace
}  // namespace auricle
