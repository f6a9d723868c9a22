// SPDX-License-Identifier: Apache-2.0
// What is written is read back; the rest of the damage tests stand in damage_test.cc.
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/records/reader.h"
#include "lib/records/writer.h"
#include "protos/record.pb.h"

namespace auricle {
namespace {

std::string TempPath(const std::string& name) {
  return absl::StrCat(testing::TempDir(), "/", name);
}

Header ClipsHeader() {
  Header header;
  header.set_content(Header::CLIPS);
  for (const char* task : {"speaker", "digit"}) header.add_vocabularies()->set_task(task);
  return header;
}

Clip MakeClip(int i) {
  Clip clip;
  clip.set_id(absl::StrCat("test/", i));
  for (const char* task : {"a", "b", "c", "d", "e"}) (*clip.mutable_labels())[task].set_name("x");
  clip.mutable_feature()->mutable_tensor()->set_data(std::string(i * 50, 'f'));
  return clip;
}

void WriteClips(const std::string& path, int sections, int clips) {
  auto writer = RecordWriter::Create(path);
  ASSERT_TRUE(writer.ok()) << writer.status();
  for (int s = 0; s < sections; ++s) {
    ASSERT_TRUE((*writer)->BeginSection(ClipsHeader()).ok());
    for (int i = 0; i < clips; ++i) ASSERT_TRUE((*writer)->Write(MakeClip(i)).ok());
  }
  (*writer)->Drop("bad", "reason");
  const absl::Status status = (*writer)->Commit();
  ASSERT_TRUE(status.ok()) << status;
}

std::string Slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

void ExpectClips(const std::string& path, int sections, int clips) {
  auto reader = RecordReader::Open(path);
  ASSERT_TRUE(reader.ok()) << reader.status();
  for (int s = 0; s < sections; ++s) {
    auto more = (*reader)->NextSection();
    ASSERT_TRUE(more.ok() && *more) << more.status();
    EXPECT_EQ((*reader)->header().vocabularies(0).task(), "digit");
    EXPECT_FALSE((*reader)->header().has_shard());
    EXPECT_EQ((*reader)->header_fingerprint(), HeaderFingerprint((*reader)->header()));
    Record record;
    for (int i = 0; i < clips; ++i) {
      more = (*reader)->Next(&record);
      ASSERT_TRUE(more.ok() && *more) << more.status();
      EXPECT_EQ(SerializeDeterministic(record.clip()), SerializeDeterministic(MakeClip(i)));
    }
    more = (*reader)->Next(&record);
    ASSERT_TRUE(more.ok()) << more.status();
    EXPECT_FALSE(*more);
    EXPECT_EQ((*reader)->end().records(), clips);
  }
  EXPECT_EQ((*reader)->end().dropped(0).id(), "bad");
  auto more = (*reader)->NextSection();
  ASSERT_TRUE(more.ok()) << more.status();
  EXPECT_FALSE(*more);
}

TEST(Stream, WhatIsWrittenIsRead) {
  WriteClips(TempPath("one.tfr"), 2, 100);
  ExpectClips(TempPath("one.tfr"), 2, 100);
}

TEST(Stream, ShardsReadAsTheStreamThatWasDealt) {
  for (int clips : {0, 1, 3, 4, 100}) {
    WriteClips(TempPath("many@4"), 2, clips);
    ExpectClips(TempPath("many@4"), 2, clips);
  }
}

TEST(Stream, TheSameRecordsGiveTheSameBytes) {
  WriteClips(TempPath("a.tfr"), 1, 10);
  WriteClips(TempPath("b.tfr"), 1, 10);
  EXPECT_EQ(Slurp(TempPath("a.tfr")), Slurp(TempPath("b.tfr")));
  EXPECT_FALSE(Slurp(TempPath("a.tfr")).empty());
}

}  // namespace
}  // namespace auricle
