// SPDX-License-Identifier: Apache-2.0
#include "lib/train/frozen/frozen_taps.h"

#include <ATen/Functions.h>

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/base/stop.h"
#include "lib/data/batch_plans.h"
#include "lib/infer/net_batch.h"
#include "lib/train/loop/trainer_testing.h"

namespace auricle {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

// A tiny VGG on synthetic tones of several lengths, away from another one at conv4_2.
class FrozenTapsTest : public ToyTraining {
 protected:
  void SetUp() override {
    ToyTraining::SetUp();
    std::filesystem::remove_all(Path("taps"));
    job_.network.mutable_windows()->set_frames(48);
    job_.network.mutable_windows()->set_hop_frames(24);
    job_.config.set_epochs(2);
    job_.config.set_task("voice");
    ReadLengths();
    ASSERT_NE(TrainedBytes(), "") << status_;
    from_ = *ReadModel(Path("model"));
    job_.from = &from_;
    job_.config.set_task("tone");
    job_.config.set_loss("cross_entropy,antitransfer(at=[conv4_2,slice:14])");
    ReadLengths();
    job_.cache = {Path("taps"), 1 << 20};
  }

  // Shorter than a window, and longer.
  void ReadLengths() {
    SyntheticOptions options;
    options.min_frames = 40;
    Read(options);
  }

  std::string TrainedBytes() { return Trained("model"); }

  std::string WithoutCache() {
    const CacheDirectory cache = std::exchange(job_.cache, {});
    const std::string model = TrainedBytes();
    EXPECT_THAT(notes_, HasSubstr("not cached: there is no --cache"));
    job_.cache = cache;
    return model;
  }

  static std::vector<std::string> Files() {
    std::vector<std::string> files;
    if (!std::filesystem::exists(Path("taps"))) return files;
    for (const auto& entry : std::filesystem::directory_iterator(Path("taps"))) {
      files.push_back(entry.path());
    }
    return files;
  }

