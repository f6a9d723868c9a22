// SPDX-License-Identifier: Apache-2.0
// The rule `paper` against the anti-transfer paper's own program.
// Reference: testdata/golden/antitransfer_folds.json; equal exactly.
#include <algorithm>
#include <fstream>
#include <map>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/data/split/split.h"
#include "nlohmann/json.hpp"

namespace auricle {
namespace {

nlohmann::json Golden() {
  std::ifstream file("testdata/golden/antitransfer_folds.json");
  return nlohmann::json::parse(file);
}

// One item a group, in the paper's order.
std::vector<ItemFacts> Groups(int n) {
  std::vector<ItemFacts> items(n);
  for (int i = 0; i < n; ++i) {
    items[i].id = items[i].source = absl::StrCat("item/", i);
    items[i].group = absl::StrCat(i);
  }
  return items;
}

std::vector<MadePlan> PaperPlans(const std::vector<ItemFacts>& items, int folds, bool by_group) {
  SplitOptions options;
  options.kind = SplitOptions::PAPER;
  options.by_group = by_group;
  options.ratios = {70, 20, 10};
  options.folds = folds;
  const absl::StatusOr<std::vector<MadePlan>> plans = MakePlans(items, options);
  EXPECT_TRUE(plans.ok()) << plans.status();
  return plans.ok() ? *plans : std::vector<MadePlan>();
}

void ExpectParts(const nlohmann::json& golden, const MadePlan& plan) {
  const std::pair<const char*, Part> parts[] = {{"train", TRAIN}, {"val", VALID}, {"test", TEST}};
  size_t members = 0;
  for (const auto& [name, part] : parts) {
    for (const int i : golden[name]) EXPECT_EQ(plan.parts[i], part) << plan.name << " " << i;
    members += golden[name].size();
  }
  EXPECT_EQ(members, plan.parts.size());
}

TEST(PaperRule, PartsHaveThePublishedSizes) {
  const nlohmann::json cases = Golden()["cases"];
  ASSERT_FALSE(cases.empty());
  for (const nlohmann::json& golden : cases) {
    for (const bool by_group : {true, false}) {
      const std::vector<ItemFacts> items = Groups(golden["n_items"]);
      const std::vector<MadePlan> plans = PaperPlans(items, 0, by_group);
      ASSERT_EQ(plans.size(), 1);
      std::map<Part, int> sizes;
      for (const Part part : plans[0].parts) ++sizes[part];
      EXPECT_EQ(sizes[TRAIN], golden["train"]) << golden;
      EXPECT_EQ(sizes[VALID], golden["val"]) << golden;
      EXPECT_EQ(sizes[TEST], golden["test"]) << golden;
    }
  }
}

int TrainItems(int n) {
  const std::vector<MadePlan> plans = PaperPlans(Groups(n), 0, true);
  EXPECT_EQ(plans.size(), 1);
  return plans.empty() ? -1 : std::count(plans[0].parts.begin(), plans[0].parts.end(), TRAIN);
}

// What the golden sizes leave open: 0.7 × 14 = 9.8 is rounded, not cut; 0.7 × 15 = 10.5 goes to the
// even number, as the published program's language rounds.
TEST(PaperRule, SharesAreRoundedHalvesToTheEvenNumber) {
  EXPECT_EQ(TrainItems(14), 10);
  EXPECT_EQ(TrainItems(15), 10);
}

TEST(PaperRule, SessionsAndInstrumentsAreSlicedInOrder) {
  const nlohmann::json golden = Golden();
  ExpectParts(golden["five_sessions"], PaperPlans(Groups(5), 0, true)[0]);
  ExpectParts(golden["twelve_instruments"], PaperPlans(Groups(12), 0, true)[0]);
  const std::vector<MadePlan> folds = PaperPlans(Groups(5), 5, true);
  ASSERT_EQ(folds.size(), 5);
  for (int k = 0; k < 5; ++k) {
    ExpectParts(golden["five_sessions_5folds"][absl::StrCat(k)], folds[k]);
  }
}

}  // namespace
}  // namespace auricle
