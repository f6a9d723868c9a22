// SPDX-License-Identifier: Apache-2.0
#include "lib/records/grammar.h"

#include "gtest/gtest.h"

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

}  // namespace
}  // namespace auricle
