// SPDX-License-Identifier: Apache-2.0
#include "lib/evaluate/results_file.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace auricle {
namespace {

using testing::HasSubstr;

Evaluation One(const std::string& corpus, int items) {
  Evaluation e;
  e.header.set_content(Header::RESULTS);
  RunInfo& run = *e.header.mutable_run();
  run.set_corpus(corpus);
  run.set_model(7);
  run.set_items(items);
  run.add_classes("a");
  run.add_classes("b");
  ModelInfo* model = e.header.add_models();
  model->set_fingerprint(7);
  model->set_name("m");
  for (int i = 0; i < items; ++i) {
    e.outcomes.emplace_back();
    e.outcomes.back().set_id(absl::StrCat(i));
    e.outcomes.back().set_decision(i % 2);
  }
  e.metrics.emplace_back();
  e.metrics.back().set_name("uar");
  e.confusion.add_counts(1);
  return e;
}

absl::Status Write(const std::string& path, const std::vector<Evaluation>& evaluations) {
  auto writer = RecordWriter::Create(path);
  if (!writer.ok()) return writer.status();
  for (const Evaluation& e : evaluations) {
    if (absl::Status s = (*writer)->BeginSection(e.header); !s.ok()) return s;
    if (absl::Status s = WriteOutcomes(e, writer->get()); !s.ok()) return s;
  }
  return (*writer)->Commit();
}

absl::StatusOr<std::vector<RunResults>> WriteAndRead(const std::vector<Evaluation>& evaluations) {
  const std::string path = testing::TempDir() + "/some.results";
  if (absl::Status s = Write(path, evaluations); !s.ok()) return s;
  std::vector<RunResults> runs;
  std::string note;
  if (absl::Status s = ReadResults(path, {}, &runs, &note); !s.ok()) return s;
  return runs;
}

TEST(ResultsFile, SectionsComeBackAsTheyWereWritten) {
  const auto runs = WriteAndRead({One("emodb", 3), One("demos", 2)});
  ASSERT_TRUE(runs.ok()) << runs.status();
  ASSERT_EQ(runs->size(), 2u);
  EXPECT_EQ((*runs)[0].outcomes.size(), 3u);
  EXPECT_EQ((*runs)[1].run().corpus(), "demos");
  EXPECT_EQ((*runs)[1].model().name(), "m");
  EXPECT_EQ((*runs)[1].metrics[0].name(), "uar");
}

TEST(ResultsFile, JointSectionsAreLeftToReport) {
  Evaluation joint = One("emodb+demos", 0);
  joint.header.mutable_run()->add_joint("emodb");
  joint.header.mutable_run()->add_joint("demos");
  joint.header.mutable_run()->set_items(5);
  joint.confusion.clear_counts();
  const auto runs = WriteAndRead({One("emodb", 3), One("demos", 2), joint});
  ASSERT_TRUE(runs.ok()) << runs.status();
  EXPECT_EQ(runs->size(), 2u);
}

TEST(ResultsFile, OutcomesThatAreNotWhatTheHeaderSaysAreDataLoss) {
  Evaluation more = One("emodb", 3);
  more.header.mutable_run()->set_items(4);
  EXPECT_EQ(WriteAndRead({more}).status().code(), absl::StatusCode::kDataLoss);
  Evaluation other = One("emodb", 3);
  other.outcomes[1].set_truth(2);
  EXPECT_EQ(WriteAndRead({other}).status().code(), absl::StatusCode::kDataLoss);
  Evaluation no_number = One("emodb", 3);
  no_number.outcomes[1].add_scores(NAN);
  EXPECT_EQ(WriteAndRead({no_number}).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(WriteAndRead({One("emodb", 0)}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ResultsFile, ClipsAreNoResults) {
  Evaluation clips = One("emodb", 1);
  clips.header.set_content(Header::CLIPS);
  EXPECT_THAT(std::string(WriteAndRead({clips}).status().message()),
              HasSubstr("give what evaluate wrote"));
}

}  // namespace
}  // namespace auricle
