// SPDX-License-Identifier: Apache-2.0
// What a page says of the noise, and of what is missing.
#include "lib/report/page/page.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lib/evaluate/evaluated_run.h"
#include "lib/evaluate/results_file.h"
#include "lib/evaluate/synthetic.h"
#include "lib/report/figures/figures.h"
#include "lib/report/study/analysis.h"
#include "lib/report/study/study.h"
#include "lib/report/text/markdown.h"

namespace auricle {
namespace {

using testing::HasSubstr;
using testing::Not;

// Adds `name` under `seeds`, 100 items of one speaker each; with an accuracy of 2 all are right.
void Add(const std::string& name, double accuracy, const std::vector<uint64_t>& seeds,
         std::vector<RunResults>* runs) {
  for (const uint64_t seed : seeds) {
    SyntheticRun synthetic;
    synthetic.condition = name;
    synthetic.accuracy = accuracy;
    synthetic.seed = seed;
    runs->push_back(EvaluatedRun(synthetic, "none"));
  }
}

std::string PageOf(const std::vector<RunResults>& runs) {
  const auto studies = GatherStudies(runs, {});
  EXPECT_TRUE(studies.ok()) << studies.status();
  const std::vector<Analysis> analyses = {Analyse((*studies)[0], {})};
  return RenderMarkdown(BuildPage(*studies, analyses, nullptr, {"", false}));
}

TEST(Page, ConditionsThatAreAlwaysRightAreSureOnlyAsFarAsTheirItemsGo) {
  std::vector<RunResults> runs;
  Add("baseline", 2, {1, 2}, &runs);
  Add("other", 2, {1, 2}, &runs);
  const std::string page = PageOf(runs);
  EXPECT_THAT(page, HasSubstr("| other | 2 | 100 | **100.0** | 96.3 … 100.0 | **100.0** |"));
  EXPECT_THAT(page, HasSubstr("p = 1.00: no difference at all on these items."));
  EXPECT_THAT(page, Not(HasSubstr("nan")));
  EXPECT_THAT(page, Not(HasSubstr("difference of 0.0 points would be found")));
}

TEST(Page, AMissingRunIsNamedByItsConditionAndTheSeedsThatAreThere) {
  std::vector<RunResults> runs;
  Add("baseline", 0.5, {1, 2, 3}, &runs);
  Add("whole", 0.6, {1, 2, 3}, &runs);
  EXPECT_THAT(PageOf(runs), Not(HasSubstr("unpaired")));
  EXPECT_THAT(PageOf(runs), HasSubstr("like those under 3 seeds."));
  Add("lacking", 0.6, {1, 3}, &runs);
  EXPECT_THAT(PageOf(runs), HasSubstr("baseline (1, 2, 3), each once: lacking (1, 3)."));
  EXPECT_THAT(PageOf(runs), HasSubstr("like those under 2 … 3 seeds."));
  Add("single", 0.6, {1}, &runs);
  EXPECT_THAT(PageOf(runs), HasSubstr("under up to 3 seeds, but for conditions of one seed"));
}

TEST(Page, LevelsThatDifferAreSaid) {
  std::vector<RunResults> runs;
  Add("baseline", 0.5, {1, 2}, &runs);
  EXPECT_THAT(PageOf(runs), Not(HasSubstr("of different levels")));
  runs[1].header.mutable_run()->set_interval(0.9);
  EXPECT_THAT(PageOf(runs), HasSubstr("of different levels (90 %, 95 %)"));
}

// gnuplot would round the axis of a loss down to -1.
TEST(Page, CurvesOfWhatIsNeverNegativeStayAboveZero) {
  std::vector<RunResults> runs;
  Add("baseline", 0.5, {1}, &runs);
  const auto script = [&] {
    const auto studies = GatherStudies(runs, {});
    return absl::StrJoin(LearningCurves((*studies)[0])[0].plot.script, "\n");
  };
  EXPECT_THAT(script(), HasSubstr("[0<*:*]"));
  Training* training = runs[0].header.mutable_models(0)->mutable_training();
  for (Scalar& scalar : *training->mutable_history(0)->mutable_scalars()) {
    if (absl::EndsWith(scalar.name(), "/loss")) scalar.set_value(-1);
  }
  EXPECT_THAT(script(), Not(HasSubstr("[0<*:*]")));
}

}  // namespace
}  // namespace auricle
