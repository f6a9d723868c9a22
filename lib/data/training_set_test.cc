// SPDX-License-Identifier: Apache-2.0
#include "lib/data/training_set.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/data/synthetic.h"
#include "lib/data/training_set_testing.h"

namespace auricle {
namespace {

using testing::HasSubstr;

// Swaps the frames of records 2 and 3, each of which stays whole.
std::string Swapped(const std::string& bytes) {
  std::vector<size_t> starts;
  for (size_t at = 0; at < bytes.size() && starts.size() < 5;) {
    starts.push_back(at);
    uint64_t length;
    memcpy(&length, &bytes[at], sizeof(length));
    at += 12 + length + 4;
  }
  return bytes.substr(0, starts[2]) + bytes.substr(starts[3], starts[4] - starts[3]) +
         bytes.substr(starts[2], starts[3] - starts[2]) + bytes.substr(starts[4]);
}

TEST_F(TrainingSetTest, WholeRecordsInAnotherOrderThanTheyWereWrittenInAreSeen) {
  const std::string path = testing::TempDir() + "/set.tfr";
  ASSERT_TRUE(Load().ok());
  records_.reset();
  std::ifstream in(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  std::ofstream(path, std::ios::binary) << Swapped(bytes);
  std::string note;
  records_ = std::move(*MappedRecords::Open({path}, 1 << 20, &note));
  const auto set = LoadTrainingSet(*records_, options_);
  EXPECT_EQ(set.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(set.status().message()), HasSubstr("some were exchanged or moved"));
}

TEST_F(TrainingSetTest, TheRecordsOfShardsAreInTheOrderThatTheyWereDealtIn) {
  const std::string path = testing::TempDir() + "/set@5";
  SyntheticOptions chunked;
  chunked.chunk_frames = 7;
  clips_ = SyntheticClips(chunked);
  ASSERT_TRUE(WriteClips(header_, clips_, path).ok());
  std::string note;
  records_ = std::move(*MappedRecords::Open({path}, 1 << 20, &note));
  const auto set = LoadTrainingSet(*records_, options_);
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->items.items.size(), 48);
}

// Defect D12 of the anti-transfer original: pretraining saw the test files.
TEST_F(TrainingSetTest, PartsAreThoseOfThePlanAndTestIsInNeither) {
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->parts.train.size(), 24);
  EXPECT_EQ(set->parts.valid.size(), 12);
  EXPECT_EQ(set->class_counts, std::vector<int64_t>({12, 12}));
  EXPECT_EQ(set->targets.classes(),
            std::vector<std::string>({"low", "high"}));  // Not sorted: the stream's.
}

// Defect D3 of the anti-transfer original: every label became class 0.
TEST_F(TrainingSetTest, EveryItemHasTheClassOfItsName) {
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  for (size_t i = 0; i < clips_.size(); ++i) {
    EXPECT_EQ(set->targets.classes()[set->targets.ClassOf(i)], clips_[i].labels().at("tone").name())
        << i;
  }
  EXPECT_EQ(set->class_counts, std::vector<int64_t>({12, 12}));
}

TEST_F(TrainingSetTest, DistributionsBecomeSoftTargets) {
  Distribution* votes = (*clips_[0].mutable_labels())["tone"].mutable_distribution();
  votes->add_names("high");
  votes->add_shares(3);
  votes->add_names("low");
  votes->add_shares(1);
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->targets.kind(), TargetKind::kShares);
  EXPECT_EQ(set->targets.ClassOf(0), 1);
  EXPECT_EQ(set->targets.SharesOf(0), std::vector<float>({0.25, 0.75}));
  EXPECT_EQ(set->targets.SharesOf(1), std::vector<float>({0, 1}));
}

TEST_F(TrainingSetTest, SharesBelowZeroAreRefused) {
  Distribution* votes = (*clips_[0].mutable_labels())["tone"].mutable_distribution();
  for (const char* name : {"high", "low"}) votes->add_names(name);
  for (const double share : {-1.0, 2.0}) votes->add_shares(share);
  EXPECT_THAT(Error(), HasSubstr("a share is 0 or more"));
}

