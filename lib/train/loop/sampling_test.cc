// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/sampling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace auricle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Sampler Make(const TrainConfig& config, const std::vector<int64_t>& items,
             const std::vector<int64_t>& batches) {
  absl::StatusOr<Sampler> sampler = Sampler::Create(config, items, batches);
  EXPECT_TRUE(sampler.ok()) << sampler.status();
  return *std::move(sampler);
}

TrainConfig Sampling(const std::string& how, double temperature = 0) {
  TrainConfig config;
  config.set_seed(3);
  config.set_sampling(how);
  config.set_temperature(temperature);
  return config;
}

TEST(Sampler, RoundRobinGivesEachCorpusAsManyBatchesWhateverItsSize) {
  const Sampler sampler = Make(Sampling("round_robin"), {1000, 10, 100}, {20, 1, 2});
  EXPECT_EQ(sampler.updates(), 8);  // 23 batches, three at a time.
  EXPECT_THAT(sampler.Round(0), ElementsAre(0, 1, 2));
  EXPECT_THAT(sampler.Taken(5), ElementsAre(5, 5, 5));
}

TEST(Sampler, AccumulatingFewerBatchesGoesOnInTurn) {
  TrainConfig config = Sampling("round_robin");
  config.set_accumulate(2);
  const Sampler sampler = Make(config, {10, 10, 10}, {1, 1, 1});
  EXPECT_THAT(sampler.Round(0), ElementsAre(0, 1));
  EXPECT_THAT(sampler.Round(1), ElementsAre(2, 0));
  EXPECT_EQ(sampler.updates(), 2);
}

TEST(Sampler, OneCorpusIsPassedOverOnceAnEpoch) {
  const Sampler sampler = Make(Sampling(""), {100}, {7});
  EXPECT_EQ(sampler.updates(), 7);
  EXPECT_THAT(sampler.Round(3), ElementsAre(0));
  TrainConfig artificial = Sampling("");
  artificial.set_steps_per_epoch(20);
  EXPECT_EQ(Make(artificial, {100}, {7}).updates(), 20);
}

TEST(Sampler, DrawsFollowThePowerOfTheSizes) {
  const std::vector<int64_t> items = {800, 200};
  struct Case {
    const char* how;
    double temperature, share;
  };
  // √800 : √200 is 2 : 1.
  for (const Case& c :
       {Case{"uniform", 0, 0.5}, Case{"proportional", 0, 0.8}, Case{"temperature", 1, 0.8},
        Case{"temperature", 2, 2.0 / 3}, Case{"temperature", 1e9, 0.5}}) {
    const Sampler sampler = Make(Sampling(c.how, c.temperature), items, {80, 20});
    const std::vector<int64_t> taken = sampler.Taken(4000);
    EXPECT_EQ(taken[0] + taken[1], 8000);
    // Five standard deviations of a binomial share.
    EXPECT_NEAR(taken[0] / 8000.0, c.share, 5 * 0.5 / std::sqrt(8000)) << c.how << c.temperature;
  }
}

TEST(Sampler, WhatWasTakenIsWhatTheRoundsSay) {
  const Sampler sampler = Make(Sampling("proportional"), {5, 3, 2}, {5, 3, 2});
  std::vector<int64_t> taken(3, 0);
  for (int64_t update = 0; update < 50; ++update) {
    EXPECT_EQ(sampler.Taken(update), taken);
    for (const int corpus : sampler.Round(update)) ++taken[corpus];
  }
}

TEST(Sampler, RefusesWhatItDoesNotKnow) {
  EXPECT_THAT(std::string(Sampler::Create(Sampling("evenly"), {1, 1}, {1, 1}).status().message()),
              HasSubstr("round_robin"));
  EXPECT_THAT(
      std::string(Sampler::Create(Sampling("temperature"), {1, 1}, {1, 1}).status().message()),
      HasSubstr("above 0"));
}

}  // namespace
}  // namespace auricle
