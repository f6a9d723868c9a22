// SPDX-License-Identifier: Apache-2.0
#include "lib/records/grammar.h"

#include <string>

#include "gtest/gtest.h"
#include "lib/records/serialize.h"

namespace auricle {
namespace {

TEST(Grammar, TheRecordsOfAllShardsAddUpToThoseOfTheWhole) {
  End a, b;
  a.set_records(3);
  b.set_records(2);
  for (End* end : {&a, &b}) end->set_whole_records(5);
  EXPECT_TRUE(CheckShardEnds({&a, &b}).ok());
  for (End* end : {&a, &b}) end->set_whole_records(6);
  EXPECT_EQ(CheckShardEnds({&a, &b}).code(), absl::StatusCode::kDataLoss);
  b.set_whole_records(5);
  EXPECT_EQ(CheckShardEnds({&a, &b}).code(), absl::StatusCode::kDataLoss);
}

TEST(Grammar, AnItemGoesOnUntilItsLastChunkToldEitherWay) {
  Record record;
  Clip& clip = *record.mutable_clip();
  clip.set_id("x");
  clip.set_source("y");
  const auto goes_on = [&record] {
    EXPECT_EQ(ItemGoesOn(record.SerializeAsString()), ItemGoesOn(record.clip()));
    return ItemGoesOn(record.clip());
  };
  EXPECT_FALSE(goes_on());  // Stored whole.
  clip.mutable_chunk();
  EXPECT_TRUE(goes_on());
  clip.mutable_chunk()->set_of(1);
  EXPECT_FALSE(goes_on());
  clip.mutable_chunk()->set_of(2);
  EXPECT_TRUE(goes_on());
  clip.mutable_chunk()->set_last(true);
  EXPECT_FALSE(goes_on());
}

TEST(Grammar, WhateverIsNoClipDoesNotGoOn) {
  Record record;
  record.mutable_tensor()->set_name("x");
  EXPECT_FALSE(ItemGoesOn(record.SerializeAsString()));
  EXPECT_FALSE(ItemGoesOn(absl::string_view()));
  record.mutable_clip()->mutable_chunk()->set_first_frame(5);
  const std::string whole = record.SerializeAsString();
  EXPECT_TRUE(ItemGoesOn(whole));
  EXPECT_FALSE(ItemGoesOn(absl::string_view(whole).substr(0, whole.size() - 1)));
}

TEST(Grammar, ARecordIsOneFieldOfItsKindAndNothingElse) {
  Record record;
  record.mutable_clip()->set_id("x");
  const std::string clip = record.SerializeAsString();
  EXPECT_EQ(*RecordKind(clip), Record::kClipFieldNumber);
  record.mutable_end();
  const std::string end = record.SerializeAsString();
  EXPECT_EQ(*RecordKind(end), Record::kEndFieldNumber);
  const std::string stranger = "\x98\x06\x07";  // Field 99, a varint.
  const std::string later = "\x9a\x06\x01x";    // Field 99, bytes.
  for (const std::string& wrong :
       {std::string(), stranger, later, stranger + end, end + stranger, clip + end, clip + clip,
        clip.substr(0, clip.size() - 1), std::string("\x10\x01")}) {
    EXPECT_EQ(RecordKind(wrong).status().code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(ParseRecord(wrong, &record).code(), absl::StatusCode::kDataLoss);
  }
}

TEST(Grammar, AHeaderHasOneVocabularyForATaskAndInItEachClassOnce) {
  Record record;
  Header& header = *record.mutable_header();
  header.set_content(Header::CLIPS);
  Vocabulary* digits = header.add_vocabularies();
  digits->set_task("digit");
  for (const char* name : {"0", "1"}) digits->add_classes(name);
  ASSERT_TRUE(NormalizeHeader(&header).ok());
  EXPECT_TRUE(CheckHeader(record).ok());
  digits->add_classes("0");
  EXPECT_EQ(CheckHeader(record).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(NormalizeHeader(&header).code(), absl::StatusCode::kInvalidArgument);
  digits->mutable_classes()->RemoveLast();
  header.add_vocabularies()->set_task("digit");
  EXPECT_EQ(CheckHeader(record).code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace auricle
