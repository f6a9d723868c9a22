// SPDX-License-Identifier: Apache-2.0
#include "lib/train/loop/checkpoint.h"

#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using testing::HasSubstr;

TrainState Saved(const std::string& schedule) {
  TrainState state;
  state.mutable_config()->set_schedule(schedule);
  state.mutable_config()->set_epochs(50);
  state.mutable_config()->set_patience(6);
  state.set_epoch(4);
  state.set_has_best(true);
  return state;
}

std::string Refusal(const TrainState& saved, const TrainState& now) {
  return std::string(CheckResumes(saved, now).message());
}

TEST(CheckResumes, EpochsAndPatienceMayChangeWhereTheScheduleDoesNotGoByThem) {
  for (const char* schedule : {"", "constant", "plateau", "cosine", "three_stage"}) {
    const std::string name = schedule;
    const TrainState saved = Saved(name);
    EXPECT_EQ(Refusal(saved, saved), "") << name;
    TrainState now = saved;
    now.mutable_config()->set_epochs(60);
    const bool by_epochs = name == "cosine" || name == "three_stage";
    EXPECT_THAT(Refusal(saved, now), HasSubstr(by_epochs ? "epochs: 50 -> 60" : "")) << name;
    EXPECT_EQ(Refusal(saved, now).empty(), !by_epochs) << name;
    now = saved;
    now.mutable_config()->set_patience(8);
    const bool by_patience = by_epochs || name == "plateau";
    EXPECT_EQ(Refusal(saved, now).empty(), !by_patience) << name;
  }
}

TEST(CheckResumes, NoEpochsTakeTheBestWhateverTheSchedule) {
  for (const char* schedule : {"", "plateau", "cosine", "three_stage"}) {
    TrainState saved = Saved(schedule), now = saved;
    now.mutable_config()->set_epochs(0);
    now.mutable_config()->set_patience(1);
    EXPECT_EQ(Refusal(saved, now), "") << schedule;
    saved.set_has_best(false);
    EXPECT_THAT(Refusal(saved, now), HasSubstr("no best one")) << schedule;
  }
}

TEST(CheckResumes, NamesWhatElseDiffers) {
  const TrainState saved = Saved("");
  TrainState now = saved;
  now.mutable_training()->mutable_from()->set_model(7);
  EXPECT_THAT(Refusal(saved, now), HasSubstr("another model to start from"));
  now = saved;
  now.set_frozen(7);
  EXPECT_THAT(Refusal(saved, now), HasSubstr("another frozen model"));
  now = saved;
  now.set_data(7);
  EXPECT_THAT(Refusal(saved, now), HasSubstr("other data or plan"));
  now = saved;
  now.set_precision("bf16");
  EXPECT_THAT(Refusal(saved, now), HasSubstr("other precision"));
}

TEST(ResumeWarning, TellsOfThreadsAndDevice) {
  Training saved;
  saved.set_threads(2);
  saved.set_device("cpu");
  EXPECT_EQ(ResumeWarning(saved, saved), "");
  Training now = saved;
  now.set_device("cuda");
  EXPECT_THAT(ResumeWarning(saved, now), HasSubstr("2 on cpu, goes on with --threads=2 on cuda"));
}

TEST(ReadCheckpoint, AnotherFileIsNone) {
  const std::string path = testing::TempDir() + "/no.checkpoint";
  std::ofstream(path) << "precious";
  EXPECT_FALSE(ReadCheckpoint(path).ok());
}

}  // namespace
}  // namespace auricle
