// SPDX-License-Identifier: Apache-2.0
#include "lib/data/loader.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/data/batch_plans.h"
#include "lib/data/input_norm.h"
#include "lib/data/item_windows.h"

namespace auricle {
namespace {

using testing::HasSubstr;

constexpr int kBins = 3;

// Items of 5, 12, 19 … frames whose values count up through the whole set.
class LoaderTest : public testing::Test {
 protected:
  LoaderTest() {
    items_.bins = kBins;
    float next = 1;
    for (int i = 0; i < 9; ++i) {
      std::vector<float> values((5 + 7 * i) * kBins);
      for (float& value : values) value = next++;
      values_.push_back(values);
    }
    for (int i = 0; i < 9; ++i) {
      StoredItem item;
      item.id = "item" + std::to_string(i);
      item.frames = 5 + 7 * i;
      Stretch stretch;
      stretch.frames = item.frames;
      stretch.bytes = {reinterpret_cast<const char*>(values_[i].data()), values_[i].size() * 4};
      item.stretches.push_back(stretch);
      items_.items.push_back(item);
      which_.push_back(i);
    }
    rule_.set_frames(10);
    rule_.set_hop_frames(5);
    order_.batch = 4;
  }

  std::unique_ptr<BatchPlan> Regular(int32_t batch) {
    return RegularPlan(EvaluationWindows(items_, which_, rule_), batch);
  }
  std::vector<ItemWindow> Order() { return TrainingWindows(items_, which_, rule_, order_); }

  StoredItems items_;
  std::vector<std::vector<float>> values_;
  std::vector<int32_t> which_;
  Windows rule_;
  EpochOrder order_;
};

std::multimap<int32_t, int64_t> Seen(const std::vector<ItemWindow>& windows) {
  std::multimap<int32_t, int64_t> seen;
  for (const ItemWindow& one : windows) seen.emplace(one.item, one.window.first);
  return seen;
}

TEST_F(LoaderTest, AnEpochHoldsEveryWindowOnceInAnOrderOfSeedAndEpoch) {
  const std::vector<ItemWindow> all = EvaluationWindows(items_, which_, rule_);
  std::multimap<int32_t, int64_t> want = Seen(all);
  for (const int pool : {1, 2, 8}) {
    order_.pool = pool;
    order_.epoch = 1;
    const auto first = Order();
    const auto seen = Seen(first);
    EXPECT_EQ(seen.size(), want.size());
    for (const auto& [item, at] : want) {
      const auto range = seen.equal_range(item);
      EXPECT_TRUE(std::any_of(range.first, range.second,
                              [at = at](const auto& entry) { return entry.second == at; }));
    }
    EXPECT_EQ(first, Order());
    order_.epoch = 2;
    EXPECT_NE(first, Order());
  }
}

TEST_F(LoaderTest, PoolsSavePadding) {
  rule_.set_frames(0);
  rule_.set_hop_frames(0);
  const auto padded = [&](int pool) {
    order_.pool = pool;
    LoaderOptions options;
    options.round_up = true;
    int64_t frames = 0;
    for (order_.epoch = 1; order_.epoch <= 20; ++order_.epoch) {
      const auto order = Order();
      for (size_t at = 0; at < order.size(); at += 4) {
        const size_t end = std::min(order.size(), at + 4);
        frames += (end - at) * BatchFrames({order.begin() + at, order.begin() + end}, options);
      }
    }
    return frames;
  };
  EXPECT_LT(padded(8), 0.9 * padded(1));
}

TEST_F(LoaderTest, BatchesHoldTheRightFramesAndZerosBeyond) {
  LoaderOptions options;
  options.min_frames = 8;
  const auto plan = Regular(4);
  options.end = plan->batches_in_pass();
  Loader loader(items_, *plan, options);
  WindowBatch batch;
  int64_t batches = 0;
  while (*loader.Next(&batch)) {
    ++batches;
    ASSERT_EQ(batch.features.size(), batch.windows.size() * batch.frames * kBins);
    for (size_t w = 0; w < batch.windows.size(); ++w) {
      const ItemWindow& one = batch.windows[w];
      EXPECT_EQ(batch.lengths[w], one.window.valid);
      for (int t = 0; t < batch.frames; ++t) {
        const float got = batch.features[(w * batch.frames + t) * kBins];
        const float want =
            t < one.window.valid ? values_[one.item][(one.window.first + t) * kBins] : 0.0F;
        ASSERT_EQ(got, want) << one.item << " " << t;
      }
    }
  }
  EXPECT_EQ(batches, plan->batches_in_pass());
  EXPECT_FALSE(*loader.Next(&batch));
}

TEST_F(LoaderTest, ThreadsAndMemoryChangeNothingOfTheOrder) {
  LoaderOptions options;
  const auto plan = ShuffledPlan(items_, which_, rule_, order_);
  options.end = 2 * plan->batches_in_pass() + 1;
  const auto read = [&](int threads, int64_t memory, int64_t first) {
    options.threads = threads;
    options.memory_bytes = memory;
    options.first = first;
    Loader loader(items_, *plan, options);
    std::vector<float> all;
    WindowBatch batch;
    while (*loader.Next(&batch)) {
      all.insert(all.end(), batch.features.begin(), batch.features.end());
    }
    return all;
  };
  const std::vector<float> want = read(1, 0, 0);
  EXPECT_EQ(read(4, 1 << 20, 0), want);
  EXPECT_EQ(read(3, 0, 0), want);
  const std::vector<float> rest = read(2, 1 << 20, 5);
  EXPECT_TRUE(std::equal(rest.rbegin(), rest.rend(), want.rbegin()));
  EXPECT_LT(rest.size(), want.size());
}

TEST_F(LoaderTest, TellsHowLongItWasWaitedFor) {
  LoaderOptions options;
  const auto plan = Regular(1);
  options.end = plan->batches_in_pass();
  Loader loader(items_, *plan, options);
  EXPECT_EQ(loader.waited_s(), 0);
  WindowBatch batch;
  double before = 0;
  const auto began = std::chrono::steady_clock::now();
  while (*loader.Next(&batch)) {
    EXPECT_GE(loader.waited_s(), before);
    before = loader.waited_s();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));  // This is no waiting for data.
  }
  EXPECT_GT(before, 0);  // For the first, at least.
  const std::chrono::duration<double> all = std::chrono::steady_clock::now() - began;
  EXPECT_LT(before, all.count() - 0.001 * plan->batches_in_pass());
}

