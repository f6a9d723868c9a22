// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/split.h"

#include <cmath>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/base/rng.h"
#include "lib/data/split/facts_testing.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Part kParts[] = {TRAIN, VALID, TEST};

std::vector<MadePlan> Made(const std::vector<ItemFacts>& items, const SplitOptions& options) {
  const absl::StatusOr<std::vector<MadePlan>> plans = MakePlans(items, options);
  EXPECT_TRUE(plans.ok()) << plans.status();
  return plans.ok() ? *plans : std::vector<MadePlan>();
}

std::string ErrorOf(const std::vector<ItemFacts>& items, const SplitOptions& options) {
  const absl::StatusOr<std::vector<MadePlan>> plans = MakePlans(items, options);
  return plans.ok() ? "no error" : std::string(plans.status().message());
}

std::map<Part, double> Sizes(const MadePlan& plan) {
  std::map<Part, double> sizes;
  for (const Part part : plan.parts) ++sizes[part];
  return sizes;
}

// All kinds of split, with all sources of a validation part that go with them.
std::vector<SplitOptions> AllKinds(bool by_group) {
  std::vector<SplitOptions> all;
  for (const auto kind : {SplitOptions::RATIOS, SplitOptions::FOLDS, SplitOptions::HOLD_ONE_OUT,
                          SplitOptions::PAPER}) {
    for (const auto valid :
         {SplitOptions::NEXT, SplitOptions::NONE, SplitOptions::SHARE, SplitOptions::WITHIN}) {
      if (kind == SplitOptions::HOLD_ONE_OUT && !by_group) continue;
      SplitOptions options;
      options.kind = kind;
      options.valid = valid;
      options.by_group = by_group;
      options.folds = kind == SplitOptions::FOLDS ? 4 : 0;
      all.push_back(options);
    }
  }
  return all;
}

// What stands in more than one part: sources, groups (train and valid together count as one part
// if `share`), audio.
void ExpectNoLeak(const std::vector<ItemFacts>& items, const MadePlan& plan, bool by_group,
                  bool share, bool audio) {
  std::map<std::string, std::set<Part>> sources, groups;
  std::map<uint64_t, std::set<Part>> digests;
  for (size_t i = 0; i < items.size(); ++i) {
    const Part part = plan.parts[i];
    sources[items[i].source].insert(part);
    groups[items[i].group].insert(share && part == VALID ? TRAIN : part);
    digests[items[i].digest].insert(part);
  }
  for (const auto& [name, parts] : sources) EXPECT_EQ(parts.size(), 1) << plan.name << " " << name;
  if (by_group) {
    for (const auto& [name, parts] : groups) EXPECT_EQ(parts.size(), 1) << plan.name << " " << name;
  }
  if (audio) {
    for (const auto& [digest, parts] : digests) EXPECT_EQ(parts.size(), 1) << plan.name;
  }
}

TEST(MakePlans, NoSourceGroupOrIdenticalAudioIsEverParted) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    for (const bool by_group : {false, true}) {
      RandomCorpus corpus;
      corpus.groups = 12;
      corpus.items_per_source = 4;
      for (SplitOptions options : AllKinds(by_group)) {
        // Groups that share audio would be one, and some kinds then run out of groups.
        const bool keeps_audio = !by_group && options.kind != SplitOptions::PAPER;
        corpus.same_audio = keeps_audio ? 20 : 0;
        const std::vector<ItemFacts> items = RandomItems(corpus, seed);
        options.seed = seed;
        for (const MadePlan& plan : Made(items, options)) {
          ExpectNoLeak(items, plan, by_group, options.valid == SplitOptions::WITHIN, keeps_audio);
        }
      }
    }
  }
}

// Defect D11 of the anti-transfer original: splits without a seed, in the order
// in which the file system lists.
TEST(MakePlans, DoesNotDependOnTheOrderOfItems) {
  for (const bool by_group : {false, true}) {
    RandomCorpus corpus;
    corpus.groups = 9;
    corpus.items_per_source = 3;
    corpus.same_audio = by_group ? 0 : 10;
    const std::vector<ItemFacts> items = RandomItems(corpus, 3);
    std::vector<int> place;
    const std::vector<ItemFacts> shuffled = Shuffled(items, 5, &place);
    for (const SplitOptions& options : AllKinds(by_group)) {
      const std::vector<MadePlan> a = Made(items, options), b = Made(shuffled, options);
      ASSERT_EQ(a.size(), b.size());
      for (size_t p = 0; p < a.size(); ++p) {
        EXPECT_EQ(a[p].name, b[p].name);
        for (size_t i = 0; i < place.size(); ++i) {
          ASSERT_EQ(a[p].parts[i], b[p].parts[place[i]]) << a[p].name << " " << items[i].id;
        }
      }
    }
  }
}

