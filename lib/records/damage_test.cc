// SPDX-License-Identifier: Apache-2.0
// No cut, no flipped bit, no lost or exchanged piece of a stream goes unseen.
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "lib/base/stop.h"
#include "lib/records/framing.h"
#include "lib/records/mapped.h"
#include "lib/records/reader.h"
#include "lib/records/stream_testing.h"
#include "protos/record.pb.h"

namespace auricle {
namespace {

constexpr absl::StatusCode kDataLoss = absl::StatusCode::kDataLoss;
constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;

// Touches every record.
absl::Status Touch(const MappedRecords& records) {
  absl::Status status;
  for (int64_t i = 0; i < records.size() && status.ok(); ++i) status = records.Payload(i).status();
  return status;
}

// Opens `bytes` for random access and touches every record.
absl::Status MapBytes(const std::string& bytes) {
  const int fd = memfd_create("stream", 0);  // A disk would take a minute for all the bits.
  EXPECT_EQ(write(fd, bytes.data(), bytes.size()), bytes.size());
  auto records = MappedRecords::Open({absl::StrCat("/proc/self/fd/", fd)}, 0, nullptr);
  close(fd);
  return records.ok() ? Touch(**records) : records.status();
}

bool IsDamage(const absl::Status& status) {
  return status.code() == kDataLoss || status.code() == kInvalid;
}

TEST(Damage, EveryCutOfAStreamIsSeen) {
  const std::string bytes = TestStreamBytes(1, 3);
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    const std::string left = bytes.substr(0, cut);
    EXPECT_TRUE(IsDamage(ReadBytes(left).status())) << cut;
    EXPECT_TRUE(IsDamage(MapBytes(left))) << cut;
  }
  EXPECT_TRUE(ReadBytes(bytes).ok());
  EXPECT_TRUE(MapBytes(bytes).ok());
}

TEST(Damage, EveryCutOfConcatenatedStreamsIsSeenButTheOneBetweenThem) {
  const std::string one = TestStreamBytes(1, 2);
  const std::string both = one + TestStreamBytes(1, 3);
  for (size_t cut = 1; cut < both.size(); ++cut) {
    const bool whole = cut == one.size();
    EXPECT_EQ(ReadBytes(both.substr(0, cut)).ok(), whole) << cut;
    EXPECT_EQ(MapBytes(both.substr(0, cut)).ok(), whole) << cut;
  }
  EXPECT_EQ(ReadBytes(both)->size(), 5);
}

TEST(Damage, EveryFlippedBitIsSeen) {
  const std::string bytes = TestStreamBytes(2, 2);
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] ^= 1 << bit % 8;
    EXPECT_TRUE(IsDamage(ReadBytes(flipped).status())) << bit;
    EXPECT_TRUE(IsDamage(MapBytes(flipped))) << bit;
  }
}

// The frames of a stream, to be put together otherwise.
std::vector<std::string> Frames(const std::string& bytes) {
  std::vector<std::string> frames;
  for (size_t at = 0; at < bytes.size(); at += frames.back().size()) {
    frames.push_back(bytes.substr(at, 16 + *ParseFrameHead(bytes.substr(at, 12))));
  }
  return frames;
}

TEST(Damage, APieceThatIsMissingOrInTheWrongPlaceIsSeen) {
  const std::vector<std::string> f = Frames(TestStreamBytes(1, 2));  // header, clip, clip, end
  ASSERT_EQ(f.size(), 4);
  EXPECT_TRUE(ReadBytes(f[0] + f[1] + f[2] + f[3]).ok());
  for (const std::string& wrong :
       {f[0] + f[1] + f[2], f[0] + f[1] + f[3], f[0] + f[2] + f[1] + f[3], f[1] + f[2] + f[3],
        f[0] + f[1] + f[1] + f[3], f[0] + f[1] + f[2] + f[0] + f[1] + f[2] + f[3], f[3],
        f[0] + f[1] + f[2] + f[3] + f[3], f[0] + f[1] + f[2] + f[3] + f[1], f[0] + f[0]}) {
    EXPECT_EQ(ReadBytes(wrong).status().code(), kDataLoss);
    EXPECT_EQ(MapBytes(wrong).code(), kDataLoss);
  }
}

