// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/group_runs.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace auricle {
namespace {

RunResults OneRun(const std::string& corpus, const std::string& task, const std::string& plan,
                  const std::string& split) {
  RunResults results;
  RunInfo& run = *results.header.mutable_run();
  run.set_corpus(corpus);
  run.set_task(task);
  run.set_plan(plan);
  run.set_split(split);
  return results;
}

TEST(GroupRuns, CorporaAndTasksAreStudiesOfTheirOwnInOrderOfAppearance) {
  const std::vector<RunResults> runs = {
      OneRun("emodb", "emotion", "split", "test"), OneRun("fsdd", "digit", "split", "test"),
      OneRun("demos", "emotion", "split", "test"), OneRun("fsdd", "speaker", "split", "test"),
      OneRun("emodb", "emotion", "split", "test")};
  const std::vector<StudyRuns> studies = GroupRuns(runs, "test");
  ASSERT_EQ(studies.size(), 4u);
  EXPECT_EQ(studies[0].runs.size(), 2u);
  EXPECT_EQ(studies[0].runs[1], &runs[4]);
  EXPECT_EQ(studies[2].runs[0]->run().corpus(), "demos");
}

TEST(GroupRuns, FoldsOfOneFamilyBelongTogether) {
  EXPECT_EQ(PlanFamily("speaker.jackson"), "speaker");
  EXPECT_EQ(PlanFamily("split"), "split");
  const std::vector<RunResults> runs = {OneRun("a", "t", "speaker.x", "test"),
                                        OneRun("a", "t", "speaker.y", "test"),
                                        OneRun("a", "t", "random", "test")};
  const std::vector<StudyRuns> studies = GroupRuns(runs, "test");
  ASSERT_EQ(studies.size(), 2u);
  EXPECT_EQ(studies[0].runs.size(), 2u);
  EXPECT_TRUE(studies[0].name_plan);
}

TEST(GroupRuns, OtherPartsStandBesideThePartThatIsAskedFor) {
  const std::vector<RunResults> runs = {OneRun("a", "t", "split", "valid"),
                                        OneRun("a", "t", "split", "test"),
                                        OneRun("b", "t", "split", "valid")};
  const std::vector<StudyRuns> studies = GroupRuns(runs, "test");
  ASSERT_EQ(studies.size(), 2u);
  EXPECT_EQ(studies[0].runs[0], &runs[1]);
  EXPECT_EQ(studies[0].other_parts[0], &runs[0]);
  EXPECT_EQ(studies[1].runs[0], &runs[2]);  // Which has no test part.
}

TEST(GroupRuns, WhatRepeatsAnotherFileToTheBitCountsOnce) {
  std::vector<RunResults> runs(2, OneRun("a", "t", "split", "test"));
  for (RunResults& run : runs) run.header.mutable_run()->set_model(9);
  runs[0].file = "one";
  runs[1].file = "two";
  const std::vector<StudyRuns> studies = GroupRuns(runs, "test");
  ASSERT_EQ(studies.size(), 1u);
  EXPECT_EQ(studies[0].runs.size(), 1u);
  EXPECT_EQ(studies[0].notes.size(), 1u);
  runs[1].header.mutable_run()->set_model(10);
  EXPECT_EQ(GroupRuns(runs, "test")[0].runs.size(), 2u);
}

TEST(TrainedAlike, HowItWentDoesNotCountAndWhatWasAskedForDoes) {
  RunResults a = OneRun("a", "t", "split", "test");
  a.header.mutable_run()->set_model(1);
  a.header.add_models()->set_fingerprint(1);
  EXPECT_FALSE(TrainedAlike(a, a));  // Nobody knows.
  Training* training = a.header.mutable_models(0)->mutable_training();
  training->set_loss("cross_entropy");
  RunResults b = a;
  b.header.mutable_models(0)->mutable_training()->set_best_epoch(5);
  EXPECT_TRUE(TrainedAlike(a, b));
  b.header.mutable_models(0)->mutable_training()->set_mode("adapters");
  EXPECT_FALSE(TrainedAlike(a, b));
}

}  // namespace
}  // namespace auricle
