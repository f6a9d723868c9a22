// SPDX-License-Identifier: Apache-2.0
#include "lib/report/study/joint.h"

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/evaluate/evaluated_run.h"
#include "lib/evaluate/synthetic.h"
#include "lib/report/page/page.h"
#include "lib/report/tables/tsv.h"
#include "lib/report/text/markdown.h"

namespace auricle {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kUar = 1;  // Its place in WholeMetrics().

// `name` under seeds 1 … `seeds` on a corpus, one speaker's items as the test part.
void Add(const std::string& corpus, int classes, const std::string& name, double accuracy,
         int seeds, std::vector<RunResults>* runs) {
  for (int seed = 1; seed <= seeds; ++seed) {
    SyntheticRun synthetic;
    synthetic.corpus = corpus;
    synthetic.classes = classes;
    synthetic.condition = name;
    synthetic.accuracy = accuracy;
    synthetic.seed = seed;
    runs->push_back(EvaluatedRun(synthetic, "none"));
  }
}

// Two corpora that came out alike, item by item.
std::vector<RunResults> EqualCorpora() {
  std::vector<RunResults> runs;
  Add("emodb", 5, "scratch", 0.5, 1, &runs);
  Add("emodb", 5, "adapters", 0.7, 1, &runs);
  for (int r = 0; r < 2; ++r) {
    runs.push_back(runs[r]);
    runs.back().header.mutable_run()->set_corpus("demos");
  }
  return runs;
}

// Two corpora of unlike size and classes, "scratch" and "adapters" on both.
std::vector<RunResults> TwoCorpora(int seeds) {
  std::vector<RunResults> runs;
  Add("emodb", 7, "scratch", 0.5, seeds, &runs);
  Add("emodb", 7, "adapters", 0.8, seeds, &runs);
  Add("demos", 3, "scratch", 0.6, seeds, &runs);
  Add("demos", 3, "adapters", 0.7, seeds, &runs);
  return runs;
}

struct Joined {
  std::vector<RunResults> runs;
  std::vector<Study> studies;
  std::vector<Analysis> analyses;
  absl::optional<Joint> joint;
};

// Fills `joined`, whose runs are given.
void Join(Joined* joined) {
  auto studies = GatherStudies(joined->runs, {});
  ASSERT_TRUE(studies.ok()) << studies.status();
  joined->studies = *std::move(studies);
  for (const Study& study : joined->studies) joined->analyses.push_back(Analyse(study, {}));
  joined->joint = JoinStudies(joined->studies, {});
}

TEST(Joint, FiguresAndDifferencesAreMeansOverCorporaHoweverManyItems) {
  Joined j = {TwoCorpora(3), {}, {}, {}};
  Join(&j);
  ASSERT_EQ(j.studies.size(), 2u);
  ASSERT_TRUE(j.joint.has_value());
  EXPECT_EQ(j.joint->study.corpus, "2 corpora");
  EXPECT_EQ(j.joint->study.items.truth.size(), 100u);
  for (size_t m = 0; m < WholeMetrics().size(); ++m) {
    const auto of = [&](int study, int condition) {
      return j.analyses[study].conditions[condition].metrics[m].value;
    };
    for (int c = 0; c < 2; ++c) {
      EXPECT_NEAR(j.joint->analysis.conditions[c].metrics[m].value, (of(0, c) + of(1, c)) / 2,
                  1e-12);
    }
    EXPECT_NEAR(j.joint->analysis.comparisons[0].differences[m].value,
                (of(0, 1) - of(0, 0) + of(1, 1) - of(1, 0)) / 2, 1e-12);
  }
}

// Were the corpora resampled by equal draws, those that came out alike would seem one.
TEST(Joint, VariancesOfCorporaAddUpHoweverManyItems) {
  for (const std::vector<RunResults>& runs : {TwoCorpora(1), EqualCorpora()}) {
    Joined j = {runs, {}, {}, {}};
    Join(&j);
    ASSERT_TRUE(j.joint.has_value());
    const auto se = [](const Analysis& a) { return a.conditions[0].metrics[kUar].se; };
    const double want = std::hypot(se(j.analyses[0]), se(j.analyses[1])) / 2;
    EXPECT_NEAR(se(j.joint->analysis) / want, 1, 0.04);
  }
}

TEST(Joint, TestsPoolItemsAndOrderComparesTheMeansOfSeeds) {
  Joined j = {TwoCorpora(3), {}, {}, {}};
  Join(&j);
  ASSERT_TRUE(j.joint.has_value());
  const Comparison& c = j.joint->analysis.comparisons[0];
  ASSERT_EQ(c.mcnemar.size(), 3u);
  for (int s = 0; s < 3; ++s) {
    EXPECT_EQ(c.mcnemar[s].won, j.analyses[0].comparisons[0].mcnemar[s].won +
                                    j.analyses[1].comparisons[0].mcnemar[s].won);
  }
  EXPECT_EQ(c.eps_min_above, 0);
  EXPECT_EQ(c.eps_min_below, 1);
}

TEST(Joint, AConditionThatIsNotOnEveryCorpusHasNoMeanAndIsNamed) {
  Joined j = {TwoCorpora(2), {}, {}, {}};
  Add("demos", 3, "finetune", 0.7, 2, &j.runs);
  Add("emodb", 7, "last-layer", 0.7, 2, &j.runs);
  Add("demos", 3, "last-layer", 0.7, 1, &j.runs);  // One seed fewer.
  Join(&j);
  ASSERT_TRUE(j.joint.has_value());
  ASSERT_EQ(j.joint->study.conditions.size(), 2u);
  EXPECT_EQ(j.joint->study.conditions[1].name, "adapters");
  ASSERT_EQ(j.joint->study.notes.size(), 2u);
  const Document page = BuildPage(j.studies, j.analyses, &*j.joint, {"", false});
  const std::string text = RenderMarkdown(page);
  EXPECT_THAT(text, HasSubstr("'finetune' was not run under the same seeds"));
  EXPECT_THAT(text, HasSubstr("adapters: better on "));
}

TEST(Joint, OneCorpusOtherBaselinesAndFoldsOfOneCorpusAreNotJoined) {
  Joined one;
  Add("emodb", 7, "scratch", 0.5, 1, &one.runs);
  Join(&one);
  EXPECT_FALSE(one.joint.has_value());
  Joined other = one;
  other.studies.clear();
  Add("demos", 3, "adapters", 0.5, 1, &other.runs);
  Join(&other);
  EXPECT_EQ(other.studies.size(), 2u);
  EXPECT_FALSE(other.joint.has_value());
  Joined folds = {{one.runs[0], one.runs[0]}, {}, {}, {}};
  folds.runs[1].header.mutable_run()->set_plan("random");
  Join(&folds);
  EXPECT_EQ(folds.studies.size(), 2u);
  EXPECT_FALSE(folds.joint.has_value());
}

TEST(Joint, ThePageHasARowForEachCorpusAndForTheMean) {
  Joined j = {TwoCorpora(3), {}, {}, {}};
  Join(&j);
  ASSERT_TRUE(j.joint.has_value());
  const std::string text = RenderMarkdown(BuildPage(j.studies, j.analyses, &*j.joint, {"", false}));
  EXPECT_THAT(text, HasSubstr("# digit on 2 corpora"));
  EXPECT_THAT(text, HasSubstr("\n| emodb | 70 |"));
  EXPECT_THAT(text, HasSubstr("\n| demos | 30 |"));
  EXPECT_THAT(text, HasSubstr("\n| **mean of 2 corpora** | 100 |"));
  EXPECT_THAT(text, HasSubstr("in 1 of 6 with 3 seeds"));
  const std::string alone = RenderMarkdown(BuildPage({j.studies[0]}, {j.analyses[0]}, nullptr, {}));
  EXPECT_THAT(alone, Not(HasSubstr("By corpus")));
}

TEST(Joint, FewerThanThreeSeedsHaveNoStochasticOrderAndThePageSaysWhy) {
  Joined j = {TwoCorpora(2), {}, {}, {}};
  Join(&j);
  ASSERT_TRUE(j.joint.has_value());
  EXPECT_TRUE(std::isnan(j.joint->analysis.comparisons[0].eps_min_above));
  const std::string text = RenderMarkdown(BuildPage(j.studies, j.analyses, &*j.joint, {"", false}));
  EXPECT_THAT(text, HasSubstr("3 seeds or more on either side, here are 2"));
  EXPECT_THAT(text, Not(HasSubstr("ε min:")));
}

TEST(Joint, TheTableNamesItAndHasNoClassesOfIt) {
  Joined j = {TwoCorpora(3), {}, {}, {}};
  Join(&j);
  ASSERT_TRUE(j.joint.has_value());
  std::set<std::string> kinds;
  for (const auto& line : absl::StrSplit(RenderTsv(j.studies, j.analyses, &*j.joint), '\n')) {
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    if (cells.size() > 1 && cells[1] == "2 corpora") kinds.insert(cells[0]);
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"mean", "seed", "difference", "mcnemar", "order"}));
}

}  // namespace
}  // namespace auricle