TEST(Damage, ARecordThatHidesBehindAnUnknownFieldIsNone) {
  const std::vector<std::string> f = Frames(TestStreamBytes(1, 2));
  for (const int hidden : {0, 1, 3}) {  // Header, clip, end.
    std::string wrong;
    for (int i = 0; i < 4; ++i) {
      const std::string payload = f[i].substr(12, f[i].size() - 16);
      wrong += i == hidden ? FrameOf("\x98\x06\x07" + payload) : f[i];
    }
    EXPECT_EQ(ReadBytes(wrong).status().code(), kDataLoss) << hidden;
    EXPECT_EQ(MapBytes(wrong).code(), kDataLoss) << hidden;
  }
}

TEST(Damage, AnExchangedRecordOfEqualLengthIsSeen) {
  const std::vector<std::string> f = Frames(TestStreamBytes(1, 1));
  Record other;
  *other.mutable_clip() = TestClip(0);
  other.mutable_clip()->set_id("TEST/0");
  ASSERT_EQ(FrameOf(other).size(), f[1].size());
  EXPECT_EQ(ReadBytes(f[0] + FrameOf(other) + f[2]).status().code(), kDataLoss);
  EXPECT_EQ(MapBytes(f[0] + FrameOf(other) + f[2]).code(), kDataLoss);
  EXPECT_EQ(MapBytes(f[0] + f[1] + f[2]).code(), absl::StatusCode::kOk);
}

TEST(Damage, AnEmptySectionThatSpeaksOfOtherRecordsIsSeen) {
  Record end;
  end.mutable_end()->set_digest(7);
  const std::string wrong = Frames(TestStreamBytes(1, 0))[0] + FrameOf(end);
  EXPECT_EQ(ReadBytes(wrong).status().code(), kDataLoss);
  EXPECT_EQ(MapBytes(wrong).code(), kDataLoss);
}

TEST(Damage, SalvageTakesTheWholeRecordsBeforeItAndSaysSo) {
  const std::vector<std::string> f = Frames(TestStreamBytes(1, 3));
  ReadOptions salvage;
  salvage.salvage = true;
  std::string note;
  const auto cut = ReadBytes(f[0] + f[1] + f[2] + f[3].substr(0, 20), salvage, &note);
  ASSERT_TRUE(cut.ok()) << cut.status();
  EXPECT_EQ(cut->size(), 2);
  EXPECT_TRUE(absl::StrContains(note, "section 1, after record 2"));
  const auto whole = ReadBytes(f[0] + f[1] + f[2] + f[3] + f[4], salvage, &note);
  EXPECT_EQ(whole->size(), 3);
  EXPECT_EQ(note, "");
  EXPECT_FALSE(ReadBytes(f[0].substr(0, 20), salvage).ok());
  EXPECT_FALSE(ReadBytes("", salvage).ok());
}

TEST(Damage, AnAbsurdLengthIsRefusedAndAFalseOneCostsNoMemory) {
  const std::string header = Frames(TestStreamBytes(1, 0))[0];
  EXPECT_EQ(ReadBytes(header + FrameHead(~uint64_t{0}) + "x").status().code(), kDataLoss);
  EXPECT_EQ(ReadBytes(header + FrameHead(kMaxRecordBytes + 1)).status().code(), kDataLoss);
  rusage before, after;
  getrusage(RUSAGE_SELF, &before);
  EXPECT_EQ(ReadBytes(header + FrameHead(kMaxRecordBytes) + "little").status().code(), kDataLoss);
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 64 * 1024);  // KiB
}

