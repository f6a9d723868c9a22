// SPDX-License-Identifier: Apache-2.0
#include "lib/data/targets.h"

#include <cmath>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/base/rng.h"
#include "lib/data/target.h"
#include "protos/clip.pb.h"

namespace auricle {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Row = std::vector<float>;

Label Name(const std::string& name) {
  Label label;
  label.set_name(name);
  return label;
}

Label TagSet(const std::vector<std::string>& names, const std::vector<std::string>& scope = {}) {
  Label label;
  *label.mutable_tags()->mutable_names() = {names.begin(), names.end()};
  *label.mutable_scope() = {scope.begin(), scope.end()};
  return label;
}

Label Shares(const std::vector<std::pair<std::string, double>>& shares) {
  Label label;
  label.mutable_distribution();
  for (const auto& [name, share] : shares) {
    label.mutable_distribution()->add_names(name);
    label.mutable_distribution()->add_shares(share);
  }
  return label;
}

struct When {
  std::string name;
  double onset, offset;
};

Label EventList(const std::vector<When>& events) {
  Label label;
  label.mutable_events();
  for (const When& event : events) {
    Event* one = label.mutable_events()->add_events();
    one->set_name(event.name);
    one->set_onset_s(event.onset);
    one->set_offset_s(event.offset);
  }
  return label;
}

absl::StatusOr<TargetTable> Table(const std::vector<Label>& labels) {
  std::vector<StoredItem> items;
  for (const Label& label : labels) {
    StoredItem item;
    item.id = "item" + std::to_string(items.size());
    item.labels = {Label(), label};
    items.push_back(item);
  }
  return TargetTable::Create("sound", {"a", "b", "dog"}, items, 1);
}

std::string Error(const std::vector<Label>& labels) {
  const auto table = Table(labels);
  return table.ok() ? "" : std::string(table.status().message());
}

TEST(TargetTable, NamesAreClassesAndNoLabelIsUnknown) {
  const auto table = Table({Name("b"), Label(), Name("dog")});
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->kind(), TargetKind::kClasses);
  EXPECT_EQ(table->ClassOf(0), 1);
  EXPECT_EQ(table->SharesOf(0), Row({0, 1, 0}));
  EXPECT_EQ(table->ScopeOf(0), Row({1, 1, 1}));
  EXPECT_FALSE(table->Known(1));
  EXPECT_EQ(table->ClassOf(1), -1);
  EXPECT_EQ(table->SharesOf(1), Row({0, 0, 0}));
  EXPECT_EQ(table->ScopeOf(1), Row({0, 0, 0}));
  EXPECT_EQ(table->WeightOf(2), 1);
  EXPECT_THAT(table->CountClasses({0, 1, 2, 2}), ElementsAre(0, 1, 2));
  EXPECT_THAT(table->Strata({2, 1, 0}), ElementsAre(2, -1, 1));
  EXPECT_EQ(table->strata(), 3);
}

TEST(TargetTable, DistributionsAreSharesOfSumOne) {
  const auto table =
      Table({Shares({{"b", 3}, {"a", 1}}), Name("a"), Shares({{"a", 0}}),
             Shares({{"a", 1}, {"b", 2}, {"a", 1.5}}), Shares({{"b", 1}, {"a", 1}})});
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->kind(), TargetKind::kShares);
  EXPECT_EQ(table->SharesOf(0), Row({0.25, 0.75, 0}));
  EXPECT_EQ(table->ClassOf(0), 1);
  EXPECT_EQ(table->SharesOf(1), Row({1, 0, 0}));
  EXPECT_FALSE(table->Known(2));    // No vote says nothing.
  EXPECT_EQ(table->ClassOf(3), 0);  // Named twice: shares add up.
  EXPECT_EQ(table->ClassOf(4), 1);  // Of equal ones the first.
  EXPECT_THAT(table->Strata({0, 1, 2}), ElementsAre(1, 0, -1));
}

