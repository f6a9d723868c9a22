// SPDX-License-Identifier: Apache-2.0
// Plans: which items train, validate and test. Pure functions of the items' facts and a seed; the
// order of items never matters.
#ifndef AURICLE_LIB_DATA_SPLIT_SPLIT_H_
#define AURICLE_LIB_DATA_SPLIT_SPLIT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/data/split/item_facts.h"

namespace auricle {

struct SplitOptions {
  // What the test part is.
  enum Kind {
    RATIOS,        // A share; so is the validation part.
    FOLDS,         // Each of `folds` equal parts in turn: plans PLAN.0 …
    HOLD_ONE_OUT,  // Each group in turn: plans PLAN.GROUP …
    TEST_OF,       // What ItemFacts::before says; but for SAME, its valid part joins train.
    PAPER,  // Contiguous slices, as the anti-transfer paper cut them (specified in split.cc).
  };
  // Where the validation part comes from, for all kinds but RATIOS and PAPER.
  enum Valid {
    NEXT,  // The next fold or group.
    NONE,
    SAME,    // TEST_OF: what ItemFacts::before says of it, too.
    SHARE,   // Of the training part; groups stay whole.
    WITHIN,  // Of the training part; groups are parted, sources are not.
  };
  Kind kind = RATIOS;
  std::string plan = "split";
  bool by_group = false;
  std::array<double, 3> ratios = {60, 20, 20};  // Train, valid, test.
  int folds = 0;
  // A plan of ItemFacts::before, and what follows PLAN in the names of the plans that it leads to.
  struct Before {
    size_t plan = 0;
    std::string suffix;
  };
  std::vector<Before> test_of = {{}};  // TEST_OF: their test parts.
  Valid valid = NEXT;
  double valid_share = 0.2;
  // What is dealt at all. Plans are made for each of `keep_out`, without the items that stand in
  // keep_out_parts of it, nor those of their source or audio.
  std::vector<Before> keep_out;  // Empty: all are dealt, once.
  std::vector<Part> keep_out_parts;
  enum PerClass { ALL_OF_CLASS, AS_THE_RAREST, SO_MANY };
  PerClass per_class = ALL_OF_CLASS;  // Else only so many of each class, and none without class.
  int so_many_per_class = 0;
  int train_per_class = 0;  // Keep only so many of each class in train; 0: all.
  uint64_t seed = 1;
};

struct MadePlan {
  std::string name;
  std::vector<Part> parts;  // One per item.
};

// The plans that `options` ask for. Items of one source are never parted; nor are items of one
// group if by_group, and (but for HOLD_ONE_OUT, whose groups are given) items of identical audio.
// The items that train_per_class keeps are a subset of those that a larger number keeps.
// Errors: kFailedPrecondition, saying what there is and what to do: no items, an item without
// group, fewer groups or sources than parts, a class of fewer items than are to be kept, nothing
// left to deal.
absl::StatusOr<std::vector<MadePlan>> MakePlans(const std::vector<ItemFacts>& items,
                                                const SplitOptions& options);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SPLIT_SPLIT_H_
