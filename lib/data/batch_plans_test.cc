// SPDX-License-Identifier: Apache-2.0
#include "lib/data/batch_plans.h"

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/base/rng.h"

namespace auricle {
namespace {

using testing::HasSubstr;

class BatchPlansTest : public testing::Test {
 protected:
  BatchPlansTest() {
    for (int i = 0; i < 30; ++i) {
      StoredItem item;
      item.id = absl::StrCat("item", i);
      item.frames = 5 + 7 * (i % 9);
      item.labels.resize(1);
      if (i % 7 != 6) item.labels[0].set_name(std::string(1, static_cast<char>('a' + i % 7)));
      items_.items.push_back(item);
      which_.push_back(i);
    }
    rule_.set_frames(10);
    rule_.set_hop_frames(5);
    order_.batch = 8;
    order_.seed = 4;
    targets_ = *TargetTable::Create("letter", {"a", "b", "c", "d", "e", "f"}, items_.items, 0);
  }

  absl::StatusOr<std::unique_ptr<BatchPlan>> Mixed() {
    MixedOptions options;
    options.seed = 4;
    options.pass_of = "weak";
    return MixedPlan(
        items_, rule_,
        {{"strong", {0, 1, 2}, 3}, {"weak", {3, 4, 5, 6, 7, 8, 9, 10}, 5}, {"unlabelled", {13}, 7}},
        options);
  }
  absl::StatusOr<std::unique_ptr<BatchPlan>> Episodes(int way, int shot, int query) {
    EpisodeOptions options;
    options.way = way;
    options.shot = shot;
    options.query = query;
    options.episodes_in_pass = 6;
    return EpisodePlan(items_, targets_, which_, rule_, options);
  }
  std::string Error(const absl::StatusOr<std::unique_ptr<BatchPlan>>& plan) {
    return plan.ok() ? "" : std::string(plan.status().message());
  }