TEST(MakePlans, SeedsDiffer) {
  const std::vector<ItemFacts> items = RandomItems({}, 1);
  SplitOptions options;
  const std::vector<Part> one = Made(items, options)[0].parts;
  EXPECT_EQ(Made(items, options)[0].parts, one);
  options.seed = 2;
  EXPECT_NE(Made(items, options)[0].parts, one);
}

// Singles can be dealt as finely as arithmetic allows: a class to within two, the whole to
// within one and a half of its share.
TEST(MakePlans, EveryClassAndTheWholeKeepTheProportions) {
  for (uint64_t seed = 1; seed <= 100; ++seed) {
    Rng rng(seed, "proportions");
    RandomCorpus corpus;
    corpus.items = 50 + rng.Below(500);
    corpus.classes = 1 + rng.Below(20);
    const std::vector<ItemFacts> items = RandomItems(corpus, seed);
    SplitOptions options;
    options.ratios = {1 + rng.Uniform() * 8, 0.3 + rng.Uniform(), 0.3 + rng.Uniform()};
    const double sum = options.ratios[0] + options.ratios[1] + options.ratios[2];
    const MadePlan plan = Made(items, options)[0];
    std::map<std::string, std::map<Part, double>> of_class;
    std::map<std::string, double> total;
    for (size_t i = 0; i < items.size(); ++i) {
      ++of_class[items[i].classes[0]][plan.parts[i]];
      ++total[items[i].classes[0]];
    }
    for (int p = 0; p < 3; ++p) {
      const double share = options.ratios[p] / sum;
      EXPECT_LT(std::abs(Sizes(plan)[kParts[p]] - share * items.size()), 1.5) << seed;
      for (auto& [name, counts] : of_class) {
        EXPECT_LT(std::abs(counts[kParts[p]] - share * total[name]), 2) << seed << " " << name;
      }
    }
  }
}

TEST(MakePlans, WholeSharesComeOutExactly) {
  std::vector<ItemFacts> items = RandomItems({}, 1);
  for (size_t i = 0; i < items.size(); ++i) items[i].classes = {absl::StrCat(i % 10)};
  const MadePlan plan = Made(items, {})[0];
  std::map<std::string, std::map<Part, int>> of_class;
  for (size_t i = 0; i < items.size(); ++i) ++of_class[items[i].classes[0]][plan.parts[i]];
  for (auto& [name, counts] : of_class) {
    EXPECT_EQ(counts[TRAIN], 18) << name;
    EXPECT_EQ(counts[VALID], 6) << name;
    EXPECT_EQ(counts[TEST], 6) << name;
  }
}

TEST(MakePlans, GroupsOfUnequalSizesComeWithinTheSmallestGroup) {
  for (uint64_t seed = 1; seed <= 50; ++seed) {
    RandomCorpus corpus;
    corpus.classes = 1;
    corpus.groups = 25;
    const std::vector<ItemFacts> items = RandomItems(corpus, seed);
    std::map<std::string, double> sizes;
    for (const ItemFacts& item : items) ++sizes[item.group];
    double largest = 0;
    for (const auto& [name, size] : sizes) largest = std::max(largest, size);
    SplitOptions options;
    options.by_group = true;
    std::map<Part, double> parts = Sizes(Made(items, options)[0]);
    EXPECT_LE(std::abs(parts[TRAIN] - 180), largest) << seed;
    EXPECT_LE(std::abs(parts[VALID] - 60), largest) << seed;
    EXPECT_LE(std::abs(parts[TEST] - 60), largest) << seed;
  }
}