TEST_F(TrainingSetTest, WhatIsNotReadLeaksNowhere) {
  clips_[0].set_source("shared");  // train
  clips_[4].set_source("shared");  // valid
  clips_[4].clear_labels();
  EXPECT_EQ(Error(), "");
  *clips_[4].mutable_labels() = clips_[6].labels();
  EXPECT_NE(Error(), "");
  options_.validation = *ParseValidation("none");
  EXPECT_EQ(Error(), "");
}

TEST_F(TrainingSetTest, UnlabelledItemsAreCountedAndNotUsed) {
  clips_[0].clear_labels();
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->unlabelled, 1);
  EXPECT_EQ(set->parts.train.size(), 23);
}

TEST_F(TrainingSetTest, WithinCarvesFromTrainAloneWhateverTheOrder) {
  options_.validation = *ParseValidation("within:25%");
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->parts.valid.size(), 6);
  EXPECT_EQ(set->parts.train.size(), 18);
  std::set<std::string> valid;
  std::vector<int> per_class(2, 0);
  for (const int32_t i : set->parts.valid) {
    EXPECT_EQ(set->items.items[i].part, TRAIN);
    valid.insert(set->items.items[i].id);
    ++per_class[set->targets.ClassOf(i)];
  }
  EXPECT_EQ(per_class, std::vector<int>({3, 3}));
  std::reverse(clips_.begin(), clips_.end());
  const auto again = Load();
  for (const int32_t i : again->parts.valid) EXPECT_EQ(valid.count(again->items.items[i].id), 1);
  options_.seed = 7;
  const auto other = Load();
  int same = 0;
  for (const int32_t i : other->parts.valid) same += valid.count(other->items.items[i].id);
  EXPECT_LT(same, 6);
}

TEST_F(TrainingSetTest, WithinPartsNeitherSourcesNorIdenticalAudio) {
  options_.validation = *ParseValidation("within:25%");
  // Sources of two items; and the audio of two sources is the same.
  for (size_t i = 0; i < clips_.size(); ++i) {
    clips_[i].set_source("pair" + std::to_string(i / 2));
    clips_[i].mutable_audio()->set_digest(1 + (i / 2 == 8 ? 0 : i / 2));  // 8's is that of 0.
  }
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  std::set<std::string> train;
  for (const int32_t i : set->parts.train) train.insert(set->items.items[i].source);
  for (const int32_t i : set->parts.valid) {
    EXPECT_EQ(train.count(set->items.items[i].source), 0) << set->items.items[i].source;
  }
  EXPECT_EQ(train.count("pair0"), train.count("pair8"));
}

TEST_F(TrainingSetTest, ASourceOnBothSidesIsALeakUnlessAllowed) {
  clips_[0].set_source("shared");  // train
  clips_[6].set_source("shared");  // test
  EXPECT_THAT(Error(),
              HasSubstr("source 'shared' stands in train ('toy/0') and in test ('toy/6')"));
  options_.allow_leaks = true;
  EXPECT_EQ(Error(), "");
}

TEST_F(TrainingSetTest, IdenticalAudioOnBothSidesIsALeak) {
  clips_[0].mutable_audio()->set_digest(99);  // train
  clips_[4].mutable_audio()->set_digest(99);  // valid
  EXPECT_THAT(Error(),
              HasSubstr("identical audio stands in train ('toy/0') and in valid ('toy/4')"));
}

TEST_F(TrainingSetTest, NamesThePlansThereAre) {
  options_.plan = "cv.0";
  EXPECT_THAT(Error(),
              HasSubstr("no clip is assigned by plan 'cv.0'; plans of the stream: 'split'"));
}

TEST_F(TrainingSetTest, APlanWithoutValidationSaysWhatToDo) {
  for (Clip& clip : clips_) (*clip.mutable_assignments())["split"] = TRAIN;
  EXPECT_THAT(Error(), HasSubstr("marks no labelled clip valid; carve one with --validation"));
  options_.validation = *ParseValidation("none");
  EXPECT_EQ(Error(), "");
}

