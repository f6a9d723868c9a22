// SPDX-License-Identifier: Apache-2.0
// What one repetition of a condition decided, item by item.
#ifndef AURICLE_LIB_REPORT_STUDY_REPLICATE_H_
#define AURICLE_LIB_REPORT_STUDY_REPLICATE_H_

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"

namespace auricle {

using ItemKey = std::pair<std::string, std::string>;  // plan, id

struct ItemOutcome {
  int truth;
  int decision;
  std::string group;
};
using Replicate = std::map<ItemKey, ItemOutcome>;
using ReplicateKey = std::tuple<int64_t, uint64_t, int>;  // condition, seed, repetition

// The error of two that are not on the same items, naming an item; the first has `first_name`.
absl::Status UnequalItems(const std::string& first_name, const Replicate& first,
                          const std::string& other_name, const Replicate& other);

}  // namespace auricle

#endif  // AURICLE_LIB_REPORT_STUDY_REPLICATE_H_