TEST(MakePlans, EveryFoldTestsOnceAndValidatesOnce) {
  SplitOptions options;
  options.kind = SplitOptions::FOLDS;
  options.folds = 5;
  options.plan = "cv";
  const std::vector<ItemFacts> items = RandomItems({}, 1);
  const std::vector<MadePlan> plans = Made(items, options);
  ASSERT_EQ(plans.size(), 5);
  EXPECT_EQ(plans[4].name, "cv.4");
  for (size_t i = 0; i < items.size(); ++i) {
    std::map<Part, int> times;
    for (const MadePlan& plan : plans) ++times[plan.parts[i]];
    EXPECT_EQ(times[TEST], 1);
    EXPECT_EQ(times[VALID], 1);
    EXPECT_EQ(times[TRAIN], 3);
  }
}

TEST(MakePlans, EveryGroupIsHeldOutOnceInAPlanOfItsName) {
  std::vector<ItemFacts> items = RandomItems({}, 1);
  for (size_t i = 0; i < items.size(); ++i) items[i].group = absl::StrCat(i % 11);
  SplitOptions options;
  options.kind = SplitOptions::HOLD_ONE_OUT;
  options.by_group = true;
  options.plan = "speaker";
  const std::vector<MadePlan> plans = Made(items, options);
  ASSERT_EQ(plans.size(), 11);
  EXPECT_EQ(plans[2].name, "speaker.2");
  EXPECT_EQ(plans[10].name, "speaker.10");
  for (size_t i = 0; i < items.size(); ++i) {
    for (size_t p = 0; p < plans.size(); ++p) {
      const size_t group = i % 11;
      EXPECT_EQ(plans[p].parts[i], group == p ? TEST : group == (p + 1) % 11 ? VALID : TRAIN);
    }
  }
}

TEST(MakePlans, FewShotsAreNestedAndTheRestIsInNoPart) {
  const std::vector<ItemFacts> items = RandomItems({}, 1);
  SplitOptions options;
  const MadePlan all = Made(items, options)[0];
  options.train_per_class = 3;
  const MadePlan three = Made(items, options)[0];
  options.train_per_class = 5;
  const MadePlan five = Made(items, options)[0];
  std::map<std::string, int> shots;
  for (size_t i = 0; i < items.size(); ++i) {
    if (three.parts[i] == TRAIN) ++shots[items[i].classes[0]];
    EXPECT_TRUE(three.parts[i] != TRAIN || five.parts[i] == TRAIN);
    EXPECT_TRUE(all.parts[i] == TRAIN || three.parts[i] == all.parts[i]);
    EXPECT_TRUE(all.parts[i] != TRAIN || three.parts[i] == TRAIN || three.parts[i] == UNASSIGNED);
  }
  EXPECT_EQ(shots.size(), 5);
  for (const auto& [name, count] : shots) EXPECT_EQ(count, 3) << name;
}

TEST(MakePlans, TestOfKeepsTheTestPartAndCarvesTheRest) {
  std::vector<ItemFacts> items = RandomItems({}, 1);
  for (size_t i = 0; i < items.size(); ++i) {
    items[i].before = {i % 4 == 0 ? TEST : i % 4 == 1 ? VALID : i % 4 == 2 ? TRAIN : UNASSIGNED};
  }
  SplitOptions options;
  options.kind = SplitOptions::TEST_OF;
  options.valid = SplitOptions::SHARE;
  options.valid_share = 0.1;
  const MadePlan plan = Made(items, options)[0];
  for (size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(plan.parts[i] == TEST, i % 4 == 0);
    EXPECT_EQ(plan.parts[i] == UNASSIGNED, i % 4 == 3);
  }
  EXPECT_NEAR(Sizes(plan)[VALID], 15, 2);
}

// Few shots of a plan whose validation part the user chose.
TEST(MakePlans, TestOfKeepsTheValidationPartIfItIsToBeTheSame) {
  std::vector<ItemFacts> items = RandomItems({}, 1);
  for (size_t i = 0; i < items.size(); ++i) {
    items[i].before = {i % 4 == 0 ? TEST : i % 4 == 1 ? VALID : TRAIN};
  }
  SplitOptions options;
  options.kind = SplitOptions::TEST_OF;
  options.valid = SplitOptions::SAME;
  options.train_per_class = 3;
  const MadePlan plan = Made(items, options)[0];
  for (size_t i = 0; i < items.size(); ++i) {
    const Part part = items[i].before[0];
    EXPECT_TRUE(plan.parts[i] == part || (part == TRAIN && plan.parts[i] == UNASSIGNED));
  }
  EXPECT_EQ(Sizes(plan)[TRAIN], 3 * 5);
  for (ItemFacts& item : items) item.before = {item.before[0] == TEST ? TEST : TRAIN};
  EXPECT_THAT(ErrorOf(items, options), HasSubstr("empty valid part, as the plan"));
}

