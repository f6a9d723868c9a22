// SPDX-License-Identifier: Apache-2.0
// Reference: testdata/golden/metrics_stochastic_order.py, NumPy. Allowed: 1e-9; 0.02 of what is
// drawn, where the reference takes every resample.
#include "lib/metrics/stochastic_order.h"

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/base/rng.h"
#include "nlohmann/json.hpp"

namespace auricle {
namespace {

BootstrapOptions Draws(int resamples) {
  BootstrapOptions options;
  options.resamples = resamples;
  return options;
}

double EpsMin(const std::vector<double>& a, const std::vector<double>& b) {
  return AlmostStochasticOrder(a, b, 0.05, Draws(2000)).eps_min;
}

// `n` scores around `mean` with deviation `sd`.
std::vector<double> Scores(int n, double mean, double sd, const std::string& stream) {
  Rng rng(2, stream);
  std::vector<double> out;
  for (int i = 0; i < n; ++i) out.push_back(mean + sd * rng.Normal());
  return out;
}

TEST(StochasticOrder, GivesTheReferencesFigures) {
  const nlohmann::json golden =
      nlohmann::json::parse(std::ifstream("testdata/golden/metrics_stochastic_order.json"));
  ASSERT_EQ(golden.size(), 7u);
  for (const nlohmann::json& c : golden) {
    SCOPED_TRACE(c.at("name").get<std::string>());
    const std::vector<double> a = c.at("a"), b = c.at("b");
    const StochasticOrder order = AlmostStochasticOrder(a, b, 0.05, Draws(20000));
    EXPECT_NEAR(order.violation, c.at("violation").get<double>(), 1e-9);
    EXPECT_NEAR(order.sigma, c.at("sigma").get<double>(), 0.02);
    EXPECT_NEAR(order.eps_min, c.at("eps_min").get<double>(), 0.02);
  }
}

TEST(StochasticOrder, ExchangingTheSamplesGivesTheRestOfOne) {
  for (int n = 3; n < 9; ++n) {
    const std::vector<double> a = Scores(n, 0.6, 0.1, "a"), b = Scores(7, 0.65, 0.2, "b");
    EXPECT_NEAR(ViolationRatio(a, b) + ViolationRatio(b, a), 1, 1e-12) << n;
  }
}

TEST(StochasticOrder, NeitherOrderNorUnitOfScoresCounts) {
  const std::vector<double> a = {0.6, 0.7, 0.5, 0.9}, b = {0.8, 0.55, 0.65};
  const std::vector<double> percent_a = {90, 50, 60, 70}, percent_b = {65, 80, 55};
  EXPECT_NEAR(ViolationRatio(a, b), ViolationRatio(percent_a, percent_b), 1e-12);
}

TEST(StochasticOrder, WhatIsClearlyAboveDominatesAndIsNotDominated) {
  const std::vector<double> a = Scores(10, 0.80, 0.01, "a"), b = Scores(10, 0.60, 0.01, "b");
  EXPECT_EQ(EpsMin(a, b), 0);
  EXPECT_EQ(EpsMin(b, a), 1);
}

TEST(StochasticOrder, ASmallGainInMuchNoiseIsNotShown) {
  const std::vector<double> a = Scores(5, 0.61, 0.05, "a"), b = Scores(5, 0.60, 0.05, "b");
  EXPECT_GT(EpsMin(a, b), 0.5);
  EXPECT_GT(EpsMin(b, a), 0.5);
}

// The gain is the same; what is known of it is not.
TEST(StochasticOrder, MoreSeedsShowASmallerGain) {
  const auto eps = [](int n) {
    return EpsMin(Scores(n, 0.64, 0.05, "a"), Scores(n, 0.60, 0.05, "b"));
  };
  EXPECT_GT(eps(4), 0.5);
  EXPECT_LT(eps(200), 0.1);
}

TEST(StochasticOrder, EqualSamplesShowNothing) {
  const std::vector<double> same = {0.5, 0.6, 0.7}, one = {0.5, 0.5, 0.5};
  EXPECT_EQ(ViolationRatio(same, same), 0.5);
  EXPECT_GE(EpsMin(same, same), 0.5);
  EXPECT_EQ(EpsMin(one, one), 0.5);
}

// The header says so; a reader who takes 0.5 for a level of 0.05 would be wrong.
TEST(StochasticOrder, OfEqualConditionsOneInFiveFallsBelowOneHalf) {
  int half = 0, fifth = 0;
  for (int trial = 0; trial < 500; ++trial) {
    const std::string name = std::to_string(trial);
    const double eps = AlmostStochasticOrder(Scores(5, 0.6, 0.1, "a" + name),
                                             Scores(5, 0.6, 0.1, "b" + name), 0.05, Draws(300))
                           .eps_min;
    half += eps < 0.5;
    fifth += eps < 0.2;
  }
  EXPECT_NEAR(half / 500.0, 0.2, 0.05);
  EXPECT_NEAR(fifth / 500.0, 0.05, 0.03);
}

TEST(StochasticOrder, FewerThanThreeScoresAreNotJudged) {
  EXPECT_TRUE(std::isnan(EpsMin({0.9, 0.8}, {0.1, 0.2, 0.3})));
  EXPECT_TRUE(std::isnan(EpsMin({0.9, 0.8, 0.7}, {0.1, 0.2})));
}

TEST(StochasticOrder, TheSameSeedGivesTheSameFigure) {
  const std::vector<double> a = Scores(4, 0.62, 0.05, "a"), b = Scores(6, 0.6, 0.05, "b");
  EXPECT_EQ(EpsMin(a, b), EpsMin(a, b));
}

}  // namespace
}  // namespace auricle
