// SPDX-License-Identifier: Apache-2.0
// Which items a trainer learns from and which it selects by, and that neither leaks into the other.
#ifndef AURICLE_LIB_DATA_PARTITION_H_
#define AURICLE_LIB_DATA_PARTITION_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/data/items.h"

namespace auricle {

// Where the validation part comes from.
struct Validation {
  enum Kind { PLAN, WITHIN, NONE };
  Kind kind = PLAN;
  double share = 0;  // WITHIN: of the training part, 0 … 1.
};

// "plan", "within:10%" or "none". Errors: kInvalidArgument naming the value and the three forms.
absl::StatusOr<Validation> ParseValidation(absl::string_view text);

struct Partition {
  std::vector<int32_t> train, valid;  // Indices of items, ascending.
};

// `classes` holds one class index per item, -1: unknown; such items are in neither part. WITHIN
// carves about `share` of every class out of the items that the plan marks train, whole sources at
// a time (sources that share identical audio count as one), the same whatever the stream's order.
// Errors: kFailedPrecondition, naming what is there and what to do: no item marked train or valid
// by `plan`; too few sources to carve; train and valid share no class; and, unless `allow_leaks`,
// a source or identical audio on both sides of train | valid | test.
absl::StatusOr<Partition> MakePartition(const StoredItems& items,
                                        const std::vector<int32_t>& classes,
                                        const std::vector<std::string>& class_names,
                                        const std::string& plan, const Validation& validation,
                                        uint64_t seed, bool allow_leaks);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_PARTITION_H_
