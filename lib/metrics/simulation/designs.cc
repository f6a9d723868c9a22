// SPDX-License-Identifier: Apache-2.0
// The designs that stand in the table.
#include "absl/strings/str_cat.h"
#include "lib/metrics/simulation/design.h"

namespace auricle {
namespace {

Design Even(const std::string& name, int classes, int items, double recall) {
  Design design;
  design.name = name;
  design.items.assign(classes, items);
  design.recall.assign(classes, recall);
  return design;
}

Design Uneven(const std::string& name, std::vector<int> items, std::vector<double> recall) {
  Design design;
  design.name = name;
  design.items = std::move(items);
  design.recall = std::move(recall);
  return design;
}

void AddOfItems(std::vector<Design>* all) {
  all->push_back(Uneven("190 + 10, recalls .95 .95", {190, 10}, {.95, .95}));
  all->push_back(Uneven("190 + 10, recalls .95 .60", {190, 10}, {.95, .60}));
  all->push_back(Uneven("190 + 10, recalls .99 .99", {190, 10}, {.99, .99}));
  all->push_back(Uneven("95 + 5, recalls .90", {95, 5}, {.90, .90}));
  all->push_back(Uneven("170 + 20 + 10, recalls .90", {170, 20, 10}, {.9, .9, .9}));
  all->push_back(Uneven("400 + 100, recalls .7 .5", {400, 100}, {.7, .5}));
  all->push_back(Uneven("5 × 40 + 5 × 4, recalls .8", {40, 40, 40, 40, 40, 4, 4, 4, 4, 4},
                        std::vector<double>(10, .8)));
  all->push_back(Even("4 × 20, recalls .80", 4, 20, .80));
  all->push_back(Even("4 × 20, recalls .95", 4, 20, .95));
  all->push_back(Even("10 × 4, recalls .70", 10, 4, .70));
  all->push_back(Even("10 × 4, recalls .90", 10, 4, .90));
  all->push_back(Uneven("10 × 4, recalls .50 … .98", std::vector<int>(10, 4),
                        {.5, .55, .6, .7, .75, .8, .85, .9, .95, .98}));
  all->push_back(Even("50 × 4, recalls .80", 50, 4, .80));
  all->push_back(Even("20 × 5, recalls .40", 20, 5, .40));
  all->push_back(Even("30 × 1, recalls .80", 30, 1, .80));
  all->push_back(Even("2 × 100, recalls .98", 2, 100, .98));
}

void AddOfGroups(std::vector<Design>* all) {
  for (const int groups : {2, 3, 5, 6, 10, 20, 30}) {
    for (const double sd : {0.0, 0.5, 1.0}) {
      if (sd == 0 && groups > 6) continue;
      Design d = Even(absl::StrCat(groups, " groups × 20, recalls .80, group sd ", sd), 4,
                      5 * groups, .80);
      d.groups = groups;
      d.group = sd;
      all->push_back(d);
    }
  }
  Design d = Even("6 groups × 20, recalls .97, group sd .5", 4, 30, .97);
  d.groups = 6;
  d.group = .5;
  all->push_back(d);
  d = Uneven("10 groups, 190 + 10, recalls .95, group sd .5", {190, 10}, {.95, .95});
  d.groups = 10;
  d.group = .5;
  all->push_back(d);
  d = Even("7 groups, one with half of 280 items, group sd .5", 4, 70, .80);
  d.groups = 7;
  d.group = .5;
  d.unequal = true;
  all->push_back(d);
}

void AddOfSeeds(std::vector<Design>* all) {
  for (const int seeds : {2, 3, 5, 7}) {
    for (const double sd : {0.0, 0.3, 1.0}) {
      Design d = Even(absl::StrCat("200 items, ", seeds, " seeds of sd ", sd), 4, 50, .80);
      d.seeds = seeds;
      d.seed = sd;
      d.item = 1;
      all->push_back(d);
    }
  }
  Design d = Uneven("190 + 10, recalls .95, 3 seeds of sd .3", {190, 10}, {.95, .95});
  d.seeds = 3;
  d.seed = .3;
  d.item = .5;
  all->push_back(d);
  for (const int seeds : {3, 5}) {
    d = Even(absl::StrCat("10 groups × 20, ", seeds, " seeds of sd .4"), 4, 50, .80);
    d.groups = 10;
    d.seeds = seeds;
    d.group = d.item = .5;
    d.seed = .4;
    all->push_back(d);
  }
  d = Even("6 groups × 20, 5 seeds, interaction .5", 4, 30, .75);
  d.groups = 6;
  d.seeds = 5;
  d.group = d.item = d.group_seed = .5;
  all->push_back(d);
  d = Even("2 groups × 50, 3 seeds of sd .2", 4, 25, .75);
  d.groups = 2;
  d.seeds = 3;
  d.group = .3;
  d.item = .5;
  d.seed = .2;
  all->push_back(d);
  d = Even("1000 items, 3 seeds of sd .2, items × conditions .5", 4, 250, .60);
  d.seeds = 3;
  d.item = 1;
  d.item_condition = .5;
  d.seed = .2;
  all->push_back(d);
}

// As experiments/*.mk are: every fold has a model of its own for each seed, so that trainings
// differ by fold.
void AddOfStudies(std::vector<Design>* all) {
  Design d = Even("FSDD: 6 speakers × 500, 6 folds, 5 seeds", 10, 300, .50);
  d.groups = d.folds = 6;
  d.seeds = 5;
  d.group = d.item = .5;
  d.group_condition = .15;
  d.fold_seed = .25;
  all->push_back(d);
  d = Even("words: 12 voices × 72, 3 folds, 5 seeds", 12, 72, .75);
  d.groups = 12;
  d.folds = 3;
  d.seeds = 5;
  d.group = d.item = .5;
  d.group_condition = .2;
  d.fold_seed = .3;
  all->push_back(d);
  d = Even("notes: 12 instruments × 160, 3 folds, 5 seeds", 5, 384, .50);
  d.groups = 12;
  d.folds = 3;
  d.seeds = 5;
  d.group = d.item = .5;
  d.group_condition = .2;
  d.fold_seed = .3;
  all->push_back(d);
  d = Even("emonet: 4 speakers × 60, 3 seeds", 6, 40, .60);
  d.groups = 4;
  d.seeds = 3;
  d.group = .5;
  d.item = 1;
  d.group_condition = .2;
  d.seed = .2;
  all->push_back(d);
}

}  // namespace

std::vector<Design> Designs() {
  std::vector<Design> all;
  AddOfItems(&all);
  AddOfGroups(&all);
  AddOfSeeds(&all);
  AddOfStudies(&all);
  return all;
}

std::vector<RankingDesign> RankingDesigns() {
  return {{"10 + 190, area .983", 10, 190, .983},
          {"5 + 45, area .983", 5, 45, .983},
          {"50 + 50, area .983", 50, 50, .983},
          {"10 + 190, area .995", 10, 190, .995},
          {"10 + 190, area .90", 10, 190, .90},
          {"5 + 45, area .80", 5, 45, .80},
          {"50 + 50, area .80", 50, 50, .80},
          {"5 + 195, area .70", 5, 195, .70},
          {"3 + 30, area .90", 3, 30, .90},
          {"10 + 190, area .95, sd 2", 10, 190, .95, 2},
          {"10 + 190, area .95, sd 1/2", 10, 190, .95, .5},
          {"100 + 1000, area .97", 100, 1000, .97},
          {"6 groups, 20 + 180, area .90", 20, 180, .90, 1, 6, .3},
          {"10 groups, 20 + 180, area .90", 20, 180, .90, 1, 10, .3},
          {"20 groups, 40 + 160, area .97", 40, 160, .97, 1, 20, .3}};
}

}  // namespace auricle
