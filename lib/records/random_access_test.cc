// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "lib/records/files/fd.h"
#include "lib/records/files/spool.h"
#include "lib/records/in_place.h"
#include "lib/records/mapped.h"
#include "lib/records/serialize.h"
#include "lib/records/stream_testing.h"
#include "protos/record.pb.h"

namespace auricle {
namespace {

TEST(MappedRecords, HoldTheRecordsOfTheSequentialReaderInItsOrder) {
  WriteTestStream(TempPath("m.tfr"), 2, 5);
  WriteTestStream(TempPath("m@3"), 2, 5);
  auto mapped = MappedRecords::Open({TempPath("m.tfr"), TempPath("m@3")}, 0, nullptr);
  ASSERT_TRUE(mapped.ok()) << mapped.status();
  ASSERT_EQ((*mapped)->size(), 20);
  ASSERT_EQ((*mapped)->headers().size(), 4);
  EXPECT_EQ((*mapped)->fingerprints()[0], (*mapped)->fingerprints()[3]);
  EXPECT_FALSE((*mapped)->headers()[3].has_shard());
  for (int i = 19; i >= 0; --i) {
    Record want;
    *want.mutable_clip() = TestClip(i % 5);
    EXPECT_EQ((*mapped)->section(i), i / 5);
    EXPECT_EQ(*(*mapped)->Payload(i), SerializeDeterministic(want)) << i;
  }
}

TEST(MappedRecords, AreSafeToTouchFromManyThreads) {
  WriteTestStream(TempPath("t.tfr"), 1, 200);
  const auto mapped = *MappedRecords::Open({TempPath("t.tfr")}, 0, nullptr);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&mapped] {
      for (int i = 0; i < 200; ++i) EXPECT_TRUE(mapped->Payload(i).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// As a RecordReader, which says so at the section's end.
TEST(MappedRecords, WhoHasTouchedAllOfASectionHasSeenWhetherItsDigestIsRight) {
  const std::string good = TestStreamBytes(1, 1000);  // Records on both sides of 4096 bytes.
  Clip last = TestClip(999);
  (*last.mutable_labels())["a"].set_name("y");  // Another's, of equal length.
  Record other, original;
  *other.mutable_clip() = last;
  *original.mutable_clip() = TestClip(999);
  std::string wrong = good;
  const size_t at = wrong.find(FrameOf(original));
  ASSERT_NE(at, std::string::npos);
  wrong.replace(at, FrameOf(other).size(), FrameOf(other));
  Spill(TempPath("wrong.tfr"), good + wrong);
  for (const int threads : {1, 4}) {
    const auto mapped = *MappedRecords::Open({TempPath("wrong.tfr")}, 0, nullptr);
    for (int i = 999; i >= 0; --i) ASSERT_TRUE(mapped->Payload(i).ok()) << i;
    std::atomic<int> errors{0};
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) {
      all.emplace_back([&mapped, &errors, t, threads] {
        for (int i = 1000 + t; i < 2000; i += threads) errors += !mapped->Payload(i).ok();
      });
    }
    for (std::thread& thread : all) thread.join();
    EXPECT_EQ(errors, 1) << threads;  // Whoever was last.
    EXPECT_EQ(mapped->Payload(1000).status().code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(mapped->Payload(0).status().code(), absl::StatusCode::kDataLoss);
  }
}

TEST(MappedRecords, OfNoRecordsAreEmptySections) {
  WriteTestStream(TempPath("none.tfr"), 2, 0);
  const auto mapped = *MappedRecords::Open({TempPath("none.tfr")}, 0, nullptr);
  EXPECT_EQ(mapped->size(), 0);
  EXPECT_EQ(mapped->headers().size(), 2);
}

// What MapOrSpool makes of `bytes` that come through a pipe.
std::string Spooled(const std::string& bytes, int64_t memory_bytes, std::string* note) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  std::thread feeder([&bytes, fd = ends[1]] {
    EXPECT_TRUE(WriteAll(fd, bytes, "pipe").ok());
    close(fd);
  });
  const auto mapping = MapOrSpool(Fd(ends[0]), "pipe", memory_bytes, note);
  feeder.join();
  EXPECT_TRUE(mapping.ok()) << mapping.status();
  return std::string(mapping->bytes());
}

TEST(Spool, APipeIsHeldInMemoryUpToTheBoundAndBeyondItInAFileThatTheNoteNames) {
  setenv("TMPDIR", TempPath("").c_str(), 1);
  std::string note;
  for (const size_t size : {0, 1, 1 << 20}) {
    const std::string bytes(size, 'b');
    EXPECT_EQ(Spooled(bytes, (1 << 20) + 1, &note), bytes);
    EXPECT_EQ(note, "");
  }
  const std::string large((3 << 20) + 17, 'l');
  EXPECT_EQ(Spooled(large, 1 << 20, &note), large);
  EXPECT_NE(note.find("'pipe' is larger than 1048576 bytes"), std::string::npos) << note;
  EXPECT_NE(note.find(TempPath("")), std::string::npos) << note;
}

TEST(Spool, AFileThatWasReadFromGoesOnWhereItStands) {
  Spill(TempPath("offset"), "already read, and the rest");
  const Fd fd(open(TempPath("offset").c_str(), O_RDONLY));
  ASSERT_EQ(lseek(fd.get(), 13, SEEK_SET), 13);
  EXPECT_EQ(MapOrSpool(fd, "offset", 1 << 20, nullptr)->bytes(), " and the rest");
  ASSERT_EQ(lseek(fd.get(), 0, SEEK_SET), 0);
  EXPECT_EQ(MapOrSpool(fd, "offset", 1 << 20, nullptr)->bytes().size(), 26);
}

Tensor Numbers(const std::string& data) {
  Tensor tensor;
  tensor.set_dtype(UINT8);
  tensor.add_shape(static_cast<int64_t>(data.size()));
  tensor.set_data(data);
  return tensor;
}

Record FullClip() {
  Record record;
  Clip* clip = record.mutable_clip();
  *clip = TestClip(3);
  *clip->mutable_feature()->mutable_tensor() = Numbers("feature");
  *clip->mutable_samples() = Numbers("samples");
  *clip->add_embeddings()->mutable_tensor() = Numbers("first");
  *clip->add_embeddings()->mutable_tensor() = Numbers("second");
  clip->add_embeddings()->mutable_tensor();  // No bytes at all.
  *clip->add_predictions()->mutable_item() = Numbers("item");
  *clip->mutable_predictions(0)->mutable_frame() = Numbers("frame");
  return record;
}

// Puts views back where they came from: consumes them in wire order, which for our writer is the
// order of field numbers.
void Fill(const std::vector<TensorBytes>& views, Record* record) {
  Clip* clip = record->mutable_clip();
  size_t next = 0;
  const auto take = [&](Tensor* tensor) { tensor->set_data(std::string(views[next++].bytes)); };
  for (Embedding& embedding : *clip->mutable_embeddings()) take(embedding.mutable_tensor());
  for (Prediction& prediction : *clip->mutable_predictions()) {
    take(prediction.mutable_item());
    take(prediction.mutable_frame());
  }
  take(clip->mutable_samples());
  take(clip->mutable_feature()->mutable_tensor());
  EXPECT_EQ(next, views.size());
}

TEST(ParseInPlace, WithItsViewsPutBackEqualsAFullParse) {
  const std::string payload = SerializeDeterministic(FullClip());
  Record record;
  std::vector<TensorBytes> views;
  ASSERT_TRUE(ParseInPlace(payload, &record, &views).ok());
  ASSERT_EQ(views.size(), 7);
  EXPECT_EQ(views[2].bytes, "");
  EXPECT_EQ(views[6].path, std::vector<int>({2, 15, 15}));
  EXPECT_TRUE(record.clip().feature().tensor().data().empty());
  EXPECT_EQ(record.clip().feature().tensor().shape(0), 7);
  for (const TensorBytes& view : views) {  // In place: not a byte was copied.
    EXPECT_GE(view.bytes.data(), payload.data());
    EXPECT_LE(view.bytes.data() + view.bytes.size(), payload.data() + payload.size());
  }
  Fill(views, &record);
  EXPECT_EQ(SerializeDeterministic(record), payload);
}

TEST(ParseInPlace, KeepsWhatALaterVersionAdded) {
  Record record = FullClip(), parsed;
  record.clip().GetReflection()->MutableUnknownFields(record.mutable_clip())->AddVarint(99, 7);
  const std::string payload = SerializeDeterministic(record);
  std::vector<TensorBytes> views;
  ASSERT_TRUE(ParseInPlace(payload, &parsed, &views).ok());
  Fill(views, &parsed);
  EXPECT_EQ(SerializeDeterministic(parsed), payload);
}

TEST(ParseInPlace, RefusesWhatIsCutOrAmbiguous) {
  const std::string payload = SerializeDeterministic(FullClip());
  Record record;
  std::vector<TensorBytes> views;
  for (size_t cut = 0; cut < payload.size(); ++cut) {
    EXPECT_FALSE(ParseInPlace(payload.substr(0, cut), &record, &views).ok()) << cut;
  }
  EXPECT_FALSE(ParseInPlace(payload + payload, &record, &views).ok());
}

}  // namespace
}  // namespace auricle
