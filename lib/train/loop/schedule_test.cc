// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

namespace auricle {
namespace {

using testing::HasSubstr;

nlohmann::json Golden(const char* key) {
  std::ifstream file("testdata/golden/emonet_golden.json");
  return nlohmann::json::parse(file)[key];
}

TrainConfig Config(const std::string& schedule, int epochs, int patience) {
  TrainConfig config;
  config.set_schedule(schedule);
  config.set_select_by("valid/uar");
  config.set_learning_rate(0.1);
  config.set_epochs(epochs);
  config.set_patience(patience);
  return config;
}

// The moments before each epoch of a training whose validation gives `values`, until it ends.
std::vector<Moment> Follow(const TrainConfig& config, const std::vector<double>& values) {
  std::vector<Moment> moments;
  Training history;
  for (size_t i = 0;; ++i) {
    moments.push_back(NextEpoch(config, history));
    if (moments.back().finished || i == values.size()) return moments;
    Epoch* epoch = history.add_history();
    epoch->set_epoch(static_cast<int>(i) + 1);
    Scalar* scalar = epoch->add_scalars();
    scalar->set_name("valid/uar");
    scalar->set_value(values[i]);
  }
}

TEST(Patience, StopsWhereThePublishedRuleDoes) {
  const nlohmann::json golden = Golden("early_stopping");
  for (const nlohmann::json& one : golden["cases"]) {
    Patience patience(/*less_is_better=*/false, golden["min_delta"]);
    patience.Restart(one["baseline"]);
    const auto values = one["values"].get<std::vector<double>>();
    size_t epoch = 0;
    for (; epoch < values.size(); ++epoch) {
      patience.Add(values[epoch]);
      if (patience.waited() >= one["patience"].get<int>()) break;
    }
    EXPECT_EQ(epoch == values.size() ? 0 : epoch, one["stop_epoch"].get<size_t>()) << one;
  }
}

// Defect D9 of the anti-transfer original: a window that forgets the best epoch.
TEST(Schedule, PatienceCountsFromTheBestEpochHoweverLongAgo) {
  const std::vector<double> values = {0.5, 0.9, 0.6, 0.7, 0.8};
  EXPECT_EQ(Follow(Config("constant", 50, 3), values).size(), 6u);
  EXPECT_TRUE(Follow(Config("constant", 50, 3), values).back().finished);
  EXPECT_FALSE(Follow(Config("constant", 50, 4), values).back().finished);
  EXPECT_FALSE(Follow(Config("constant", 50, 0), values).back().finished);
  EXPECT_TRUE(Follow(Config("constant", 0, 0), {}).back().finished);
}

TEST(Schedule, ThreeStagesEndByPatienceOrEpochsAndEachBeginsAtTheBest) {
  // Patience 2: stage 1 ends after epoch 4, stage 2 after epoch 6 (nothing passes 0.6), and so on.
  const std::vector<double> values(20, 0.5);
  std::vector<double> risen = values;
  risen[1] = 0.6;
  const std::vector<Moment> moments = Follow(Config("three_stage", 50, 2), risen);
  ASSERT_EQ(moments.size(), 9u);
  for (const auto& [epoch, factor] : {std::pair(1, 1.0), {4, 1.0}, {5, 0.1}, {6, 0.1}, {7, 0.01}}) {
    EXPECT_NEAR(moments[epoch - 1].factor, factor, 1e-12) << epoch;
    EXPECT_EQ(moments[epoch - 1].restart, epoch == 5 || epoch == 7) << epoch;
  }
  EXPECT_EQ(moments[5].first_epoch, 5);
  EXPECT_TRUE(moments[8].finished);
  // Never out of patience: as many epochs in each stage.
  EXPECT_EQ(Follow(Config("three_stage", 3, 0), values).size(), 10u);
  EXPECT_EQ(MostEpochs(Config("three_stage", 3, 0)), 9);
}

TEST(Schedule, PlateauTakesATenthAndStillStopsByPatience) {
  const std::vector<Moment> moments =
      Follow(Config("plateau", 50, 4), {0.6, 0.5, 0.5, 0.5, 0.5, 0.5});
  ASSERT_EQ(moments.size(), 6u);
  EXPECT_EQ(moments[2].factor, 1);
  EXPECT_NEAR(moments[3].factor, 0.1, 1e-12);
  EXPECT_FALSE(moments[3].restart);
  EXPECT_TRUE(moments[5].finished);
}

TEST(Schedule, CosineFallsFromTheWholeRateToNothing) {
  const TrainConfig config = Config("cosine", 10, 0);
  EXPECT_NEAR(LearningRate(config, Moment(), 0, 0), 0.1, 1e-12);
  EXPECT_NEAR(LearningRate(config, Moment(), 0.5, 0), 0.05, 1e-12);
  EXPECT_NEAR(LearningRate(config, Moment(), 1, 0), 0, 1e-12);
}

TEST(Schedule, RateDecayIsThePublishedDecayOverTime) {
  const nlohmann::json golden = Golden("sgd_time_decay");
  for (const nlohmann::json& one : golden["cases"]) {
    TrainConfig config = Config("constant", 10, 0);
    config.set_learning_rate(golden["lr0"]);
    config.set_rate_decay(one["decay"]);
    EXPECT_NEAR(LearningRate(config, Moment(), 0, one["t"]), one["lr"].get<double>(), 1e-12);
  }
}

TEST(Schedule, OneThatIsNotKnownNamesThoseThatAre) {
  EXPECT_TRUE(CheckSchedule(Config("", 1, 1)).ok());
  EXPECT_TRUE(CheckSchedule(Config("three_stage", 1, 1)).ok());
  EXPECT_THAT(std::string(CheckSchedule(Config("cosin", 1, 1)).message()), HasSubstr("'cosine'"));
}

}  // namespace
}  // namespace auricle
