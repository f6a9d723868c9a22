// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/audit.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/data/split/audit_text.h"
#include "lib/data/split/facts_testing.h"

namespace auricle {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ItemFacts Item(const std::string& id, const std::string& source, const std::string& group,
               const std::string& name, uint64_t digest) {
  ItemFacts item;
  item.id = id;
  item.source = source;
  item.group = group;
  item.classes = {name};
  item.digest = digest;
  item.seconds = 1800;
  return item;
}

std::vector<ItemFacts> FourItems() {
  return {Item("a", "s1", "theo", "dog", 1), Item("b", "s2", "theo", "cat", 2),
          Item("c", "s3", "anna", "dog", 3), Item("d", "s4", "anna", "cat", 4)};
}

std::vector<std::string> Kinds(const Audit& audit) {
  std::vector<std::string> kinds;
  for (const Leak& leak : audit.leaks) kinds.push_back(leak.kind + " " + leak.name);
  return kinds;
}

TEST(AuditPlan, CountsWhatEachPartHolds) {
  const Audit audit = AuditPlan(FourItems(), {TRAIN, TRAIN, TEST, UNASSIGNED}, false);
  EXPECT_EQ(audit.parts[TRAIN].clips, 2);
  EXPECT_EQ(audit.parts[TRAIN].seconds, 3600);
  EXPECT_EQ(audit.parts[TRAIN].groups.at("theo"), 2);
  EXPECT_EQ(audit.parts[TRAIN].classes.size(), 2);
  EXPECT_EQ(audit.parts[VALID].clips, 0);
  EXPECT_EQ(audit.parts[UNASSIGNED].clips, 1);
  EXPECT_EQ(audit.sources, 3);
  EXPECT_TRUE(CheckLeaks(audit).ok());
}

TEST(AuditPlan, GroupsThatReadAlikeLeakAsOneWould) {
  std::vector<ItemFacts> items = FourItems();
  items[2].group = "Theo\xc2\xa0";
  const Audit audit = AuditPlan(items, {TRAIN, TRAIN, TEST, VALID}, false);
  EXPECT_THAT(Kinds(audit), ElementsAre("alike 'Theo\\u00a0' and 'theo'"));
  EXPECT_THAT(
      std::string(CheckLeaks(audit).message()),
      HasSubstr("1 leak: 'Theo\\u00a0' and 'theo', which read alike, stand in train ('a') and "
                "in test ('c') (--merge_alike"));
  EXPECT_THAT(AuditPlan(items, {TRAIN, TRAIN, TRAIN, TEST}, false).leaks, IsEmpty());
  EXPECT_THAT(AuditPlan(items, {TRAIN, TRAIN, VALID, TEST}, true).leaks, IsEmpty());
}

TEST(AuditPlan, NamesThatReadAlikeAreWarnedOf) {
  std::vector<ItemFacts> items = FourItems();
  items[2].group = "Theo";
  items[3].classes = {"Cat"};
  const Audit audit = AuditPlan(items, {TRAIN, TRAIN, TRAIN, TRAIN}, false);
  const std::vector<std::string> lines = DescribeAudit(audit, "speaker", "animal");
  EXPECT_THAT(lines, Contains(HasSubstr("warning: names of speaker that read alike are not the "
                                        "same: 'Theo' and 'theo'")));
  EXPECT_THAT(lines,
              Contains(HasSubstr("names of animal that read alike are not the same: 'Cat'")));
}

TEST(FindContradictions, IdenticalAudioWithDifferentLabelsIsFoundOnce) {
  std::vector<ItemFacts> items = FourItems();
  items[0].labels = "animal=dog\nspeaker=theo";
  items[1].labels = "animal=cat\nspeaker=theo";
  items[2].labels = "animal=dog\nspeaker=anna";
  for (ItemFacts& item : items) item.digest = 7;
  items[3].digest = 0;
  const auto found = FindContradictions(items, "");
  ASSERT_EQ(found.size(), 1);
  EXPECT_EQ(DescribeContradictions(found),
            ("warning: identical audio has different labels: animal of 'a' is 'dog', "
             "of 'b' 'cat'"));
  EXPECT_EQ(FindContradictions(items, "speaker").at(0).clip_b, "c");
  items[1].digest = 8;
  EXPECT_THAT(FindContradictions(items, "animal"), IsEmpty());
  EXPECT_EQ(DescribeContradictions({}), "");
}

TEST(AuditPlan, NamesEverySourceGroupAndAudioThatStandsInTwoParts) {
  std::vector<ItemFacts> items = FourItems();
  items[3].source = "s1";
  items[2].digest = 1;
  const Audit audit = AuditPlan(items, {TRAIN, VALID, TEST, TEST}, false);
  EXPECT_THAT(Kinds(audit), ElementsAre("source s1", "group theo", "audio 0000000000000001"));
  EXPECT_EQ(audit.leaks[0].clip_a, "a");
  EXPECT_EQ(audit.leaks[0].clip_b, "d");
  EXPECT_EQ(audit.leaks[0].b, TEST);
  const std::string message(CheckLeaks(audit).message());
  EXPECT_THAT(message, HasSubstr("3 leaks: source 's1' stands in train ('a') and in test ('d')"));
  EXPECT_THAT(message, HasSubstr("identical audio"));
}

TEST(AuditPlan, GroupsMayStandInTrainAndValidIfSaidButNotInTest) {
  const std::vector<ItemFacts> items = FourItems();
  EXPECT_THAT(Kinds(AuditPlan(items, {TRAIN, VALID, TEST, TEST}, true)), IsEmpty());
  EXPECT_THAT(Kinds(AuditPlan(items, {TRAIN, TEST, VALID, VALID}, true)),
              ElementsAre("group theo"));
  std::vector<ItemFacts> same_source = items;
  same_source[1].source = "s1";
  EXPECT_THAT(Kinds(AuditPlan(same_source, {TRAIN, VALID, TEST, TEST}, true)),
              ElementsAre("source s1"));
}

TEST(AuditPlan, WhatIsUnassignedOrUndecodedLeaksNowhere) {
  std::vector<ItemFacts> items = FourItems();
  items[0].digest = items[2].digest = 0;
  EXPECT_THAT(Kinds(AuditPlan(items, {TRAIN, UNASSIGNED, TEST, TEST}, false)), IsEmpty());
}

TEST(AuditPlan, DoesNotDependOnTheOrderOfItems) {
  RandomCorpus corpus;
  corpus.items_per_source = 3;
  corpus.groups = 5;
  const std::vector<ItemFacts> items = RandomItems(corpus, 1);
  std::vector<Part> parts;
  for (size_t i = 0; i < items.size(); ++i) parts.push_back(static_cast<Part>(i * 7 % 4));
  std::vector<int> place;
  const std::vector<ItemFacts> shuffled = Shuffled(items, 2, &place);
  std::vector<Part> moved(parts.size());
  for (size_t i = 0; i < parts.size(); ++i) moved[place[i]] = parts[i];
  const Audit a = AuditPlan(items, parts, false), b = AuditPlan(shuffled, moved, false);
  EXPECT_EQ(CheckLeaks(a), CheckLeaks(b));
  EXPECT_THAT(Kinds(a), Not(IsEmpty()));
  EXPECT_EQ(Kinds(a), Kinds(b));
}

TEST(DescribeAudit, TellsPartsAndMissingClasses) {
  std::vector<ItemFacts> items = FourItems();
  const Audit audit = AuditPlan(items, {TRAIN, TRAIN, TEST, TRAIN}, true);
  const std::vector<std::string> lines = DescribeAudit(audit, "speaker", "animal");
  EXPECT_THAT(
      lines, ElementsAre("train           3 clips, 1.50 h, 2 of speaker (anna, theo), 2 classes of "
                         "animal, 1-2 clips each",
                         "test            1 clips, 0.50 h, 1 of speaker (anna), 1 class of animal, "
                         "1 clips each",
                         "warning: class 'cat' is missing from test (2 in train)"));
}

TEST(DescribeAudit, ManyMissingClassesAreCounted) {
  std::vector<ItemFacts> items;
  for (int i = 0; i < 20; ++i) {
    items.push_back(Item(std::to_string(i), std::to_string(i), "", std::to_string(i), 0));
  }
  std::vector<Part> parts(20, TRAIN);
  parts[0] = TEST;
  EXPECT_THAT(DescribeAudit(AuditPlan(items, parts, false), "", "word"),
              Contains("warning: 15 more classes are missing from a part"));
}

}  // namespace
}  // namespace auricle
