// SPDX-License-Identifier: Apache-2.0
// Plans against each other. A model that one plan trained knows the clips that another tests on;
// where the first model starts or teaches the second, that is a leak which no single plan shows.
#ifndef AURICLE_LIB_DATA_SPLIT_PLAN_OVERLAP_H_
#define AURICLE_LIB_DATA_SPLIT_PLAN_OVERLAP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "lib/data/split/item_facts.h"
#include "lib/data/split/split.h"

namespace auricle {

// How much a made plan and one that was there before know of each other.
struct PlanOverlap {
  std::string plan;
  int64_t tested_there = 0;   // Clips of train and valid here that are test there,
  int64_t trained_there = 0;  // and of test here that are train or valid there.
};

// Per plan of `made`, its overlaps with the plans `before` (ItemFacts::before, in their order);
// those without are left out. A clip counts if one of its source or audio does.
std::vector<std::vector<PlanOverlap>> FindOverlaps(const std::vector<ItemFacts>& items,
                                                   const std::vector<MadePlan>& made,
                                                   const std::vector<std::string>& before);

// A line of it for stderr, or "" if there is none. Names are not escaped here.
std::string DescribeOverlaps(const std::vector<PlanOverlap>& overlaps);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SPLIT_PLAN_OVERLAP_H_
