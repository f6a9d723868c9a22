// SPDX-License-Identifier: Apache-2.0
// Reference: testdata/golden/metrics_scipy.py (SciPy 1.10.1). Allowed: 1e-10.
#include "lib/metrics/distributions.h"

#include <cmath>
#include <fstream>
#include <limits>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace auricle {
namespace {

nlohmann::json Golden() {
  return nlohmann::json::parse(std::ifstream("testdata/golden/metrics_scipy.json"))
      .at("distributions");
}

constexpr double kAllowed = 1e-10;

TEST(Distributions, AreThoseOfSciPy) {
  const nlohmann::json golden = Golden();
  for (const auto& row : golden.at("normal_cdf")) {
    EXPECT_NEAR(NormalCdf(row[0]), row[1].get<double>(), kAllowed) << row;
  }
  for (const auto& row : golden.at("normal_quantile")) {
    EXPECT_NEAR(NormalQuantile(row[0]), row[1].get<double>(), 1e-9) << row;
  }
  for (const auto& row : golden.at("beta_cdf")) {
    EXPECT_NEAR(BetaCdf(row[0], row[1], row[2]), row[3].get<double>(), kAllowed) << row;
  }
  for (const auto& row : golden.at("beta_quantile")) {
    EXPECT_NEAR(BetaQuantile(row[0], row[1], row[2]), row[3].get<double>(), kAllowed) << row;
  }
  for (const auto& row : golden.at("t_cdf")) {
    EXPECT_NEAR(StudentTCdf(row[0], row[1]), row[2].get<double>(), kAllowed) << row;
  }
  for (const auto& row : golden.at("t_quantile")) {
    const double want = row[2];
    EXPECT_NEAR(StudentTQuantile(row[0], row[1]), want, 1e-9 * std::abs(want)) << row;
  }
  for (const auto& row : golden.at("binomial_cdf")) {
    EXPECT_NEAR(BinomialCdf(row[0], row[1], row[2]), row[3].get<double>(), kAllowed) << row;
  }
}

TEST(Distributions, AreTheNormalAtInfinitelyManyDegreesOfFreedom) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_DOUBLE_EQ(StudentTCdf(1.3, infinity), NormalCdf(1.3));
  EXPECT_NEAR(StudentTQuantile(0.9, infinity), NormalQuantile(0.9), 1e-12);
}

TEST(Distributions, AreNanOutsideTheirDomain) {
  EXPECT_TRUE(std::isnan(NormalQuantile(1.5)));
  EXPECT_TRUE(std::isnan(NormalQuantile(std::nan(""))));
  EXPECT_TRUE(std::isnan(BetaCdf(0.5, 0, 1)));
  EXPECT_TRUE(std::isnan(StudentTQuantile(0.5, 0)));
  EXPECT_TRUE(std::isinf(NormalQuantile(0)));
}

}  // namespace
}  // namespace auricle
