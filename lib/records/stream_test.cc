// SPDX-License-Identifier: Apache-2.0
// What is written is read back. What was damaged: damage_test.cc.
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/records/mapped.h"
#include "lib/records/reader.h"
#include "lib/records/stream_testing.h"
#include "lib/records/writer.h"
#include "protos/record.pb.h"

namespace auricle {
namespace {

void ExpectTestStream(const std::string& path, int sections, int clips) {
  auto reader = RecordReader::Open(path);
  ASSERT_TRUE(reader.ok()) << reader.status();
  Record record;
  for (int s = 0; s < sections; ++s) {
    auto more = (*reader)->NextSection();
    ASSERT_TRUE(more.ok() && *more) << more.status();
    EXPECT_EQ((*reader)->header().vocabularies(0).task(), "digit");
    EXPECT_FALSE((*reader)->header().has_shard());
    EXPECT_EQ((*reader)->header_fingerprint(), HeaderFingerprint((*reader)->header()));
    for (int i = 0; i < clips; ++i) {
      more = (*reader)->Next(&record);
      ASSERT_TRUE(more.ok() && *more) << more.status();
      EXPECT_EQ(SerializeDeterministic(record.clip()), SerializeDeterministic(TestClip(i)));
    }
    more = (*reader)->Next(&record);
    ASSERT_TRUE(more.ok()) << more.status();
    EXPECT_FALSE(*more);
    EXPECT_EQ((*reader)->end().records(), clips);
  }
  auto more = (*reader)->NextSection();
  ASSERT_TRUE(more.ok()) << more.status();
  EXPECT_FALSE(*more);
}

TEST(Stream, WhatIsWrittenIsRead) {
  WriteTestStream(TempPath("one.tfr"), 2, 100);
  ExpectTestStream(TempPath("one.tfr"), 2, 100);
}

TEST(Stream, ShardsReadAsTheStreamThatWasDealtToThem) {
  for (int clips : {0, 1, 3, 4, 100}) {
    WriteTestStream(TempPath("many@4"), 2, clips);
    ExpectTestStream(TempPath("many@4"), 2, clips);
  }
}

// Three items of two chunks each, with a whole one between.
void WriteChunkedStream(const std::string& path) {
  auto writer = *RecordWriter::Create(path);
  ASSERT_TRUE(writer->BeginSection(ClipsHeader()).ok());
  for (int item = 0; item < 7; ++item) {
    for (int chunk = 0; chunk < 1 + item % 3; ++chunk) {
      Clip clip = TestClip(item);
      clip.set_id(std::to_string(item));
      if (item % 3 > 0) {
        clip.mutable_chunk()->set_index(chunk);
        if (item == 1) clip.mutable_chunk()->set_of(2);
        clip.mutable_chunk()->set_last(item != 1 && chunk == item % 3);
      }
      ASSERT_TRUE(writer->Write(clip).ok());
    }
  }
  ASSERT_TRUE(writer->Commit().ok());
}

TEST(Stream, TheChunksOfAnItemStayInOneShardAndFollowOneAnother) {
  WriteChunkedStream(TempPath("chunked@3"));
  for (int shard = 0; shard < 3; ++shard) {
    const std::string path = TempPath("chunked-0000" + std::to_string(shard) + "-of-00003");
    std::string id;
    int chunks = 0;
    const std::vector<Record> records = *ReadAll(path);
    for (const Record& record : records) {
      const int item = std::stoi(record.clip().id());
      EXPECT_EQ(item % 3, shard);
      chunks = record.clip().id() == id ? chunks + 1 : 0;
      id = record.clip().id();
      EXPECT_EQ(record.clip().chunk().index(), chunks);
    }
  }
}

TEST(Stream, ShardsOfChunksReadAsTheStreamThatWasDealtToThem) {
  WriteChunkedStream(TempPath("chunked.tfr"));
  WriteChunkedStream(TempPath("chunked@3"));
  const std::vector<Record> whole = *ReadAll(TempPath("chunked.tfr"));
  const absl::StatusOr<std::vector<Record>> dealt = ReadAll(TempPath("chunked@3"));
  ASSERT_TRUE(dealt.ok()) << dealt.status();
  const auto mapped = MappedRecords::Open({TempPath("chunked@3")}, 0, nullptr);
  ASSERT_TRUE(mapped.ok()) << mapped.status();
  ASSERT_EQ(dealt->size(), whole.size());
  ASSERT_EQ((*mapped)->size(), static_cast<int64_t>(whole.size()));
  for (size_t i = 0; i < whole.size(); ++i) {
    EXPECT_EQ(SerializeDeterministic((*dealt)[i]), SerializeDeterministic(whole[i])) << i;
    EXPECT_EQ(*(*mapped)->Payload(i), SerializeDeterministic(whole[i])) << i;
  }
}

TEST(Stream, EndAndFingerprintOfShardsAreThoseOfTheUnshardedStream) {
  WriteTestStream(TempPath("whole.tfr"), 1, 10);
  WriteTestStream(TempPath("parts@3"), 1, 10);
  std::string ends[2];
  uint64_t fingerprints[2];
  for (int i = 0; i < 2; ++i) {
    auto reader = *RecordReader::Open(TempPath(i == 0 ? "whole.tfr" : "parts@3"));
    ASSERT_TRUE(*reader->NextSection());
    Record record;
    while (*reader->Next(&record)) continue;
    ends[i] = SerializeDeterministic(reader->end());
    fingerprints[i] = reader->header_fingerprint();
  }
  EXPECT_EQ(ends[0], ends[1]);
  EXPECT_EQ(fingerprints[0], fingerprints[1]);
}

TEST(Stream, ASectionNotReadToItsEndIsReadOver) {
  WriteTestStream(TempPath("over.tfr"), 2, 5);
  auto reader = *RecordReader::Open(TempPath("over.tfr"));
  Record record;
  ASSERT_TRUE(*reader->NextSection());
  ASSERT_TRUE(*reader->Next(&record));
  ASSERT_TRUE(*reader->NextSection());
  EXPECT_EQ(reader->records_read(), 0);
  EXPECT_FALSE(*reader->NextSection());
}

TEST(Stream, TheSameRecordsGiveTheSameBytes) {
  EXPECT_EQ(TestStreamBytes(1, 10), TestStreamBytes(1, 10));
}

TEST(Stream, MapsAreWrittenInKeyOrderHoweverTheyWereFilled) {
  Clip forward, backward;
  for (int i = 0; i < 100; ++i) {
    (*forward.mutable_labels())[std::to_string(i)].set_name("x");
    (*backward.mutable_labels())[std::to_string(99 - i)].set_name("x");
  }
  EXPECT_EQ(SerializeDeterministic(forward), SerializeDeterministic(backward));
}

TEST(Stream, AFieldOfALaterVersionPassesThrough) {
  Record record;
  *record.mutable_clip() = TestClip(1);
  record.clip().GetReflection()->MutableUnknownFields(record.mutable_clip())->AddVarint(99, 7);
  const std::string path = TempPath("unknown.tfr");
  auto writer = *RecordWriter::Create(path);
  ASSERT_TRUE(writer->BeginSection(ClipsHeader()).ok());
  ASSERT_TRUE(writer->Write(record.clip()).ok());
  ASSERT_TRUE(writer->Commit().ok());
  const Clip read = (*ReadAll(path))[0].clip();
  ASSERT_EQ(read.GetReflection()->GetUnknownFields(read).field_count(), 1);
  EXPECT_EQ(SerializeDeterministic(read), SerializeDeterministic(record.clip()));
}

TEST(Stream, AtMostAThousandDropsAreNamedAndAllAreCounted) {
  const std::string path = TempPath("drops.tfr");
  auto writer = *RecordWriter::Create(path);
  ASSERT_TRUE(writer->BeginSection(ClipsHeader()).ok());
  for (int i = 0; i < 1001; ++i) writer->Drop("caf\xe9", "not\nUTF-8");
  ASSERT_TRUE(writer->Commit().ok());
  auto reader = *RecordReader::Open(path);
  ASSERT_TRUE(*reader->NextSection());
  Record record;
  ASSERT_FALSE(*reader->Next(&record));
  EXPECT_EQ(reader->end().dropped_size(), 1000);
  EXPECT_EQ(reader->end().dropped_count(), 1001);
  EXPECT_EQ(reader->end().dropped(0).id(), "caf\\xe9");
}

TEST(Stream, DropsOfAnEarlierSectionAreCarriedOnNamedOrNot) {
  const std::string path = TempPath("carried.tfr");
  End before;
  before.add_dropped()->set_id("a");
  before.set_dropped_count(5000);
  auto writer = *RecordWriter::Create(path);
  ASSERT_TRUE(writer->BeginSection(ClipsHeader()).ok());
  writer->Drop("b", "bad");
  writer->CarryDrops(before);
  ASSERT_TRUE(writer->Commit().ok());
  auto reader = *RecordReader::Open(path);
  ASSERT_TRUE(*reader->NextSection());
  Record record;
  ASSERT_FALSE(*reader->Next(&record));
  ASSERT_EQ(reader->end().dropped_size(), 2);
  EXPECT_EQ(reader->end().dropped(1).id(), "a");
  EXPECT_EQ(reader->end().dropped_count(), 5001);
}

TEST(Stream, WhatCouldNotBeReadIsNotWritten) {
  auto writer = *RecordWriter::Create(TempPath("never.tfr"));
  Header header = ClipsHeader();
  EXPECT_EQ(writer->Write(TestClip(0)).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(writer->BeginSection(Header()).code(), absl::StatusCode::kInvalidArgument);
  header.add_vocabularies()->set_task("digit");
  EXPECT_EQ(writer->BeginSection(header).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(writer->Commit().code(), absl::StatusCode::kFailedPrecondition);
  ASSERT_TRUE(writer->BeginSection(ClipsHeader()).ok());
  Clip clip;
  clip.mutable_audio()->set_path("caf\xe9.wav");
  testing::internal::CaptureStderr();
  const absl::Status status = writer->Write(clip);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");  // Libraries do not log.
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(status.message().find("AudioRef.path 'caf\\xe9.wav'"), absl::string_view::npos);
}

}  // namespace
}  // namespace auricle
