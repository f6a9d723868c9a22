// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/study.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "lib/evaluate/evaluated_run.h"
#include "lib/evaluate/synthetic.h"
#include "lib/metrics/classify.h"
#include "lib/report/study/analysis.h"

namespace auricle {
namespace {

RunResults OneRun(const std::string& name, double accuracy, uint64_t seed, int speaker) {
  SyntheticRun synthetic;
  synthetic.condition = name;
  synthetic.accuracy = accuracy;
  synthetic.seed = seed;
  synthetic.speaker = speaker;
  return EvaluatedRun(synthetic, "speaker");
}

std::vector<RunResults> Grid(const std::vector<std::string>& names, int seeds, int speakers) {
  std::vector<RunResults> runs;
  for (size_t n = 0; n < names.size(); ++n) {
    for (int seed = 1; seed <= seeds; ++seed) {
      for (int speaker = 0; speaker < speakers; ++speaker) {
        runs.push_back(OneRun(names[n], 0.6 + 0.1 * n, seed, speaker));
      }
    }
  }
  return runs;
}

TEST(Study, PoolsThePlansOfASeedItemByItem) {
  const std::vector<RunResults> runs = Grid({"a"}, /*seeds=*/2, /*speakers=*/3);
  const auto studies = GatherStudies(runs, {});
  ASSERT_TRUE(studies.ok()) << studies.status();
  ASSERT_EQ(studies->size(), 1u);
  const Study& study = (*studies)[0];
  EXPECT_EQ(study.items.truth.size(), 300u);
  EXPECT_EQ(study.groups, (std::vector<std::string>{"george", "jackson", "lucas"}));
  EXPECT_EQ(study.conditions[0].seeds, (std::vector<uint64_t>{1, 2}));
  double hits = 0;
  for (const RunResults& run : runs) {
    for (const Outcome& o : run.outcomes)
      hits += run.run().seed() == 1 && o.truth() == o.decision();
  }
  EXPECT_NEAR(Analyse(study, {}).conditions[0].by_seed[0][0], hits / 300, 1e-12);
}

TEST(Study, TheBaselineIsTheOneNamedSoOrTheOneAskedFor) {
  const std::vector<RunResults> runs = Grid({"a", "Baseline", "c"}, 1, 2);
  EXPECT_EQ((*GatherStudies(runs, {}))[0].conditions[0].name, "Baseline");
  StudyOptions options;
  options.baseline = "c";
  EXPECT_EQ((*GatherStudies(runs, options))[0].conditions[0].name, "c");
  options.baseline = "basline";
  const auto unknown = GatherStudies(runs, options);
  EXPECT_NE(unknown.status().message().find("'Baseline'"), absl::string_view::npos);
}

TEST(Study, UnequalTestSetsAreRefusedAndIntersectedOnRequest) {
  std::vector<RunResults> runs = Grid({"a", "b"}, 1, 2);
  runs[3].outcomes.pop_back();
  const auto refused = GatherStudies(runs, {});
  ASSERT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(refused.status().message().find("--intersect"), absl::string_view::npos);
  StudyOptions options;
  options.intersect = true;
  const auto kept = GatherStudies(runs, options);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ((*kept)[0].items.truth.size(), 199u);
  ASSERT_EQ((*kept)[0].notes.size(), 1u);
  EXPECT_NE((*kept)[0].notes[0].find("1 others were dropped"), std::string::npos);
}

TEST(Study, ARunThatIsGivenTwiceIsAnError) {
  std::vector<RunResults> runs = Grid({"a"}, 1, 2);
  runs.push_back(runs[0]);
  EXPECT_EQ(GatherStudies(runs, {}).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Study, ContradictingTruthsAreAnError) {
  std::vector<RunResults> runs = Grid({"a", "b"}, 1, 1);
  runs[1].outcomes[0].set_truth((runs[1].outcomes[0].truth() + 1) % 10);
  const auto studies = GatherStudies(runs, {});
  ASSERT_FALSE(studies.ok());
  EXPECT_NE(studies.status().message().find("truth"), absl::string_view::npos);
}

TEST(Study, ClassesMeetByNameAcrossRuns) {
  std::vector<RunResults> runs = Grid({"a", "b"}, 1, 1);
  // The same run told with its classes in another order.
  RunInfo* info = runs[1].header.mutable_run();
  info->mutable_classes()->SwapElements(0, 9);
  const auto swapped = [](int c) { return c == 0 ? 9 : c == 9 ? 0 : c; };
  for (Outcome& o : runs[1].outcomes) {
    o.set_truth(swapped(o.truth()));
    o.set_decision(swapped(o.decision()));
  }
  const auto studies = GatherStudies(runs, {});
  ASSERT_TRUE(studies.ok()) << studies.status();
  EXPECT_EQ((*studies)[0].classes.size(), 10u);
}

TEST(Study, OtherTasksAreOtherStudies) {
  std::vector<RunResults> runs = Grid({"a"}, 1, 2);
  runs[1].header.mutable_run()->set_task("word");
  EXPECT_EQ(GatherStudies(runs, {})->size(), 2u);
}

TEST(Study, OtherPartsStandBesideTheTestPartAndAreNoStudies) {
  std::vector<RunResults> runs = Grid({"baseline", "a"}, 1, 1);
  for (const char* part : {"train", "valid"}) {
    RunResults other = runs.back();
    other.header.mutable_run()->set_split(part);
    runs.insert(runs.begin(), other);
  }
  const auto studies = GatherStudies(runs, {});
  ASSERT_TRUE(studies.ok()) << studies.status();
  ASSERT_EQ(studies->size(), 1u);
  EXPECT_EQ((*studies)[0].split, "test");
  EXPECT_EQ((*studies)[0].conditions[1].other_parts.size(), 2u);
  StudyOptions options;
  options.split = "valid";
  EXPECT_EQ((*GatherStudies(runs, options))[0].split, "valid");
}

TEST(Study, FoldsOfAnotherDivisionAreAnotherStudy) {
  std::vector<RunResults> runs = Grid({"a"}, 1, 2);  // Plans speaker.george, speaker.jackson.
  EXPECT_EQ(GatherStudies(runs, {})->size(), 1u);
  runs[1].header.mutable_run()->set_plan("random");
  const auto studies = GatherStudies(runs, {});
  ASSERT_EQ(studies->size(), 2u);
  EXPECT_EQ((*studies)[1].plan, "random");
}

// The published repetitions share one seed and differ by the processor's chance, or not at all.
TEST(Study, RepetitionsUnderOneSeedAreReplicatesUnlessTheyAreTheSameToTheBit) {
  std::vector<RunResults> runs = Grid({"a"}, 1, 1);
  RunResults again = runs[0];
  again.file = "again.results";
  runs.push_back(again);
  const auto same = GatherStudies(runs, {});
  ASSERT_TRUE(same.ok()) << same.status();
  EXPECT_EQ((*same)[0].conditions[0].seeds.size(), 1u);
  EXPECT_NE(absl::StrJoin((*same)[0].notes, " ").find("to the bit"), std::string::npos);

  runs[1].header.mutable_models(0)->set_fingerprint(7);  // Another outcome of the same training.
  runs[1].header.mutable_run()->set_model(7);
  const auto repeated = GatherStudies(runs, {});
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ((*repeated)[0].conditions[0].seeds.size(), 2u);

  runs[1].header.mutable_models(0)->mutable_training()->set_learning_rate(9);  // Another training.
  EXPECT_FALSE(GatherStudies(runs, {}).ok());
}

TEST(Analysis, FindsALargeDifferenceAndNotASmallOne) {
  std::vector<RunResults> runs;
  for (const auto& [name, accuracy] : std::vector<std::pair<std::string, double>>{
           {"baseline", 0.6}, {"same", 0.6}, {"good", 0.8}}) {
    for (int seed = 1; seed <= 3; ++seed) {
      for (int speaker = 0; speaker < 6; ++speaker) {
        runs.push_back(OneRun(name, accuracy, seed, speaker));
      }
    }
  }
  const auto studies = GatherStudies(runs, {});
  ASSERT_TRUE(studies.ok()) << studies.status();
  const Analysis analysis = Analyse((*studies)[0], {});
  ASSERT_EQ(analysis.comparisons.size(), 2u);
  const Comparison& same = analysis.comparisons[0];
  const Comparison& good = analysis.comparisons[1];
  EXPECT_GT(same.p_holm, 0.05);
  EXPECT_LT(good.p_holm, 0.05);  // Three seeds say no more.
  EXPECT_GE(good.p_holm, good.p);
  EXPECT_GT(good.differences[analysis.main_metric].interval.low, 0.05);
  EXPECT_TRUE(good.paired_seeds);
  EXPECT_DOUBLE_EQ(good.p_units, 2.0 / 64);  // The smallest that six groups allow.
  EXPECT_DOUBLE_EQ(good.p_seeds, 0.25);      // And three seeds.
  ASSERT_EQ(good.mcnemar.size(), 3u);
  double gained = 0;
  for (const McNemar& test : good.mcnemar) {
    gained += (test.won - test.lost) / 3.0;
    EXPECT_LT(test.p, 0.01);
  }
  EXPECT_NEAR(gained, 600 * good.differences[0].value, 1e-6);
  EXPECT_EQ(good.eps_min_above, 0);  // Every seed of one above every seed of the other.
  EXPECT_EQ(good.eps_min_below, 1);
}

TEST(Analysis, OtherSeedsAreComparedUnpaired) {
  std::vector<RunResults> runs;
  for (int seed = 1; seed <= 3; ++seed) {
    for (int speaker = 0; speaker < 3; ++speaker) {
      runs.push_back(OneRun("baseline", 0.6, seed, speaker));
      runs.push_back(OneRun("other", 0.8, seed + 10, speaker));
    }
  }
  const auto studies = GatherStudies(runs, {});
  ASSERT_TRUE(studies.ok()) << studies.status();
  const Comparison c = Analyse((*studies)[0], {}).comparisons[0];
  EXPECT_FALSE(c.paired_seeds);
  EXPECT_TRUE(std::isnan(c.p_seeds));
  EXPECT_TRUE(c.mcnemar.empty());
  EXPECT_GT(c.differences[0].value, 0.1);
}

}  // namespace
}  // namespace auricle
