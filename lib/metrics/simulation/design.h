// SPDX-License-Identifier: Apache-2.0
// Studies that never were: test sets and decisions drawn from a model whose truth is known.
#ifndef AURICLE_LIB_METRICS_SIMULATION_DESIGN_H_
#define AURICLE_LIB_METRICS_SIMULATION_DESIGN_H_

#include <string>
#include <vector>

#include "lib/base/rng.h"
#include "lib/metrics/classify.h"
#include "lib/metrics/compare.h"
#include "lib/metrics/influence.h"

namespace auricle {

// The chance that a decision about an item is right is, on the logit scale, that of its class plus
// normal effects of the standard deviations below; a wrong one is any other class. Conditions
// differ in their own effects alone.
struct Design {
  std::string name;
  std::vector<int> items;      // [class]
  std::vector<double> recall;  // [class], in the middle of the effects.
  int groups = 0;              // Over which each class' items are dealt; 0: units are items.
  int seeds = 1;
  double group = 0;  // Shared by conditions and seeds,
  double item = 0;
  double group_condition = 0;  // by the seeds of one condition,
  double item_condition = 0;
  double seed = 0;        // one training's: what makes further trainings differ
  double group_seed = 0;  // in all, by group,
  double fold_seed = 0;   // or by fold, where every fold has a model of its own.
  int folds = 0;
  bool unequal = false;  // The first group has half of the items.
};

// Test items, the same for every draw but for nothing.
TestItems ItemsOf(const Design& design);
// Draws `conditions` conditions that are equally good.
std::vector<Decisions> Draw(const Design& design, const TestItems& items, int conditions, Rng* rng);
// The figure of items, groups and trainings without end, in the proportions of design.items.
double TruthOf(const Design& design, const NamedMetric& metric);

// Scores of one class against the rest: normal, the class's with standard deviation `sd` about a
// mean that gives the area `roc`, others' with 1; in groups with a share `shared` of either
// variance that is common to a group's items of one kind.
struct RankingDesign {
  std::string name;
  int of_class = 0;
  int others = 0;
  double roc = 0;
  double sd = 1;
  int groups = 0;
  double shared = 0;
};
struct RankingDraw {
  std::vector<float> scores;
  std::vector<int> truth;
  std::vector<int> unit;
  int units = 0;
};
RankingDraw Draw(const RankingDesign& design, Rng* rng);
// The area under the precision-recall curve of scores without end.
double PrTruthOf(const RankingDesign& design);

// The designs of the table in lib/metrics/README.md.
std::vector<Design> Designs();
std::vector<RankingDesign> RankingDesigns();

}  // namespace auricle

#endif  // AURICLE_LIB_METRICS_SIMULATION_DESIGN_H_