  StoredItems items_;
  std::vector<int32_t> which_;
  Windows rule_;
  EpochOrder order_;
  TargetTable targets_;
};

bool Equal(const BatchSpec& a, const BatchSpec& b) {
  return a.rows == b.rows && a.numbers == b.numbers && a.parts == b.parts && a.pass == b.pass;
}

TEST_F(BatchPlansTest, RegularIsEveryWindowInOrder) {
  const std::vector<ItemWindow> all = EvaluationWindows(items_, which_, rule_);
  const auto plan = RegularPlan(all, 8);
  std::vector<ItemWindow> seen;
  for (int64_t b = 0; b < plan->batches_in_pass(); ++b) {
    const BatchSpec spec = plan->At(b, 0, 1);
    EXPECT_EQ(spec.pass, 1);
    seen.insert(seen.end(), spec.rows.begin(), spec.rows.end());
  }
  EXPECT_EQ(seen, all);
  EXPECT_TRUE(plan->At(plan->batches_in_pass(), 0, 1).rows == plan->At(0, 0, 1).rows);
  EXPECT_EQ(RegularPlan({}, 8)->batches_in_pass(), 0);
}

// The same job gives the same batches as ever: those of TrainingWindows, pass by pass.
TEST_F(BatchPlansTest, ShuffledIsTrainingWindowsPassByPass) {
  for (const bool random : {false, true}) {
    order_.random_windows = random;
    const auto plan = ShuffledPlan(items_, which_, rule_, order_);
    const size_t windows = EvaluationWindows(items_, which_, rule_).size();
    ASSERT_EQ(plan->batches_in_pass(), (windows + 7) / 8);
    for (const int pass : {1, 2, 5, 1}) {
      order_.epoch = pass;
      std::vector<ItemWindow> seen;
      for (int64_t b = 0; b < plan->batches_in_pass(); ++b) {
        const BatchSpec spec = plan->At((pass - 1) * plan->batches_in_pass() + b, 0, 1);
        EXPECT_EQ(spec.pass, pass);
        EXPECT_EQ(spec.rows.size(), std::min<size_t>(8, windows - seen.size()));
        seen.insert(seen.end(), spec.rows.begin(), spec.rows.end());
      }
      EXPECT_EQ(seen, TrainingWindows(items_, which_, rule_, order_)) << pass;
    }
  }
}

TEST_F(BatchPlansTest, AnyOrderOfAskingAndAnyThreadGetsTheSame) {
  const auto mixed = Mixed();
  const auto episodes = Episodes(3, 1, 2);
  const auto shuffled = ShuffledPlan(items_, which_, rule_, order_);
  for (const BatchPlan* plan : {shuffled.get(), mixed->get(), episodes->get()}) {
    std::vector<BatchSpec> want;
    for (int64_t b = 0; b < 60; ++b) want.push_back(plan->At(b, 0, 1));
    std::vector<std::thread> threads;
    std::vector<int> wrong(4, 0);
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        Rng rng(t, "asks");
        for (int i = 0; i < 100; ++i) {
          const auto b = static_cast<int64_t>(rng.Below(60));
          if (!Equal(plan->At(b, 0, 1), want[b])) ++wrong[t];
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_THAT(wrong, testing::Each(0));
    EXPECT_NE(want[0].rows, want[1].rows);
  }
}

TEST_F(BatchPlansTest, SharesOfProcessesPartitionTheBatch) {
  const auto mixed = Mixed();
  const auto shuffled = ShuffledPlan(items_, which_, rule_, order_);
  for (const BatchPlan* plan : {shuffled.get(), mixed->get()}) {
    const BatchSpec whole = plan->At(3, 0, 1);
    for (const int of : {2, 3, 5, 40}) {
      std::map<int64_t, ItemWindow> rows;
      for (int rank = 0; rank < of; ++rank) {
        const BatchSpec share = plan->At(3, rank, of);
        EXPECT_EQ(share.pass, whole.pass);
        ASSERT_EQ(share.rows.size(), share.numbers.size());
        EXPECT_LE(share.rows.size(), whole.rows.size() / of + whole.parts.size() + 1);
        for (size_t i = 0; i < share.rows.size(); ++i) {
          EXPECT_TRUE(rows.emplace(share.numbers[i], share.rows[i]).second);
        }
        EXPECT_EQ(share.parts.size(), whole.parts.size());
        for (const auto& [name, range] : share.parts) {
          for (int64_t i = range.begin; i < range.end; ++i) {
            EXPECT_GE(share.numbers[i], whole.parts.at(name).begin);
            EXPECT_LT(share.numbers[i], whole.parts.at(name).end);
          }
        }
      }
      ASSERT_EQ(rows.size(), whole.rows.size()) << of;
      for (const auto& [number, row] : rows) EXPECT_EQ(row, whole.rows[number]);
    }
  }
}

TEST_F(BatchPlansTest, MixedBatchesAreFullAndEveryPartGoesRoundInItsOwnOrder) {
  const auto plan = Mixed();
  ASSERT_TRUE(plan.ok()) << plan.status();
  std::map<std::string, std::vector<ItemWindow>> seen;
  const int64_t batches = 40;
  for (int64_t b = 0; b < batches; ++b) {
    const BatchSpec spec = (*plan)->At(b, 0, 1);
    EXPECT_EQ(spec.parts.at("strong"), (RowRange{0, 3}));
    EXPECT_EQ(spec.parts.at("weak"), (RowRange{3, 8}));
    EXPECT_EQ(spec.parts.at("unlabelled"), (RowRange{8, 15}));
    EXPECT_EQ(spec.rows.size(), 15);
    for (const auto& [name, range] : spec.parts) {
      seen[name].insert(seen[name].end(), spec.rows.begin() + range.begin,
                        spec.rows.begin() + range.end);
    }
    EXPECT_EQ(spec.pass, b / (*plan)->batches_in_pass() + 1);
  }
  for (const auto& [name, which] : std::map<std::string, std::vector<int32_t>>{
           {"strong", {0, 1, 2}}, {"weak", {3, 4, 5, 6, 7, 8, 9, 10}}, {"unlabelled", {13}}}) {
    std::vector<ItemWindow> all = EvaluationWindows(items_, which, rule_);
    const auto& own = seen[name];
    std::set<std::string> orders;
    for (size_t at = 0; at + all.size() <= own.size(); at += all.size()) {
      std::vector<ItemWindow> round(own.begin() + at, own.begin() + at + all.size());
      EXPECT_TRUE(std::is_permutation(round.begin(), round.end(), all.begin())) << name;
      std::string text;
      for (const ItemWindow& one : round) absl::StrAppend(&text, one.item, "@", one.window.first);
      orders.insert(text);
    }
    EXPECT_EQ(orders.size(), all.size() > 3 ? own.size() / all.size() : orders.size()) << name;
    if (name == "weak") {
      EXPECT_EQ((*plan)->batches_in_pass(), (all.size() + 4) / 5);
    }
  }
}

TEST_F(BatchPlansTest, MixedRefusesPartsThatCannotBe) {
  MixedOptions options;
  options.pass_of = "x";
  const auto error = [&](std::vector<MixedPart> parts) {
    return Error(MixedPlan(items_, rule_, std::move(parts), options));
  };
  EXPECT_THAT(error({{"x", {}, 3}}), HasSubstr("no items for part 'x'"));
  EXPECT_THAT(error({{"x", {1}, 0}}), HasSubstr("part 'x' of a batch has 0 rows"));
  EXPECT_THAT(error({{"x", {1}, 1}, {"x", {1}, 1}}), HasSubstr("two parts"));
  EXPECT_THAT(error({{"y", {1}, 1}}), HasSubstr("a pass is to be one of part 'x'; there are y"));
}

TEST_F(BatchPlansTest, AnEpisodeHasItsClassesAndNoItemTwice) {
  const auto plan = Episodes(4, 1, 2);
  ASSERT_TRUE(plan.ok()) << plan.status();
  std::set<int32_t> classes;
  for (int64_t b = 0; b < 50; ++b) {
    const BatchSpec spec = (*plan)->At(b, 0, 1);
    EXPECT_EQ(spec.parts.at("support"), (RowRange{0, 4}));
    EXPECT_EQ(spec.parts.at("query"), (RowRange{4, 12}));
    EXPECT_EQ(spec.pass, b / 6 + 1);
    std::set<int32_t> items, own;
    for (int i = 0; i < 12; ++i) {
      EXPECT_TRUE(items.insert(spec.rows[i].item).second);
      const int32_t cls = targets_.ClassOf(spec.rows[i].item);
      EXPECT_EQ(own.insert(cls).second, i < 4);
      // Queries stand class by class in the order of the support.
      EXPECT_EQ(cls, targets_.ClassOf(spec.rows[i < 4 ? i : (i - 4) / 2].item));
    }
    classes.insert(own.begin(), own.end());
  }
  EXPECT_EQ(classes.size(), 6);
  const BatchSpec whole = (*plan)->At(7, 0, 1);
  std::vector<ItemWindow> queries;
  for (int rank = 0; rank < 3; ++rank) {
    const BatchSpec share = (*plan)->At(7, rank, 3);
    EXPECT_TRUE(std::equal(share.rows.begin(), share.rows.begin() + 4, whole.rows.begin()));
    queries.insert(queries.end(), share.rows.begin() + 4, share.rows.end());
  }
  EXPECT_TRUE(std::equal(queries.begin(), queries.end(), whole.rows.begin() + 4, whole.rows.end()));
}

TEST_F(BatchPlansTest, EpisodesRefuseWhatTheDataCannotGive) {
  EXPECT_EQ(Error(Episodes(6, 2, 2)), "");
  EXPECT_THAT(Error(Episodes(3, 2, 3)),
              HasSubstr("takes 3 classes of 5 items or more; 2 of the 6 classes have so many"));
  EXPECT_THAT(Error(Episodes(7, 2, 2)), HasSubstr("6 of the 6 classes"));
  EXPECT_THAT(Error(Episodes(0, 2, 2)), HasSubstr("must be at least 1"));
}

}  // namespace
}  // namespace auricle