  Model from_;
};

TEST_F(FrozenTapsTest, FilledFoundOrNoneGiveTheSameBytes) {
  for (const bool bf16 : {false, true}) {
    job_.runtime.bf16 = bf16;
    const std::string none = WithoutCache();
    ASSERT_NE(none, "") << status_;
    EXPECT_EQ(TrainedBytes(), none);
    EXPECT_THAT(notes_, ContainsRegex("[0-9]+ windows × .* MB cached in .*taps, filled in"));
    EXPECT_EQ(TrainedBytes(), none);
    EXPECT_THAT(notes_, ContainsRegex("[0-9]+ windows × .* MB found in"));
  }
  EXPECT_EQ(Files().size(), 2);
}

TEST_F(FrozenTapsTest, AreTheFrozenNetworksTapsOfThePaddedBatch) {
  const std::unique_ptr<Net> frozen = *NetFromModel(from_);
  ASSERT_TRUE(frozen->Freeze("").ok());
  Network config = from_.header.network();
  *config.mutable_windows() = job_.network.windows();
  Needs needs;
  needs[PassKey{PassKey::FROZEN, ""}].taps = {"conv4_2", "slice:14", "fc1"};
  const auto taps = FrozenTaps::Create(job_, sets_.front(), needs, *frozen, frozen.get());
  ASSERT_TRUE(taps.ok()) << taps.status();
  const std::unique_ptr<BatchPlan> plan = RegularPlan(
      EvaluationWindows(sets_.front().items, sets_.front().parts.train, frozen->config().windows()),
      /*batch=*/8);
  LoaderOptions loading = LoaderOptionsFor(*frozen, 1, 1 << 20);
  loading.end = plan->batches_in_pass();
  Loader loader(sets_.front().items, *plan, loading);
  WindowBatch windows;
  int padded = 0;
  while (*loader.Next(&windows)) {
    const Batch batch = NetBatch(windows, sets_.front().items.bins, job_.runtime);
    padded += batch.lengths.defined();
    Request request;
    request.taps = {"conv4_2", "slice:14", "fc1"};
    const NoGradScope no_grad;
    const Outputs whole = *frozen->Forward(batch, request), cached = *(*taps)->Of(windows, batch);
    for (const std::string& tap : request.taps) {
      const at::Tensor &a = whole.taps.at(tap).tensor, &b = cached.taps.at(tap).tensor;
      ASSERT_EQ(a.sizes(), b.sizes()) << tap;
      EXPECT_LT(a.sub(b).abs().max().item<double>(), 1e-5 * a.abs().max().item<double>()) << tap;
    }
  }
  EXPECT_GT(padded, 0);
}

TEST_F(FrozenTapsTest, StoppedAndResumedGivesTheBytesOfOneRun) {
  const std::string whole = TrainedBytes();
  job_.checkpoint = Path("stopped.checkpoint");
  int steps = 0;
  job_.hooks.step = [&](int32_t, int64_t, int64_t) {
    if (++steps == 4) RequestStop(2);
  };
  EXPECT_EQ(TrainedBytes(), "");
  RequestStop(0);
  job_.resume = true;
  EXPECT_EQ(TrainedBytes(), whole);
  EXPECT_THAT(notes_, HasSubstr("found"));
}

TEST_F(FrozenTapsTest, StoppedWhileFillingLeavesNothingHalf) {
  job_.hooks.fill = [](int64_t) { RequestStop(2); };
  EXPECT_EQ(TrainedBytes(), "");
  EXPECT_EQ(status_.code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(Files().empty());
}

TEST_F(FrozenTapsTest, ADamagedFileIsToldAndFilledAnew) {
  const std::string whole = TrainedBytes();
  ASSERT_EQ(Files().size(), 1);
  const std::string before = Bytes(Files()[0]);
  std::string broken = before;
  broken[broken.size() / 2] ^= 4;
  std::ofstream(Files()[0], std::ios::binary) << broken;
  EXPECT_EQ(TrainedBytes(), whole);
  EXPECT_THAT(notes_, ContainsRegex("warning: .* is damaged: blob [0-9]+; filled anew"));
  EXPECT_EQ(Bytes(Files()[0]), before);
}

TEST_F(FrozenTapsTest, WhatCannotBeKeptCostsOnlyTime) {
  const std::string none = WithoutCache();
  job_.cache.max_bytes = 1000;
  EXPECT_EQ(TrainedBytes(), none);
  EXPECT_THAT(notes_, HasSubstr("give a larger --cache_size"));
  std::ofstream(Path("file")) << "no directory";
  job_.cache = {Path("file/taps"), 1 << 20};
  EXPECT_EQ(TrainedBytes(), none);
  EXPECT_THAT(notes_, HasSubstr("warning: frozen taps: not cached"));
}

TEST_F(FrozenTapsTest, AnotherNetworkTapOrSoundIsAnotherKeyAndAnotherSeedIsNot) {
  TrainedBytes();
  EXPECT_EQ(Files().size(), 1);
  job_.config.set_seed(7);
  job_.config.set_batch(5);
  TrainedBytes();
  EXPECT_EQ(Files().size(), 1);
  job_.config.set_loss("cross_entropy,antitransfer(at=slice:21)");
  TrainedBytes();
  EXPECT_EQ(Files().size(), 2);
  job_.config.set_loss("cross_entropy,antitransfer(at=conv4_2)");  // The same under its name.
  TrainedBytes();
  EXPECT_EQ(Files().size(), 2);
  from_.tensors["features.0.bias"] = from_.tensors["features.0.bias"].add(1);
  TrainedBytes();
  EXPECT_EQ(Files().size(), 3);
  sets_.front().parts.train.pop_back();
  TrainedBytes();
  EXPECT_EQ(Files().size(), 4);
}

TEST_F(FrozenTapsTest, RandomWindowsAndCheapTapsSayThatTheyAreNotCached) {
  job_.config.set_random_windows(true);
  ASSERT_NE(TrainedBytes(), "") << status_;
  EXPECT_THAT(notes_, HasSubstr("not cached: random windows"));
  job_.config.set_random_windows(false);
  job_.config.set_loss("cross_entropy,antitransfer(at=conv1_1)");
  ASSERT_NE(TrainedBytes(), "") << status_;
  EXPECT_THAT(notes_, ContainsRegex("not cached: conv1_1 takes [0-9]+ operations a byte"));
  EXPECT_TRUE(Files().empty());
}

}  // namespace
}  // namespace auricle