TEST_F(TrainingSetTest, PartsThatShareNoClassAreRefusedWithBothNamed) {
  for (size_t i = 0; i < clips_.size(); ++i) {
    (*clips_[i].mutable_assignments())["split"] = i % 2 == 0 ? TRAIN : VALID;
  }
  EXPECT_THAT(Error(), HasSubstr("share no class: train has 'low', valid has 'high'"));
  EXPECT_THAT(Error(), HasSubstr("--validation=within:10%"));
}

TEST_F(TrainingSetTest, NamesTheTasksThereAre) {
  options_.task = "emotion";
  EXPECT_THAT(Error(), testing::AllOf(HasSubstr("emotion"), HasSubstr("tone")));
}

TEST_F(TrainingSetTest, AClassOutsideTheVocabularyIsNamedWithTheNearest) {
  (*clips_[5].mutable_labels())["tone"].set_name("hihg");
  EXPECT_THAT(Error(), testing::AllOf(HasSubstr("item 'toy/5'"), HasSubstr("nearest is 'high'")));
}

TEST_F(TrainingSetTest, ASetOfTagsMakesATableOfTags) {
  clips_[5].mutable_labels()->at("tone").mutable_tags()->add_names("low");
  clips_[5].mutable_labels()->at("tone").mutable_tags()->add_names("high");
  clips_[8].mutable_labels()->at("tone").mutable_tags();
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->targets.kind(), TargetKind::kTags);
  EXPECT_EQ(set->targets.TagsOf(4), std::vector<float>({1, 0}));
  EXPECT_EQ(set->targets.TagsOf(5), std::vector<float>({1, 1}));
  EXPECT_EQ(set->targets.TagsOf(8), std::vector<float>({0, 0}));
  EXPECT_EQ(set->parts.train.size(), 24);
  EXPECT_EQ(set->class_counts, std::vector<int64_t>({11, 12}));  // Item 8 is of train.
}

TEST_F(TrainingSetTest, OneTagIsEnoughIfSomeItemHasItAndSomeHasNot) {
  header_.mutable_vocabularies(0)->clear_classes();
  header_.mutable_vocabularies(0)->add_classes("low");
  for (size_t i = 0; i < clips_.size(); ++i) {
    Tags* tags = (*clips_[i].mutable_labels())["tone"].mutable_tags();
    if (i % 2 == 0) tags->add_names("low");
  }
  EXPECT_EQ(Error(), "");
  for (Clip& clip : clips_) {
    Tags* tags = clip.mutable_labels()->at("tone").mutable_tags();
    tags->clear_names();
    tags->add_names("low");
  }
  EXPECT_THAT(Error(), HasSubstr("no class of tone that some items have and others are known not"));
  // A missing label is no negative.
  clips_[0].clear_labels();
  EXPECT_NE(Error(), "");
  // Times are: beyond an event there is none.
  Event* event = clips_[1].mutable_labels()->at("tone").mutable_events()->add_events();
  event->set_name("low");
  event->set_offset_s(0.1);
  EXPECT_EQ(Error(), "");
}

TEST_F(TrainingSetTest, EventsNeedFramesWhoseTimesAreKnown) {
  clips_[3].mutable_labels()->at("tone").mutable_events();
  EXPECT_EQ(Error(), "");
  clips_[3].mutable_feature()->clear_hop_s();
  EXPECT_THAT(Error(), HasSubstr("item 'toy/3' has events, but its feature does not say"));
}

TEST_F(TrainingSetTest, OneClassIsNotEnough) {
  for (Clip& clip : clips_) (*clip.mutable_labels())["tone"].set_name("high");
  EXPECT_THAT(Error(), HasSubstr("one class of tone only, 'high'"));
}

TEST_F(TrainingSetTest, UnlabelledItemsOfTheTrainingPartAreReadWhereAsked) {
  for (const int i : {0, 4, 6, 9}) clips_[i].clear_labels();  // train, valid, test, train
  options_.read_unlabelled = true;
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->parts.unlabelled, std::vector<int32_t>({0, 9}));
  EXPECT_EQ(set->parts.train.size(), 22);
  EXPECT_EQ(set->unlabelled, 0);
  // They leak as others do.
  clips_[9].set_source("shared");
  clips_[7].set_source("shared");  // test
  EXPECT_THAT(Error(), HasSubstr("source 'shared'"));
  options_.read_unlabelled = false;
  EXPECT_EQ(Error(), "");
}

