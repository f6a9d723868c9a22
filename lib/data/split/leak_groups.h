// SPDX-License-Identifier: Apache-2.0
// What may not stand on both sides of a split: items of one source, and identical audio.
#ifndef AURICLE_LIB_DATA_SPLIT_LEAK_GROUPS_H_
#define AURICLE_LIB_DATA_SPLIT_LEAK_GROUPS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/data/items.h"

namespace auricle {

// A name per item; equal for items of one source, and for sources that hold identical audio. The
// name is the least source of the group, so it does not depend on the order of items.
std::vector<std::string> LeakGroups(const std::vector<StoredItem>& items);

// kFailedPrecondition naming the first sources, or identical audio, that stand in two of train,
// valid and test, with an item of each side. `sides` has a part per item.
absl::Status CheckNoLeaks(const std::vector<StoredItem>& items, const std::vector<Part>& sides);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SPLIT_LEAK_GROUPS_H_
