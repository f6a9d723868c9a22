// SPDX-License-Identifier: Apache-2.0
#include "lib/data/split/plan_stream.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/records/reader.h"

namespace auricle {
namespace {

using ::testing::HasSubstr;

class PlanStreamTest : public testing::Test {
 protected:
  PlanStreamTest() : path_(testing::TempDir() + "plan_stream_in.tfr") {}

  Header ClipHeader() {
    Header header;
    header.set_content(Header::CLIPS);
    for (const char* task : {"digit", "speaker"}) header.add_vocabularies()->set_task(task);
    return header;
  }

  Clip NumberedClip(int i) {
    Clip clip;
    clip.set_id(absl::StrCat("x/", i));
    (*clip.mutable_labels())["speaker"].set_name(absl::StrCat("s", i % 5));
    (*clip.mutable_labels())["digit"].set_name(absl::StrCat(i % 2));
    (*clip.mutable_assignments())["official.1"] = i % 3 == 0 ? TEST : TRAIN;
    (*clip.mutable_assignments())["official.2"] = i % 3 == 1 ? TEST : TRAIN;
    Tensor* tensor = clip.mutable_feature()->mutable_tensor();
    tensor->set_dtype(UINT8);
    tensor->add_shape(1);
    tensor->add_shape(3);
    tensor->set_data(
        std::string("\0\xff"
                    "a",
                    3));
    return clip;
  }

  // Sections of clips first … last-1 each.
  void Write(const std::vector<std::vector<Clip>>& sections) {
    auto writer = RecordWriter::Create(path_);
    ASSERT_TRUE(writer.ok()) << writer.status();
    for (const std::vector<Clip>& clips : sections) {
      ASSERT_TRUE((*writer)->BeginSection(ClipHeader()).ok());
      for (const Clip& clip : clips) ASSERT_TRUE((*writer)->Write(clip).ok());
      (*writer)->Drop("bad", "it was broken");
    }
    ASSERT_TRUE((*writer)->Commit().ok());
  }

  void WriteClips(int n) {
    std::vector<Clip> clips;
    for (int i = 0; i < n; ++i) clips.push_back(NumberedClip(i));
    Write({clips});
  }

  std::unique_ptr<MappedRecords> Open() {
    std::string note;
    auto records = MappedRecords::Open({path_}, 1 << 20, &note);
    EXPECT_TRUE(records.ok()) << records.status();
    return records.ok() ? *std::move(records) : nullptr;
  }

  std::string ErrorOf(const PlanRequest& request) {
    const auto planned = PlanStream(*Open(), request);
    return planned.ok() ? "no error" : std::string(planned.status().message());
  }

  // Splits the stream and reads the result: headers, then clips.
  void Split(const PlanRequest& request, std::vector<Header>* headers, std::vector<Clip>* clips) {
    const std::unique_ptr<MappedRecords> records = Open();
    const auto planned = PlanStream(*records, request);
    ASSERT_TRUE(planned.ok()) << planned.status();
    const std::string out = testing::TempDir() + "plan_stream_out.tfr";
    auto writer = RecordWriter::Create(out);
    const auto stamp = [](uint64_t parent, Header* header) {
      header->mutable_provenance()->add_parents(parent);
    };
    ASSERT_TRUE(WritePlannedStream(*records, *planned, request.how, stamp, writer->get()).ok());
    ASSERT_TRUE((*writer)->Commit().ok());
    auto reader = RecordReader::Open(out);
    ASSERT_TRUE(reader.ok()) << reader.status();
    while (*(*reader)->NextSection()) {
      headers->push_back((*reader)->header());
      for (Record record; *(*reader)->Next(&record);) clips->push_back(record.clip());
      ASSERT_EQ((*reader)->end().dropped_size(), 1);
      EXPECT_EQ((*reader)->end().dropped(0).id(), "bad");
    }
  }