TEST(TargetTable, TagsKnowWhatWasAnnotated) {
  const auto table = Table({TagSet({"dog", "a", "dog"}), TagSet({}), TagSet({"a"}, {"a", "b"}),
                            Name("b"), Label(), TagSet({}, {"dog"})});
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->kind(), TargetKind::kTags);
  EXPECT_EQ(table->TagsOf(0), Row({1, 0, 1}));
  EXPECT_EQ(table->ScopeOf(0), Row({1, 1, 1}));
  EXPECT_TRUE(table->Known(1));
  EXPECT_EQ(table->TagsOf(1), Row({0, 0, 0}));
  EXPECT_EQ(table->ScopeOf(1), Row({1, 1, 1}));  // Known to have none.
  EXPECT_EQ(table->ScopeOf(2), Row({1, 1, 0}));
  EXPECT_EQ(table->TagsOf(3), Row({0, 1, 0}));
  EXPECT_EQ(table->ClassOf(3), -1);
  EXPECT_EQ(table->ScopeOf(4), Row({0, 0, 0}));  // Unknown.
  EXPECT_EQ(table->ScopeOf(5), Row({0, 0, 1}));
  EXPECT_THAT(table->CountClasses({0, 1, 2, 3, 4, 5}), ElementsAre(2, 1, 1));
  // The rarest tag; none; unknown.
  EXPECT_THAT(table->Strata({0, 1, 2, 3, 4}), ElementsAre(2, 3, 0, 1, -1));
  EXPECT_THAT(table->Strata({0}), ElementsAre(0));  // Equally rare: the first.
  EXPECT_EQ(table->strata(), 4);
}

TEST(TargetTable, TagsAndNamesAmongEventsAreWeak) {
  const auto table = Table({EventList({{"b", 0.5, 1}, {"a", 0, 2}, {"b", 3, 3}}), TagSet({"dog"}),
                            Name("a"), EventList({})});
  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->kind(), TargetKind::kEvents);
  EXPECT_TRUE(table->Timed(0));
  EXPECT_THAT(table->EventsOf(0),
              ElementsAre(TargetEvent{1, 0.5, 1}, TargetEvent{0, 0, 2}, TargetEvent{1, 3, 3}));
  EXPECT_EQ(table->TagsOf(0), Row({1, 1, 0}));
  EXPECT_FALSE(table->Timed(1));
  EXPECT_EQ(table->TagsOf(1), Row({0, 0, 1}));
  EXPECT_FALSE(table->Timed(2));
  EXPECT_TRUE(table->Timed(3));  // Known to have none, ever.
  EXPECT_THAT(table->EventsOf(3), IsEmpty());
}

TEST(TargetTable, ErrorsNameTheItemAndWhatIsWrong) {
  EXPECT_THAT(Error({Name("a"), TagSet({"dig"})}),
              testing::AllOf(HasSubstr("item 'item1': its sound 'dig' is not in the vocabulary"),
                             HasSubstr("nearest is 'dog'")));
  EXPECT_THAT(Error({EventList({{"a", 0, 1}, {"cat", 0, 1}})}), HasSubstr("'cat' is not in"));
  EXPECT_THAT(Error({TagSet({"a"}, {"cow"})}), HasSubstr("'cow' is not in"));
  EXPECT_THAT(Error({TagSet({"a", "b"}, {"b"})}),
              HasSubstr("'a' is not among the 1 classes that were annotated"));
  EXPECT_THAT(Error({TagSet({"a"}), Shares({{"a", 1}})}),
              HasSubstr("item 'item1': its sound is of another kind"));
  EXPECT_THAT(Error({EventList({}), Shares({{"a", 1}})}), HasSubstr("of another kind"));
  const double nan = std::nan("");
  for (const auto& [onset, offset] : std::vector<std::pair<double, double>>{
           {-0.1, 1}, {1, 0.5}, {nan, 1}, {0, nan}, {0, INFINITY}}) {
    EXPECT_THAT(Error({EventList({{"a", onset, offset}})}), HasSubstr("'a' lasts from"));
  }
  EXPECT_THAT(Error({Shares({{"a", -1}, {"b", 2}})}), HasSubstr("a share is 0 or more"));
}

TEST(TargetTable, AnOverlayIsSeenAndTheOriginalStays) {
  auto table = Table({Name("b"), Name("a"), Name("a")});
  Target target;
  target.known = true;
  target.cls = 2;
  target.weight = 0.5;
  table->Overlay(1, target);
  target.cls = 0;
  table->Overlay(1, target);
  EXPECT_EQ(table->kind(), TargetKind::kClasses);
  EXPECT_EQ(table->ClassOf(1), 0);
  EXPECT_EQ(table->WeightOf(1), 0.5);
  EXPECT_EQ(table->Original(1).cls, 0);
  target.cls = 2;
  table->Overlay(0, target);
  EXPECT_EQ(table->Original(0).cls, 1);
  EXPECT_EQ(table->At(0).cls, 2);
  EXPECT_EQ(table->Original(2).cls, 0);
  EXPECT_THAT(table->Overlaid(), ElementsAre(0, 1));
  EXPECT_THAT(table->CountClasses({0, 1, 2}), ElementsAre(2, 0, 1));
  target.present = {{0, 0.25}, {2, 0.75}};
  table->Overlay(2, target);
  EXPECT_EQ(table->kind(), TargetKind::kShares);
  EXPECT_EQ(table->SharesOf(2), Row({0.25, 0, 0.75}));
  EXPECT_EQ(table->SharesOf(0), Row({0, 0, 1}));
}