TEST_F(LoaderTest, AnEndlessPlanCanBeLeft) {
  LoaderOptions options;
  options.threads = 3;
  const auto plan = Regular(2);
  Loader loader(items_, *plan, options);
  WindowBatch batch;
  for (int64_t i = 0; i < 2 * plan->batches_in_pass(); ++i) {
    ASSERT_TRUE(*loader.Next(&batch));
    EXPECT_EQ(batch.number, i);
    EXPECT_EQ(batch.pass, i < plan->batches_in_pass() ? 1 : 2);
  }
}

// Whatever later batches were prepared ahead: where a training stops does not depend on threads.
TEST_F(LoaderTest, ABadValueIsTheErrorOfItsBatchAndNamesTheItem) {
  values_[4][7] = std::numeric_limits<float>::quiet_NaN();
  values_[8][7] = std::numeric_limits<float>::quiet_NaN();
  const auto plan = Regular(1);
  int64_t bad = 0;
  while (plan->At(bad, 0, 1).rows[0].item != 4) ++bad;
  for (const int threads : {1, 4}) {
    LoaderOptions options;
    options.threads = threads;
    options.memory_bytes = 1 << 20;
    Loader loader(items_, *plan, options);
    WindowBatch batch;
    int64_t good = 0;
    absl::StatusOr<bool> more = true;
    while ((more = loader.Next(&batch)).ok()) {
      // The workers go as far ahead as they may.
      if (good++ == 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    EXPECT_EQ(good, bad) << threads;
    EXPECT_THAT(std::string(more.status().message()), HasSubstr("item 'item4'"));
    EXPECT_EQ(loader.Next(&batch).status(), more.status());
  }
}

TEST_F(LoaderTest, SharesOfProcessesAreThoseOfThePlan) {
  const auto plan = ShuffledPlan(items_, which_, rule_, order_);
  LoaderOptions options;
  WindowBatch batch;
  Loader(items_, *plan, options).Next(&batch).IgnoreError();
  const std::vector<ItemWindow> whole = batch.windows;
  options.of = 2;
  std::vector<ItemWindow> both;
  for (options.rank = 0; options.rank < 2; ++options.rank) {
    Loader loader(items_, *plan, options);
    ASSERT_TRUE(*loader.Next(&batch));
    EXPECT_EQ(batch.windows.size(), 2);
    EXPECT_EQ(batch.features.size(), 2 * batch.frames * kBins);
    both.insert(both.end(), batch.windows.begin(), batch.windows.end());
  }
  EXPECT_EQ(both, whole);
}

TEST_F(LoaderTest, InputNormIsThatOfAllFramesInFloat64) {
  const std::vector<int32_t> train = {1, 4, 5};
  for (const auto kind : {InputNorm::SCALAR, InputNorm::PER_BIN}) {
    const int sets = kind == InputNorm::SCALAR ? 1 : kBins;
    const auto norm = FitInputNorm(items_, train, kind);
    ASSERT_TRUE(norm.ok());
    ASSERT_EQ(norm->mean_size(), sets);
    for (int set = 0; set < sets; ++set) {
      double sum = 0;
      double squares = 0;
      double count = 0;
      for (const int32_t i : train) {
        for (size_t v = 0; v < values_[i].size(); ++v) {
          if (sets > 1 && static_cast<int>(v % kBins) != set) continue;
          sum += values_[i][v];
          squares += static_cast<double>(values_[i][v]) * values_[i][v];
          ++count;
        }
      }
      EXPECT_NEAR(norm->mean(set), sum / count, 1e-9);
      EXPECT_NEAR(norm->std(set), std::sqrt(squares / count - sum / count * sum / count), 1e-9);
    }
  }
}

TEST_F(LoaderTest, WhatNeverVariesHasStandardDeviationOne) {
  for (float& value : values_[0]) value = 3;
  const auto norm = FitInputNorm(items_, {0}, InputNorm::PER_BIN);
  EXPECT_EQ(norm->mean(1), 3);
  EXPECT_EQ(norm->std(1), 1);
}

}  // namespace
}  // namespace auricle
