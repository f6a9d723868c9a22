// SPDX-License-Identifier: Apache-2.0
// The kinds of split, each a function from items to plans; validation is carved out afterwards.
#ifndef AURICLE_LIB_DATA_SPLIT_SPLIT_KINDS_H_
#define AURICLE_LIB_DATA_SPLIT_SPLIT_KINDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/data/split/item_facts.h"
#include "lib/data/split/split.h"
#include "lib/data/split/split_deal.h"

namespace auricle {

// The plans of options.kind; with Valid NEXT their validation parts too. Errors: as MakePlans.
absl::StatusOr<std::vector<MadePlan>> MakeBasePlans(const std::vector<ItemFacts>& items,
                                                    const SplitOptions& options);

// Deals the items of `subset`: result[i] becomes the index of the share that item i falls to.
absl::Status DealSubset(const std::vector<ItemFacts>& items, const std::vector<int>& subset,
                        const KeepTogether& keep, const std::vector<double>& shares, uint64_t seed,
                        std::vector<int>* result);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SPLIT_SPLIT_KINDS_H_
