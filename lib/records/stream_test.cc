// SPDX-License-Identifier: Apache-2.0
// What is written is read back. What was damaged: damage_test.cc.
#include <fcntl.h>
#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "lib/records/framing.h"
#include "lib/records/mapped.h"
#include "lib/records/reader.h"
#include "lib/records/serialize.h"
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

// `bytes` of a stream with `frame` behind its first `frames` frames.
std::string With(const std::string& frame, int frames, const std::string& bytes) {
  size_t at = 0;
  for (int i = 0; i < frames; ++i) {
    at += kFrameHeadBytes + *ParseFrameHead(absl::string_view(bytes).substr(at)) + kFrameTailBytes;
  }
  return bytes.substr(0, at) + frame + bytes.substr(at);
}

std::vector<std::string> Serialized(const std::vector<Record>& records) {
  std::vector<std::string> all;
  for (const Record& record : records) all.push_back(SerializeDeterministic(record));
  return all;
}

// Field 1000 of a Record, one byte long; and 999.
const char kNote[] = "\xc2\x3e\x01x";
const char kUnknown[] = "\xba\x3e\x01x";

TEST(Stream, AKindThatMayBePassedOverChangesNothingForWhoDoesNotKnowIt) {
  const std::string plain = TestStreamBytes(2, 3);
  const auto wanted = ReadBytes(plain);
  ASSERT_TRUE(wanted.ok());
  for (const int frames : {1, 2, 4, 6}) {
    const std::string path = TempPath("noted.tfr");
    Spill(path, With(FrameOf(absl::string_view(kNote)), frames, plain));
    const auto read = ReadAll(path);
    ASSERT_TRUE(read.ok()) << frames << ": " << read.status();
    EXPECT_EQ(Serialized(*read), Serialized(*wanted));
    std::string note;
    const auto mapped = MappedRecords::Open({path}, 0, &note);
    ASSERT_TRUE(mapped.ok()) << mapped.status();
    ASSERT_EQ((*mapped)->size(), static_cast<int64_t>(wanted->size()));
    for (int64_t i = 0; i < (*mapped)->size(); ++i) {
      EXPECT_EQ(*(*mapped)->Payload(i), SerializeDeterministic((*wanted)[i]));
    }
  }
}

TEST(Stream, OfShardsItTakesNoTurn) {
  WriteTestStream(TempPath("noted@2"), 1, 5);
  const std::string first = TempPath("noted-00000-of-00002");
  const auto wanted = ReadAll(TempPath("noted@2"));
  Spill(first, With(FrameOf(absl::string_view(kNote)), 2, Slurp(first)));
  const auto read = ReadAll(TempPath("noted@2"));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(Serialized(*read), Serialized(*wanted));
}

TEST(Stream, AKindThatMustBeKnownAndOneOutsideOfASectionAreErrors) {
  const std::string plain = TestStreamBytes(1, 3);
  std::string flipped = FrameOf(absl::string_view(kNote));
  flipped[kFrameHeadBytes + 3] ^= 1;
  for (const std::string& wrong :
       {With(FrameOf(absl::string_view(kUnknown)), 2, plain),
        With(FrameOf(absl::string_view(kNote)), 0, plain),
        With(FrameOf(absl::string_view(kNote)), 5, plain), With(flipped, 2, plain)}) {
    EXPECT_EQ(ReadBytes(wrong).status().code(), absl::StatusCode::kDataLoss);
    Spill(TempPath("wrong.tfr"), wrong);
    std::string note;
    EXPECT_EQ(MappedRecords::Open({TempPath("wrong.tfr")}, 0, &note).status().code(),
              absl::StatusCode::kDataLoss);
  }
}

TEST(MappedRecords, SayWhetherTheirFilesWereWrittenToSinceTheyWereOpened) {
  const std::string path = TempPath("changing.tfr");
  WriteTestStream(path, 1, 50);
  // Long ago: two writes within a tick of the clock would have the same time.
  const timespec then[] = {{1000, 0}, {1000, 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, path.c_str(), then, 0), 0);
  std::string note;
  const auto mapped = MappedRecords::Open({path}, 0, &note);
  ASSERT_TRUE(mapped.ok());
  EXPECT_TRUE((*mapped)->CheckUnchanged().ok());
  WriteTestStream(path, 1, 49);  // Under the same name, as tools write: what is mapped stays.
  EXPECT_TRUE((*mapped)->CheckUnchanged().ok());
  const auto again = MappedRecords::Open({path}, 0, &note);
  Spill(path, Slurp(path));  // In place.
  const absl::Status changed = (*again)->CheckUnchanged();
  EXPECT_EQ(changed.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(changed.message().find(path), std::string::npos);
}

}  // namespace
}  // namespace auricle
