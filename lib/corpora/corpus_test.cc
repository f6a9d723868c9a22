// SPDX-License-Identifier: Apache-2.0
#include "lib/corpora/corpus.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/corpora/summary.h"
#include "lib/corpora/walk/tree_testing.h"

namespace auricle {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Clip Called(const std::string& id) {
  Clip clip;
  clip.set_id(id);
  clip.mutable_audio()->set_path(absl::StrCat(id, ".wav"));
  return clip;
}

Clip Labelled(const std::string& id, const std::string& task, const std::string& name) {
  Clip clip = Called(id);
  SetName(task, name, &clip);
  return clip;
}

TEST(FinishListing, VocabulariesHoldTheNamesOfLabelsOfEveryKind) {
  Listing listing;
  listing.Add(Labelled("a", "digit", "10"));
  Clip voted = Labelled("b", "digit", "9");
  for (const char* name : {"sad", "angry"}) {
    (*voted.mutable_labels())["emotion"].mutable_distribution()->add_names(name);
  }
  (*voted.mutable_labels())["tags"].mutable_tags()->add_names("rain");
  (*voted.mutable_labels())["tags"].add_scope("wind");
  (*voted.mutable_labels())["events"].mutable_events()->add_events()->set_name("bark");
  listing.Add(voted);
  ASSERT_TRUE(FinishListing(&listing).ok());
  std::vector<std::string> got;
  for (const Vocabulary& vocabulary : listing.header.vocabularies()) {
    got.push_back(vocabulary.task());
    got.insert(got.end(), vocabulary.classes().begin(), vocabulary.classes().end());
  }
  EXPECT_THAT(got, ElementsAre("digit", "9", "10", "emotion", "angry", "sad", "events", "bark",
                               "tags", "rain", "wind"));
}

TEST(FinishListing, APrescribedVocabularyKeepsItsOrder) {
  Listing listing;
  listing.Add(Labelled("a", "emotion", "ang"));
  Vocabulary* vocabulary = listing.header.add_vocabularies();
  vocabulary->set_task("emotion");
  for (const char* name : {"neu", "ang"}) vocabulary->add_classes(name);
  ASSERT_TRUE(FinishListing(&listing).ok());
  ASSERT_EQ(listing.header.vocabularies_size(), 1);
  EXPECT_THAT(listing.header.vocabularies(0).classes(), ElementsAre("neu", "ang"));
}

TEST(Add, AClipWithoutASourceIsItsOwn) {
  Listing listing;
  listing.Add(Called("a"));
  Clip cut = Called("b");
  cut.set_source("tape");
  listing.Add(cut);
  EXPECT_EQ(listing.clips[0].source(), "a");
  EXPECT_EQ(listing.clips[1].source(), "tape");
}

TEST(FinishListing, PlansOfTheCorpusAreNamedInTheHeader) {
  Listing listing;
  Clip clip = Called("a");
  (*clip.mutable_assignments())["official"] = TEST;
  listing.Add(clip);
  ASSERT_TRUE(FinishListing(&listing).ok());
  ASSERT_EQ(listing.header.plans_size(), 1);
  EXPECT_EQ(listing.header.plans(0).name(), "official");
}

// Defect D7 of the anti-transfer original: what failed to load vanished in silence.
TEST(Add, WhatNoStreamCanHoldIsRefusedWithAReason) {
  Listing listing;
  listing.Add(Called("good"));
  Clip second = Called("good");
  second.mutable_audio()->set_path("other.wav");
  listing.Add(second);
  listing.Add(Called("latin-\xe9"));
  Clip clip = Called("no path");
  clip.mutable_audio()->clear_path();
  listing.Add(clip);
  clip.mutable_audio()->set_path(std::string("a\0b", 3));
  listing.Add(clip);
  listing.Add(Labelled("empty", "label", ""));
  listing.Add(Labelled("bytes", "label", "\xff"));
  listing.Add(Labelled("task", "l\xff", "x"));
  EXPECT_THAT(Lines(listing), ElementsAre("good.wav"));
  const std::vector<std::string> refusals = Refusals(listing);
  ASSERT_EQ(refusals.size(), 7);
  EXPECT_THAT(refusals, Contains(HasSubstr("other.wav: the id 'good' is taken by 'good.wav'")));
  EXPECT_THAT(refusals, Contains(HasSubstr("latin-\\xe9.wav: its path is not UTF-8; rename")));
  EXPECT_THAT(refusals, Contains("no path: it names no audio file"));
  EXPECT_THAT(refusals, Contains(HasSubstr("NUL byte")));
  EXPECT_THAT(refusals, Contains("empty.wav: its label of 'label' is empty"));
  EXPECT_THAT(refusals, Contains(HasSubstr("bytes.wav: its label of 'label' is not UTF-8")));
  EXPECT_THAT(refusals, Contains(HasSubstr("the task 'l\\xff' is not UTF-8")));
}

TEST(FinishListing, NothingUsableIsAnErrorThatSaysWhy) {
  Listing listing;
  listing.seen = 3;
  listing.passed_over["not audio (.txt)"] = 2;
  listing.Refuse("x.wav", "it is odd");
  const std::string message(FinishListing(&listing).message());
  EXPECT_THAT(message, HasSubstr("none of 3 files is usable"));
  EXPECT_THAT(message, HasSubstr("'x.wav': it is odd; 2 not audio (.txt)"));
}

TEST(FinishListing, ARootThatIsNotUtf8IsRefused) {
  Listing listing;
  listing.Add(Called("a"));
  listing.header.mutable_corpus()->set_root("d\xe9j\xe0");
  EXPECT_THAT(std::string(FinishListing(&listing).message()), HasSubstr("not UTF-8"));
}

TEST(PartFromName, KnowsTheUsualNamesInAnyCase) {
  EXPECT_EQ(*PartFromName("Train"), TRAIN);
  EXPECT_EQ(*PartFromName(" devel "), VALID);
  EXPECT_EQ(*PartFromName("VAL"), VALID);
  EXPECT_EQ(*PartFromName("evaluation"), TEST);
  EXPECT_EQ(*PartFromName(""), UNASSIGNED);
  EXPECT_FALSE(PartFromName("1").ok());
}

TEST(DescribeListing, SaysWhatWasSeenUsedRefusedAndPassedOver) {
  Listing listing;
  listing.header.mutable_corpus()->set_name("pets");
  listing.Add(Labelled("a", "label", "dog"));
  listing.seen = 9;
  listing.passed_over["hidden"] = 1;
  for (int i = 0; i < 7; ++i) listing.Refuse(absl::StrCat(i), "it is odd");
  ASSERT_TRUE(FinishListing(&listing).ok());
  const std::vector<std::string> lines = DescribeListing(listing);
  EXPECT_THAT(lines, Contains("refused 4: it is odd"));
  EXPECT_THAT(lines, Contains("refused 2 more"));
  EXPECT_THAT(lines, Contains("pets: 9 files seen, 1 used, 7 refused; passed over: 1 hidden"));
  EXPECT_THAT(lines, Contains("  task label: 1 class (dog)"));
}

}  // namespace
}  // namespace auricle