TEST(Damage, OtherDataIsNamedForWhatItIs) {
  const auto message = [](const std::string& bytes) {
    return std::string(ReadBytes(bytes).status().message());
  };
  EXPECT_TRUE(absl::StrContains(message("RIFF....WAVEfmt "), "a WAV file; wav2mel"));
  EXPECT_TRUE(absl::StrContains(message("file,label\na.wav,x\n"), "no stream of records"));
  EXPECT_TRUE(absl::StrContains(message(""), "empty stream: the tool before it died"));
  EXPECT_TRUE(absl::StrContains(message(FrameOf("\x0a\x03\x0a\x01\xff")), "no message of ours"));
  Record record;
  record.mutable_header()->set_magic("auricle");
  record.mutable_header()->set_version(2);
  EXPECT_TRUE(absl::StrContains(message(FrameOf(record)), "format version 2"));
  record.mutable_header()->set_magic("oricle");
  EXPECT_TRUE(absl::StrContains(message(FrameOf(record)), "something else"));
}

TEST(Shards, OneThatIsLostSwappedOrForeignIsSeen) {
  const std::string shards = TempPath("s@3");
  const auto file = [](const char* stem, int i) {
    return TempPath(absl::StrCat(stem, "-0000", i, "-of-00003"));
  };
  const auto expect = [&shards](absl::StatusCode code) {
    EXPECT_EQ(ReadAll(shards).status().code(), code) << ReadAll(shards).status();
    EXPECT_EQ(MappedRecords::Open({shards}, 0, nullptr).status().code(), code);
  };
  WriteTestStream(shards, 1, 7);
  WriteTestStream(TempPath("longer@3"), 1, 8);
  expect(absl::StatusCode::kOk);
  const std::string good[] = {Slurp(file("s", 0)), Slurp(file("s", 1)), Slurp(file("s", 2))};
  Spill(file("s", 0), good[1]);
  Spill(file("s", 1), good[0]);
  expect(kDataLoss);  // Swapped.
  Spill(file("s", 0), good[0]);
  Spill(file("s", 1), Slurp(file("longer", 1)));
  expect(kDataLoss);  // Same header, other data: a stale shard of an earlier run.
  Spill(file("s", 1), good[1]);
  expect(absl::StatusCode::kOk);
  const std::vector<std::string> f = Frames(good[1]);  // header, two clips of unlike size, end
  ASSERT_EQ(f.size(), 4);
  Record header;
  ASSERT_TRUE(header.ParseFromString(f[0].substr(12, f[0].size() - 16)));
  header.mutable_header()->mutable_vocabularies(0)->add_classes("x");
  Spill(file("s", 1), FrameOf(header) + f[1] + f[2] + f[3]);
  expect(kDataLoss);  // Of the same run, it says, but with other classes.
  Spill(file("s", 1), f[0] + f[2] + f[1] + f[3]);
  EXPECT_EQ(ReadAll(shards).status().code(), kDataLoss);
  EXPECT_EQ(Touch(**MappedRecords::Open({shards}, 0, nullptr)).code(), kDataLoss);
  Spill(file("s", 1), good[1]);
  ASSERT_EQ(remove(file("s", 2).c_str()), 0);
  expect(absl::StatusCode::kNotFound);
}

TEST(Shards, SalvageGoesAsFarAsTheFirstDamageOfAny) {
  WriteTestStream(TempPath("d@2"), 1, 10);
  const std::string second = TempPath("d-00001-of-00002");
  Spill(second, Slurp(second).substr(0, Slurp(second).size() / 2));
  ReadOptions salvage;
  salvage.salvage = true;
  std::string note;
  EXPECT_EQ(ReadAll(TempPath("d@2")).status().code(), kDataLoss);
  const auto left = ReadAll(TempPath("d@2"), salvage, &note);
  ASSERT_TRUE(left.ok()) << left.status();
  EXPECT_GT(left->size(), 2);
  EXPECT_LT(left->size(), 10);
  EXPECT_TRUE(absl::StrContains(note, "took what is left"));
}

TEST(Stop, ASignalEndsReadingAsCancelled) {
  WriteTestStream(TempPath("stop.tfr"), 1, 3);
  RequestStop(15);
  EXPECT_EQ(ReadAll(TempPath("stop.tfr")).status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(MappedRecords::Open({TempPath("stop.tfr")}, 0, nullptr).status().code(),
            absl::StatusCode::kCancelled);
  RequestStop(0);
  EXPECT_TRUE(ReadAll(TempPath("stop.tfr")).ok());
}

}  // namespace
}  // namespace auricle
