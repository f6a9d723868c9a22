// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/item_facts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Clip Named(const std::string& id) {
  Clip clip;
  clip.set_id(id);
  (*clip.mutable_labels())["speaker"].set_name("theo");
  (*clip.mutable_labels())["digit"].set_name("7");
  (*clip.mutable_assignments())["official"] = TEST;
  return clip;
}

TEST(ItemTable, TakesTheFactsThatWereAskedFor) {
  ItemTable table({"speaker", "digit", {"official", "other"}});
  Clip clip = Named("a");
  clip.set_source("tape");
  clip.mutable_audio()->set_digest(9);
  clip.mutable_audio()->set_duration_s(1.5);
  ASSERT_TRUE(table.Add(clip).ok());
  const ItemFacts& item = table.items()[0];
  EXPECT_EQ(item.source, "tape");
  EXPECT_EQ(item.group, "theo");
  EXPECT_THAT(item.classes, ElementsAre("7"));
  EXPECT_EQ(item.digest, 9);
  EXPECT_EQ(item.seconds, 1.5);
  EXPECT_THAT(item.before, ElementsAre(TEST, UNASSIGNED));
}

TEST(ItemTable, GroupsAndClassesThatReadAlikeBecomeTheMostFrequentIfAsked) {
  ItemTable table({"speaker", "digit", {}});
  const std::vector<std::pair<std::string, std::string>> named = {
      {"anna", "x"}, {"Anna", "X"}, {"Anna", "x"}, {"bo", "A\xcc\x88"}, {"bo", "\xc3\x84"}};
  for (size_t i = 0; i < named.size(); ++i) {
    Clip clip = Named(std::string(1, 'a' + i));
    (*clip.mutable_labels())["speaker"].set_name(named[i].first);
    (*clip.mutable_labels())["digit"].set_name(named[i].second);
    ASSERT_TRUE(table.Add(clip).ok());
  }
  EXPECT_EQ(table.items()[0].group, "anna");
  table.MergeAlike();
  std::vector<std::string> groups, classes;
  for (const ItemFacts& item : table.items()) {
    groups.push_back(item.group);
    classes.insert(classes.end(), item.classes.begin(), item.classes.end());
  }
  EXPECT_THAT(groups, ElementsAre("Anna", "Anna", "Anna", "bo", "bo"));
  EXPECT_THAT(classes, ElementsAre("x", "x", "x", "A\xcc\x88", "A\xcc\x88"));
}

TEST(ItemTable, NamesAreKeptOfWhatIsDecoded) {
  ItemTable table({"", "", {}});
  Clip clip = Named("a");
  ASSERT_TRUE(table.Add(Named("b")).ok());
  clip.mutable_audio()->set_digest(9);
  ASSERT_TRUE(table.Add(clip).ok());
  EXPECT_EQ(table.items()[0].labels, "");
  EXPECT_EQ(table.items()[1].labels, "digit=7\nspeaker=theo");
}

TEST(ItemTable, APartThatThereIsNotIsRefused) {
  ItemTable table({"", "", {"official"}});
  Clip clip = Named("a");
  (*clip.mutable_assignments())["official"] = static_cast<Part>(17);
  EXPECT_EQ(table.Add(clip).code(), absl::StatusCode::kDataLoss);
}

TEST(ItemTable, ChunksOfAnItemAreOneItemInAnyOrder) {
  ItemTable table({"speaker", "", {}});
  Clip second;
  second.set_id("a");
  second.mutable_chunk()->set_index(1);
  Clip first = Named("a");
  first.mutable_chunk()->set_index(0);
  first.mutable_audio()->set_digest(9);
  ASSERT_TRUE(table.Add(second).ok());
  ASSERT_TRUE(table.Add(Named("b")).ok());
  ASSERT_TRUE(table.Add(first).ok());
  ASSERT_EQ(table.items().size(), 2);
  EXPECT_EQ(table.items()[0].group, "theo");
  EXPECT_EQ(table.items()[0].digest, 9);
  EXPECT_EQ(table.IndexOf("b"), 1);
}

TEST(ItemTable, AnIdThatStandsTwiceIsAnError) {
  ItemTable table({"", "", {}});
  ASSERT_TRUE(table.Add(Named("a")).ok());
  EXPECT_THAT(std::string(table.Add(Named("a")).message()), HasSubstr("'a' stands twice"));
  Clip chunk = Named("a");
  chunk.mutable_chunk()->set_index(1);
  EXPECT_FALSE(table.Add(chunk).ok());
  EXPECT_FALSE(table.Add(Clip()).ok());
}

TEST(ItemTable, AGroupIsOneName) {
  ItemTable table({"votes", "", {}});
  Clip clip = Named("a");
  (*clip.mutable_labels())["votes"].mutable_tags()->add_names("x");
  EXPECT_THAT(std::string(table.Add(clip).message()), HasSubstr("'votes' is not one name"));
}

TEST(ItemTable, LabelsOfEveryKindCountForTheirClasses) {
  ItemTable table({"", "t", {}});
  std::vector<Clip> clips(5);
  for (int i = 0; i < 5; ++i) clips[i].set_id(std::string(1, 'a' + i));
  Distribution* votes = (*clips[0].mutable_labels())["t"].mutable_distribution();
  for (const char* name : {"sad", "mad", "glad"}) votes->add_names(name);
  for (const double share : {1, 2, 2}) votes->add_shares(share);
  for (const char* name : {"y", "x"})
    (*clips[1].mutable_labels())["t"].mutable_tags()->add_names(name);
  for (const char* name : {"bark", "bark"}) {
    (*clips[2].mutable_labels())["t"].mutable_events()->add_events()->set_name(name);
  }
  (*clips[3].mutable_labels())["t"].mutable_tags();
  for (const Clip& clip : clips) ASSERT_TRUE(table.Add(clip).ok());
  EXPECT_THAT(table.items()[0].classes, ElementsAre("mad"));
  EXPECT_THAT(table.items()[1].classes, ElementsAre("x", "y"));
  EXPECT_THAT(table.items()[2].classes, ElementsAre("bark"));
  EXPECT_THAT(table.items()[3].classes, IsEmpty());
  EXPECT_THAT(table.items()[4].classes, IsEmpty());
}

}  // namespace
}  // namespace auricle
