// SPDX-License-Identifier: Apache-2.0
// Dealing units (items that must stay together) to parts, so that every class and the whole come
// out in the proportions asked for.
#ifndef AURICLE_LIB_DATA_SPLIT_SPLIT_DEAL_H_
#define AURICLE_LIB_DATA_SPLIT_SPLIT_DEAL_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "lib/data/split/item_facts.h"

namespace auricle {

struct SplitUnit {
  std::string key;         // The least name in it; what ties are broken by. Distinct.
  std::vector<int> items;  // Indices of its items.
};

// How items are kept together.
struct KeepTogether {
  bool groups;
  bool audio;  // Items of one digest. Items of one source always are.
};

// The units of the items in `subset`, sorted by key.
std::vector<SplitUnit> MakeUnits(const std::vector<ItemFacts>& items,
                                 const std::vector<int>& subset, const KeepTogether& keep);

// A part index per unit. With n(c, p) items of class c in part p, N(c) in all, and shares r(p):
// minimises, greedily and then by single moves,
//   sum over c of sum over p of (n(c, p) - r(p) N(c))² / N(c),
// plus half as much for the counts of all items. Large and rare units go first; ties by
// StableHash(key, seed), so that the order of `units` does not matter. Every part with a share gets
// a unit. An item of several classes counts for each; one of none is of a class of its own.
// Errors: kFailedPrecondition if there are fewer units than parts with a share; kInvalidArgument if
// none has one.
absl::StatusOr<std::vector<int>> DealUnits(const std::vector<ItemFacts>& items,
                                           const std::vector<SplitUnit>& units,
                                           absl::Span<const double> shares, uint64_t seed);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SPLIT_SPLIT_DEAL_H_