TEST_F(TrainingSetTest, WhatSharesASourceWithACarvedItemIsNotReadUnlabelled) {
  for (size_t i = 0; i < clips_.size(); ++i) {
    clips_[i].set_source("pair" + std::to_string(i / 2));
    if (i % 2 == 0) continue;
    clips_[i].clear_labels();
    (*clips_[i - 1].mutable_labels())["tone"].set_name(i % 4 == 1 ? "low" : "high");
  }
  options_.validation = *ParseValidation("within:25%");
  options_.read_unlabelled = true;
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  std::set<std::string> valid;
  for (const int32_t i : set->parts.valid) valid.insert(set->items.items[i].source);
  EXPECT_FALSE(valid.empty());
  EXPECT_EQ(set->parts.unlabelled.size(), 12 - valid.size());
  EXPECT_EQ(set->unlabelled, valid.size());
  for (const int32_t i : set->parts.unlabelled) {
    EXPECT_EQ(valid.count(set->items.items[i].source), 0);
  }
}

TEST_F(TrainingSetTest, SeveralTasksShareItemsAndParts) {
  options_.more_tasks = {"voice"};
  clips_[0].mutable_labels()->erase("tone");
  clips_[1].mutable_labels()->erase("voice");
  clips_[8].clear_labels();
  const auto set = Load();
  ASSERT_TRUE(set.ok()) << set.status();
  ASSERT_EQ(set->more.size(), 1);
  EXPECT_EQ(set->parts.train.size(), 23);
  EXPECT_EQ(set->unlabelled, 1);
  EXPECT_EQ(set->targets.ClassOf(0), -1);
  EXPECT_EQ(set->targets.ClassOf(1), 1);
  EXPECT_EQ(set->more[0].task, "voice");
  EXPECT_EQ(set->more[0].targets.ClassOf(0), 0);
  EXPECT_EQ(set->more[0].targets.ClassOf(1), -1);
  EXPECT_EQ(set->more[0].targets.classes(), std::vector<std::string>({"x", "y", "z"}));
  EXPECT_EQ(set->class_counts, std::vector<int64_t>({10, 12}));
  const uint64_t digest = DataDigest(*set);
  (*clips_[4].mutable_labels())["voice"].set_name("x");
  EXPECT_NE(DataDigest(*Load()), digest);
  options_.validation = *ParseValidation("within:25%");
  const auto carved = Load();
  ASSERT_TRUE(carved.ok()) << carved.status();
  EXPECT_EQ(carved->parts.train.size() + carved->parts.valid.size(), 23);
}

TEST(ParseValidation, KnowsThreeForms) {
  EXPECT_EQ(ParseValidation("plan")->kind, Validation::PLAN);
  EXPECT_EQ(ParseValidation("none")->kind, Validation::NONE);
  EXPECT_DOUBLE_EQ(ParseValidation("within:12.5%")->share, 0.125);
  for (const char* bad : {"", "within:", "within:10", "within:0%", "within:100%", "within:x%"}) {
    EXPECT_THAT(std::string(ParseValidation(bad).status().message()),
                HasSubstr("want 'plan', 'within:P%'"))
        << bad;
  }
}

TEST(CheckFrontEnds, NamesTheParameterWithBothValues) {
  FrontEnd a;
  a.set_name("one");
  a.set_sample_rate_hz(16000);
  FrontEnd b = a;
  b.set_name("other");
  EXPECT_TRUE(CheckFrontEnds(a, b).ok());  // Names are informative.
  b.set_sample_rate_hz(8000);
  EXPECT_THAT(std::string(CheckFrontEnds(a, b).message()),
              HasSubstr("sample_rate_hz: 16000 -> 8000"));
}

}  // namespace
}  // namespace auricle