// [frames] of class 0 of one class.
Row Active(double onset, double offset, const FrameTimes& times) {
  return Rasterise({{0, onset, offset}}, times, 1);
}

TEST(Rasterise, AFrameIsActiveWhereItsCentreLiesInTheEvent) {
  const FrameTimes times = RegularTimes(0.5, 1, 5);
  EXPECT_EQ(Active(1, 3, times), Row({0, 1, 1, 0, 0}));
  EXPECT_EQ(Active(1.5, 2.5, times), Row({0, 1, 0, 0, 0}));  // The onset counts, the offset not.
  EXPECT_EQ(Active(0, 100, times), Row({1, 1, 1, 1, 1}));
  EXPECT_EQ(Rasterise({{1, 0, 1}, {0, 4, 5}, {1, 0.2, 2}}, times, 2),
            Row({0, 1, 0, 1, 0, 0, 0, 0, 1, 0}));
}

TEST(Rasterise, AShortEventMarksTheNearestFrame) {
  const FrameTimes times = RegularTimes(0.5, 1, 5);
  EXPECT_EQ(Active(1.6, 1.8, times), Row({0, 1, 0, 0, 0}));
  EXPECT_EQ(Active(2.1, 2.3, times), Row({0, 0, 1, 0, 0}));
  EXPECT_EQ(Active(2, 2, times), Row({0, 0, 1, 0, 0}));
  EXPECT_EQ(Active(1.5, 1.5, times), Row({0, 1, 0, 0, 0}));
}

TEST(Rasterise, WhatLiesBeyondTheFramesMarksTheFirstOrLastOnlyOfTheItem) {
  FrameTimes times = RegularTimes(10.5, 1, 3);
  EXPECT_EQ(Active(9, 9.2, times), Row({1, 0, 0}));
  EXPECT_EQ(Active(2, 8, times), Row({1, 0, 0}));
  EXPECT_EQ(Active(13.2, 13.3, times), Row({0, 0, 1}));
  EXPECT_EQ(Active(13, 20, times), Row({0, 0, 1}));
  times.end_s = 13.25;
  EXPECT_EQ(Active(13.2, 13.3, times), Row({0, 0, 1}));
  EXPECT_EQ(Active(13.25, 14, times), Row({0, 0, 0}));
  times.at_start = times.at_end = false;
  EXPECT_EQ(Active(9, 9.2, times), Row({0, 0, 0}));
  EXPECT_EQ(Active(9.8, 10.2, times), Row({1, 0, 0}));  // Nearest to 10.5 of all centres.
  EXPECT_EQ(Active(9.7, 10.1, times), Row({0, 0, 0}));
  EXPECT_EQ(Active(13.1, 13.2, times), Row({0, 0, 0}));
  EXPECT_EQ(Active(9, 11, times), Row({1, 0, 0}));
}

// Windows cut anywhere have the frames of the whole.
TEST(Rasterise, StretchesOfAnItemHaveTheFramesOfTheWhole) {
  Rng rng(3, "events");
  for (int trial = 0; trial < 2000; ++trial) {
    const FrameTimes all = RegularTimes(0.0125, 0.01, 100);
    const double onset = 1.2 * rng.Uniform();
    const double length = rng.Below(2) == 0 ? 0.02 * rng.Uniform() : rng.Uniform();
    const Row want = Active(onset, onset + length, all);
    const auto first = static_cast<int64_t>(rng.Below(100));
    const auto frames = 1 + static_cast<int64_t>(rng.Below(100 - first));
    FrameTimes some = all;
    some.centres_s = {all.centres_s.begin() + first, all.centres_s.begin() + first + frames};
    some.at_start = first == 0;
    some.at_end = first + frames == 100;
    const Row got = Active(onset, onset + length, some);
    ASSERT_EQ(got, Row(want.begin() + first, want.begin() + first + frames))
        << onset << " " << length << " " << first;
    ASSERT_GT(std::count(want.begin(), want.end(), 1.0F), 0);
  }
}

}  // namespace
}  // namespace auricle