TEST(MakePlans, ShareKeepsGroupsWholeAndWithinPartsThem) {
  RandomCorpus corpus;
  corpus.groups = 10;
  const std::vector<ItemFacts> items = RandomItems(corpus, 1);
  SplitOptions options;
  options.kind = SplitOptions::HOLD_ONE_OUT;
  options.by_group = true;
  for (const auto valid : {SplitOptions::SHARE, SplitOptions::WITHIN}) {
    options.valid = valid;
    std::set<std::string> train, both;
    const MadePlan plan = Made(items, options)[0];
    for (size_t i = 0; i < items.size(); ++i) {
      if (plan.parts[i] == TRAIN) train.insert(items[i].group);
    }
    for (size_t i = 0; i < items.size(); ++i) {
      if (plan.parts[i] == VALID && train.count(items[i].group) > 0) both.insert(items[i].group);
    }
    EXPECT_EQ(both.empty(), valid == SplitOptions::SHARE);
  }
}

TEST(MakePlans, ARatioOfZeroLeavesAPartEmpty) {
  SplitOptions options;
  options.ratios = {80, 0, 20};
  const std::vector<ItemFacts> items = RandomItems({}, 1);
  EXPECT_EQ(Sizes(Made(items, options)[0]).count(VALID), 0);
}

// Their sum is infinite, and every share of it 0: no part was found, and written to.
TEST(MakePlans, RatiosWithoutASumDealNothing) {
  SplitOptions options;
  options.ratios = {1e308, 1e308, 1e308};
  EXPECT_EQ(ErrorOf(RandomItems({}, 1), options), "no part has a share");
}

TEST(MakePlans, SmallPartsGetAGroupToo) {
  std::vector<ItemFacts> items = RandomItems({}, 1);
  for (size_t i = 0; i < items.size(); ++i) items[i].group = absl::StrCat(i % 3);
  SplitOptions options;
  options.by_group = true;
  options.ratios = {98, 1, 1};
  EXPECT_THAT(Sizes(Made(items, options)[0]),
              ElementsAre(std::make_pair(TRAIN, 100), std::make_pair(VALID, 100),
                          std::make_pair(TEST, 100)));
}

TEST(MakePlans, WhatCannotBeSplitIsAnErrorThatSaysWhy) {
  std::vector<ItemFacts> items = RandomItems({}, 1);
  SplitOptions options;
  EXPECT_THAT(ErrorOf({}, options), HasSubstr("no clips"));
  options.by_group = true;
  EXPECT_THAT(ErrorOf(items, options), HasSubstr("300 of 300 items have no group (such as '"));
  for (size_t i = 0; i < items.size(); ++i) items[i].group = absl::StrCat(i % 2);
  EXPECT_THAT(ErrorOf(items, options),
              HasSubstr("3 parts to fill, but the clips fall into 2 sets"));
  options.kind = SplitOptions::HOLD_ONE_OUT;
  EXPECT_THAT(ErrorOf(items, options), HasSubstr("wants 3 groups or more, there are 2"));
  options.kind = SplitOptions::FOLDS;
  options.folds = 2;
  EXPECT_THAT(ErrorOf(items, options), HasSubstr("nothing to train on"));
  options = SplitOptions();
  options.train_per_class = 1000;
  EXPECT_THAT(ErrorOf(items, options), HasSubstr("fewer than --train_per_class=1000"));
  items[0].classes = {"a", "b"};
  EXPECT_THAT(ErrorOf({items.begin(), items.begin() + 20}, options), HasSubstr("classes"));
  options = SplitOptions();
  options.kind = SplitOptions::TEST_OF;
  options.valid = SplitOptions::NONE;
  for (ItemFacts& item : items) item.before = {TRAIN};
  EXPECT_THAT(ErrorOf(items, options), HasSubstr("empty test part"));
}

}  // namespace
}  // namespace auricle