  std::string path_;
};

TEST_F(PlanStreamTest, SectionsAndFeaturesPassThroughAndChunksStayTogether) {
  std::vector<Clip> chunks(2, NumberedClip(90));
  for (int i = 0; i < 2; ++i) {
    chunks[i].mutable_chunk()->set_index(i);
    chunks[i].mutable_chunk()->set_of(2);
  }
  std::vector<Clip> second = {chunks[0], chunks[1]};
  for (int i = 10; i < 30; ++i) second.push_back(NumberedClip(i));
  Write({{NumberedClip(0), NumberedClip(1)}, {}, second});
  PlanRequest request;
  request.split.plan = "mine";
  request.how = "somehow";
  std::vector<Header> headers;
  std::vector<Clip> clips;
  Split(request, &headers, &clips);
  ASSERT_EQ(headers.size(), 3);
  ASSERT_EQ(clips.size(), 24);
  for (const Header& header : headers) {
    EXPECT_EQ(header.provenance().parents_size(), 1);
    ASSERT_EQ(header.plans_size(), 1);
    EXPECT_EQ(header.plans(0).name(), "mine");
    EXPECT_EQ(header.plans(0).how(), "somehow");
  }
  EXPECT_EQ(clips[2].assignments().at("mine"), clips[3].assignments().at("mine"));
  Clip first = clips[0];
  EXPECT_EQ(first.mutable_assignments()->erase("mine"), 1);
  EXPECT_EQ(SerializeDeterministic(first), SerializeDeterministic(NumberedClip(0)));
}

TEST_F(PlanStreamTest, AFamilyOfPlansIsCarvedPlanByPlan) {
  WriteClips(60);
  PlanRequest request;
  request.test_of = "official";
  request.split.kind = SplitOptions::TEST_OF;
  request.split.valid = SplitOptions::SHARE;
  request.split.plan = "mine";
  std::vector<Header> headers;
  std::vector<Clip> clips;
  Split(request, &headers, &clips);
  ASSERT_EQ(headers[0].plans_size(), 2);
  EXPECT_EQ(headers[0].plans(1).name(), "mine.2");
  for (int i = 0; i < 60; ++i) {
    EXPECT_EQ(clips[i].assignments().at("mine.1") == TEST, i % 3 == 0);
    EXPECT_EQ(clips[i].assignments().at("mine.2") == TEST, i % 3 == 1);
  }
}

TEST_F(PlanStreamTest, APlanIsReplacedOnlyIfSaidAndThenWholly) {
  WriteClips(30);
  PlanRequest request;
  request.split.plan = "official";
  request.split.kind = SplitOptions::HOLD_ONE_OUT;
  request.split.by_group = true;
  request.by = "speaker";
  EXPECT_THAT(ErrorOf(request), HasSubstr("'official.1' already"));
  request.replace = true;
  std::vector<Header> headers;
  std::vector<Clip> clips;
  Split(request, &headers, &clips);
  EXPECT_EQ(clips[0].assignments().count("official.1"), 0);
  EXPECT_EQ(clips[0].assignments().at("official.s0"), TEST);
  EXPECT_EQ(clips[0].assignments().size(), 5);
}

TEST_F(PlanStreamTest, WhatIsNotThereIsNamedWithWhatIs) {
  WriteClips(30);
  PlanRequest request;
  request.by = "speakr";
  EXPECT_THAT(
      ErrorOf(request),
      HasSubstr("no task 'speakr'; did you mean 'speaker'? The stream's tasks: digit, speaker"));
  request.by = "";
  request.balance = "room";
  EXPECT_THAT(ErrorOf(request), HasSubstr("no task 'room'; The stream's"));
  request.balance = "";
  request.test_of = "officail";
  EXPECT_THAT(ErrorOf(request), HasSubstr("The stream's plans: official.1, official.2"));
}

TEST_F(PlanStreamTest, AnIdOfTwoSectionsAndAnEmptyStreamAreErrors) {
  Write({{NumberedClip(1)}, {NumberedClip(1)}});
  EXPECT_THAT(ErrorOf({}), HasSubstr("'x/1' stands twice"));
  Write({{}});
  EXPECT_THAT(ErrorOf({}), HasSubstr("no clips to split"));
}

// wav2mel and the trainers refuse it; what split_dataset writes would bear a new digest.
TEST_F(PlanStreamTest, RecordsThatWereExchangedAreNotWrittenAsIfTheyWereWhole) {
  WriteClips(30);
  std::ifstream in(path_, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::vector<size_t> starts;
  for (size_t at = 0; starts.size() < 4;) {
    starts.push_back(at);
    uint64_t length;
    std::memcpy(&length, &bytes[at], sizeof(length));
    at += 12 + length + 4;
  }
  // Records 1 and 2 are of one length: of ids and labels of one digit.
  ASSERT_EQ(starts[2] - starts[1], starts[3] - starts[2]);
  std::swap_ranges(bytes.begin() + starts[1], bytes.begin() + starts[2], bytes.begin() + starts[2]);
  std::ofstream(path_, std::ios::binary) << bytes;
  EXPECT_THAT(ErrorOf({}), HasSubstr("some were exchanged or moved"));
}

TEST_F(PlanStreamTest, AModelIsNotSplit) {
  auto writer = RecordWriter::Create(path_);
  Header header;
  header.set_content(Header::MODEL);
  ASSERT_TRUE((*writer)->BeginSection(header).ok());
  ASSERT_TRUE((*writer)->Commit().ok());
  EXPECT_THAT(ErrorOf({}), HasSubstr("holds MODEL, not clips"));
}

}  // namespace
}  // namespace auricle
