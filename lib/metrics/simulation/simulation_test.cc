// SPDX-License-Identifier: Apache-2.0
// The fast part of the table in lib/metrics/README.md. The bootstrap and the degrees of freedom
// that stood here before gave what each test says in brackets.
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "lib/metrics/classify.h"
#include "lib/metrics/simulation/measure.h"

namespace auricle {
namespace {

constexpr int kDraws = 1500;  // ± 0.6 points.

Design Named(const std::string& name) {
  for (const Design& design : Designs()) {
    if (design.name == name) return design;
  }
  ADD_FAILURE() << "no design '" << name << "'";
  return Design();
}

double PercentHeld(const std::string& design, const std::string& metric) {
  const Coverage c = CoverageOf(Named(design), *FindMetric(metric), kDraws, 3);
  EXPECT_EQ(c.none, 0) << design;
  return 100.0 * c.held / c.draws;
}

double PercentFound(const std::string& design, const std::string& metric, bool paired = true) {
  const Size size = SizeOf(Named(design), *FindMetric(metric), paired, kDraws, 3);
  EXPECT_EQ(size.none, 0) << design;
  return 100.0 * size.found / size.draws;
}

TEST(Simulation, IntervalsOfUarHoldTheTruthWhereAClassIsSmall) {
  const std::pair<const char*, double> designs[] = {{"190 + 10, recalls .95 .95", 99},   // (48 %)
                                                    {"190 + 10, recalls .95 .60", 97},   // (95)
                                                    {"95 + 5, recalls .90", 99},         // (53)
                                                    {"170 + 20 + 10, recalls .90", 98},  // (90)
                                                    {"4 × 20, recalls .80", 97.5},       // (94)
                                                    {"10 × 4, recalls .90", 97},
                                                    {"50 × 4, recalls .80", 97.5},
                                                    {"30 × 1, recalls .80", 98}};
  for (const auto& [design, most] : designs) {
    EXPECT_GT(PercentHeld(design, "uar"), 93) << design;
    EXPECT_LT(PercentHeld(design, "uar"), most) << design;
  }
}

TEST(Simulation, IntervalsOfMeanF1HoldTheTruth) {
  for (const char* design : {"50 × 4, recalls .80", "20 × 5, recalls .40", "10 × 4, recalls .70"}) {
    EXPECT_GT(PercentHeld(design, "macro_f1"), 93) << design;
    EXPECT_GT(PercentHeld(design, "weighted_f1"), 93) << design;
  }
}

TEST(Simulation, IntervalsOverGroupsAndSeedsHoldTheTruth) {
  for (const char* design :
       {"3 groups × 20, recalls .80, group sd 1", "6 groups × 20, recalls .80, group sd 1",
        "10 groups × 20, recalls .80, group sd 0.5", "200 items, 3 seeds of sd 0.3",
        "10 groups × 20, 3 seeds of sd .4"}) {
    EXPECT_GT(PercentHeld(design, "uar"), 93) << design;
    EXPECT_LT(PercentHeld(design, "uar"), 98.5) << design;
  }
}

TEST(Simulation, IntervalsOfAreasHoldTheTruthNearOne) {
  for (const RankingDesign& design : RankingDesigns()) {
    if (design.of_class > 50) continue;
    const Coverage c = CoverageOf(design, /*roc=*/true, kDraws, 3);
    EXPECT_GT(c.held, 0.93 * kDraws) << design.name;  // (80 to 87 % at .983)
  }
}

TEST(Simulation, EqualConditionsAreFoundDifferentNoMoreThanTheTestSays) {
  for (const char* design :
       {"200 items, 2 seeds of sd 0.3", "200 items, 2 seeds of sd 1",  // (15 to 18 %)
        "200 items, 3 seeds of sd 0.3", "200 items, 3 seeds of sd 1",  // (8 to 12)
        "200 items, 5 seeds of sd 0.3",                                // (8 to 10)
        "10 groups × 20, 3 seeds of sd .4",                            // (8 to 15)
        "6 groups × 20, 5 seeds, interaction .5", "2 groups × 50, 3 seeds of sd .2",
        "10 × 4, recalls .70", "20 × 5, recalls .40", "4 × 20, recalls .80"}) {
    for (const char* metric : {"accuracy", "uar"}) {
      EXPECT_LT(PercentFound(design, metric), 6.2) << design << ", " << metric;
    }
  }
  EXPECT_LT(PercentFound("200 items, 3 seeds of sd 0.3", "uar", /*paired=*/false), 6.2);
}

// A test that never finds anything would pass the one above.
TEST(Simulation, TestsAreNotMuchMoreCautiousThanTheySay) {
  EXPECT_GT(PercentFound("200 items, 3 seeds of sd 1", "uar"), 3);
  EXPECT_GT(PercentFound("200 items, 5 seeds of sd 0.3", "uar"), 3);
  EXPECT_GT(PercentFound("10 groups × 20, recalls .80, group sd 0.5", "uar"), 3);
  EXPECT_GT(PercentFound("4 × 20, recalls .80", "uar"), 3);
}

}  // namespace
}  // namespace auricle
