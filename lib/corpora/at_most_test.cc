// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/at_most.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSubsetOf;
using ::testing::Pair;

// 100 clips in falling order of ids; with a plan, 60 of them train and 10
// valid.
Listing Numbered(const std::string& plan) {
  Listing listing;
  for (int i = 99; i >= 0; --i) {
    Clip clip;
    clip.set_id(absl::StrCat("x/", i));
    clip.mutable_audio()->set_path(absl::StrCat(i, ".wav"));
    SetName("label", absl::StrCat(i), &clip);
    if (!plan.empty() && i < 70) (*clip.mutable_assignments())[plan] = i < 60 ? TRAIN : VALID;
    listing.Add(clip);
  }
  EXPECT_TRUE(FinishListing(&listing).ok());
  return listing;
}

std::vector<int> Left(int64_t most, uint64_t seed, Listing listing) {
  KeepAtMost(most, seed, &listing);
  std::vector<int> left;
  for (const Clip& clip : listing.clips) left.push_back(std::stoi(clip.id().substr(2)));
  return left;
}

TEST(KeepAtMost, FewerAreSomeOfMoreAndTheirOrderStays) {
  const std::vector<int> ten = Left(10, 1, Numbered("")), thirty = Left(30, 1, Numbered(""));
  EXPECT_EQ(ten.size(), 10);
  EXPECT_EQ(thirty.size(), 30);
  EXPECT_THAT(ten, IsSubsetOf(thirty));
  EXPECT_TRUE(std::is_sorted(thirty.rbegin(), thirty.rend()));
  EXPECT_NE(Left(10, 2, Numbered("")), ten);
}

// The anti-transfer paper kept so many notes of each of NSynth's sets, more
// than two of them have.
TEST(KeepAtMost, IsOfEachPartOfThePlanThatTheCorpusBrings) {
  for (const char* plan : {"official", "split"}) {
    Listing listing = Numbered(plan);
    KeepAtMost(25, 1, &listing);
    std::map<Part, int> parts;
    for (const Clip& clip : listing.clips) {
      const auto part = clip.assignments().find(plan);
      ++parts[part == clip.assignments().end() ? UNASSIGNED : part->second];
    }
    EXPECT_THAT(parts, ElementsAre(Pair(UNASSIGNED, 25), Pair(TRAIN, 25), Pair(VALID, 10)));
    EXPECT_THAT(listing.passed_over,
                ElementsAre(Pair("beyond the 25 a part that were asked for", 40)));
  }
  EXPECT_EQ(Left(25, 1, Numbered("another")).size(), 25);
}

TEST(KeepAtMost, TheClassesStayThoseOfTheCorpus) {
  Listing listing = Numbered("");
  KeepAtMost(3, 1, &listing);
  EXPECT_EQ(listing.header.vocabularies(0).classes_size(), 100);
}

TEST(KeepAtMost, EnoughIsAll) {
  Listing listing = Numbered("");
  KeepAtMost(100, 1, &listing);
  EXPECT_EQ(listing.clips.size(), 100);
  EXPECT_THAT(listing.passed_over, IsEmpty());
}

}  // namespace
}  // namespace auricle
