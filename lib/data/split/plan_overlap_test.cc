// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/plan_overlap.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/data/split/facts_testing.h"
#include "lib/data/split/split.h"
#include "lib/data/split/split_subset.h"

namespace auricle {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<MadePlan> Made(const std::vector<ItemFacts>& items, const SplitOptions& options) {
  const auto plans = MakePlans(items, options);
  EXPECT_TRUE(plans.ok()) << plans.status();
  return plans.ok() ? *plans : std::vector<MadePlan>();
}

std::string ErrorOf(const std::vector<ItemFacts>& items, const SplitOptions& options) {
  const auto plans = MakePlans(items, options);
  return plans.ok() ? "no error" : std::string(plans.status().message());
}

// Items of a corpus whose plan "target" is `before[0]`.
std::vector<ItemFacts> WithTarget(const RandomCorpus& corpus, uint64_t seed) {
  std::vector<ItemFacts> items = RandomItems(corpus, seed);
  SplitOptions target;
  target.seed = seed + 100;
  const MadePlan plan = Made(items, target)[0];
  for (size_t i = 0; i < items.size(); ++i) items[i].before = {plan.parts[i]};
  return items;
}

int Count(const MadePlan& plan, Part part) {
  return std::count(plan.parts.begin(), plan.parts.end(), part);
}

// D12: in the original, pretraining saw the target's test recordings.
TEST(KeepOut, WhatThePlanTrainsNeverSawTheTargetsTestRecordings) {
  RandomCorpus corpus;
  corpus.items_per_source = 3;
  corpus.same_audio = 20;
  for (const uint64_t seed : {1, 2, 3}) {
    const std::vector<ItemFacts> items = WithTarget(corpus, seed);
    SplitOptions options;
    options.plan = "pretraining";
    EXPECT_GT(FindOverlaps(items, Made(items, options), {"target"})[0][0].tested_there, 0);
    options.keep_out = {{0, ""}};
    options.keep_out_parts = {TEST};
    const std::vector<MadePlan> made = Made(items, options);
    ASSERT_THAT(made, SizeIs(1));
    EXPECT_EQ(made[0].name, "pretraining");
    std::map<std::string, bool> tested;  // Sources and digests.
    for (const ItemFacts& item : items) {
      if (item.before[0] != TEST) continue;
      tested[item.source] = true;
      tested[absl::StrCat(item.digest)] = true;
    }
    for (size_t i = 0; i < items.size(); ++i) {
      if (made[0].parts[i] == UNASSIGNED) continue;
      EXPECT_EQ(tested.count(items[i].source) + tested.count(absl::StrCat(items[i].digest)), 0);
    }
    EXPECT_GT(Count(made[0], TRAIN), 100);
    const auto overlaps = FindOverlaps(items, made, {"target"});
    for (const PlanOverlap& overlap : overlaps[0]) EXPECT_EQ(overlap.tested_there, 0);
  }
}

TEST(KeepOut, SeveralPlansLeadToAsMany) {
  std::vector<ItemFacts> items = RandomItems({}, 1);
  for (size_t i = 0; i < items.size(); ++i) {
    items[i].before = {i % 2 == 0 ? TEST : TRAIN, i % 2 == 1 ? TEST : VALID};
  }
  SplitOptions options;
  options.plan = "pre";
  options.keep_out = {{0, ".a"}, {1, ".b"}};
  options.keep_out_parts = {TEST};
  const std::vector<MadePlan> made = Made(items, options);
  ASSERT_THAT(made, SizeIs(2));
  EXPECT_EQ(made[0].name, "pre.a");
  EXPECT_EQ(made[1].name, "pre.b");
  for (size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(made[0].parts[i] == UNASSIGNED, i % 2 == 0);
    EXPECT_EQ(made[1].parts[i] == UNASSIGNED, i % 2 == 1);
  }
}

TEST(KeepOut, NothingLeftIsAnError) {
  std::vector<ItemFacts> items = WithTarget({}, 1);
  SplitOptions options;
  options.keep_out = {{0, ""}};
  options.keep_out_parts = {TRAIN, VALID, TEST};
  EXPECT_THAT(ErrorOf(items, options), HasSubstr("--keep_out leaves nothing for plan 'split'"));
}

TEST(FindOverlaps, CountsBothDirectionsAndSharedAudio) {
  std::vector<ItemFacts> items(4);
  for (size_t i = 0; i < items.size(); ++i) {
    items[i].id = items[i].source = absl::StrCat("x", i);
    items[i].before = {TRAIN, UNASSIGNED};
  }
  items[3].before = {TEST, UNASSIGNED};
  items[0].digest = items[3].digest = 7;
  const std::vector<MadePlan> made = {{"new", {TRAIN, VALID, TEST, TRAIN}},
                                      {"none", std::vector<Part>(4, UNASSIGNED)}};
  const auto overlaps = FindOverlaps(items, made, {"old", "unused"});
  ASSERT_THAT(overlaps, SizeIs(2));
  ASSERT_THAT(overlaps[0], SizeIs(1));
  EXPECT_EQ(overlaps[0][0].plan, "old");
  EXPECT_EQ(overlaps[0][0].tested_there, 2);
  EXPECT_EQ(overlaps[0][0].trained_there, 1);
  EXPECT_THAT(overlaps[1], IsEmpty());
  EXPECT_THAT(DescribeOverlaps(overlaps[0]), HasSubstr("test elsewhere: 2 in old (--keep_out="));
  EXPECT_THAT(DescribeOverlaps(overlaps[0]), HasSubstr("train or valid elsewhere: 1 in old"));
  EXPECT_EQ(DescribeOverlaps(overlaps[1]), "");
}

TEST(PerClass, KeepsAsManyOfEachAsTheRarestHas) {
  std::vector<ItemFacts> items = RandomItems({}, 1);
  items[0].classes.clear();
  std::map<std::string, int> in_all, in_parts;
  for (const ItemFacts& item : items) {
    if (!item.classes.empty()) ++in_all[item.classes[0]];
  }
  int least = items.size();
  for (const auto& [name, count] : in_all) least = std::min(least, count);
  SplitOptions options;
  options.per_class = SplitOptions::AS_THE_RAREST;
  const MadePlan plan = Made(items, options)[0];
  EXPECT_EQ(plan.parts[0], UNASSIGNED);
  for (size_t i = 0; i < items.size(); ++i) {
    if (plan.parts[i] != UNASSIGNED) ++in_parts[items[i].classes[0]];
  }
  EXPECT_THAT(in_parts, SizeIs(in_all.size()));
  for (const auto& [name, count] : in_parts) EXPECT_EQ(count, least) << name;

  options.seed = 2;
  EXPECT_NE(Made(items, options)[0].parts, plan.parts);
  options.per_class = SplitOptions::SO_MANY;
  options.so_many_per_class = least + 1;
  EXPECT_THAT(ErrorOf(items, options), HasSubstr(absl::StrCat("--per_class=", least + 1)));
}

TEST(PerClass, TheOrderOfItemsDoesNotMatter) {
  const std::vector<ItemFacts> items = RandomItems({}, 3);
  std::vector<int> place;
  const std::vector<ItemFacts> shuffled = Shuffled(items, 4, &place);
  SplitOptions options;
  options.per_class = SplitOptions::AS_THE_RAREST;
  const MadePlan plan = Made(items, options)[0], other = Made(shuffled, options)[0];
  for (size_t i = 0; i < items.size(); ++i) EXPECT_EQ(plan.parts[i], other.parts[place[i]]);
}

}  // namespace
}  // namespace auricle
