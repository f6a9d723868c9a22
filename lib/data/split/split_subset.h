// SPDX-License-Identifier: Apache-2.0
// Which items a split deals at all.
#ifndef AURICLE_LIB_DATA_SPLIT_SPLIT_SUBSET_H_
#define AURICLE_LIB_DATA_SPLIT_SPLIT_SUBSET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/data/split/item_facts.h"

namespace auricle {

// A number per item, the same for items that no split may part: those of one source or identical
// audio, and theirs.
std::vector<int> LeakUnits(const std::vector<ItemFacts>& items);

// result[i]: an item of item i's leak unit stands in one of `parts` of the plan
// ItemFacts::before[plan].
std::vector<bool> TouchedBy(const std::vector<ItemFacts>& items, const std::vector<int>& leak_units,
                            size_t plan, const std::vector<Part>& parts);

// Of the items of `subset`, `count` of each class: those with the least hashes, so that fewer are
// always some of more. `count` 0: as many as the rarest class has. Items without class are left
// out. Sorted. Errors: kFailedPrecondition for an item of several classes, no item of any class, a
// class of fewer items than `count`; `what` names the plan and the flag.
absl::StatusOr<std::vector<int>> KeepOfEachClass(const std::vector<ItemFacts>& items,
                                                 const std::vector<int>& subset, int count,
                                                 uint64_t seed, const std::string& what);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SPLIT_SPLIT_SUBSET_H_
