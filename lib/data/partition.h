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
#include "lib/data/targets.h"

namespace auricle {

// Where the validation part comes from.
struct Validation {
  enum Kind { PLAN, WITHIN, NONE };
  Kind kind = PLAN;
  double share = 0;  // WITHIN: of the training part, 0 … 1.
};

// "plan", "within:10%" or "none". Errors: kInvalidArgument naming the value and the three forms.
absl::StatusOr<Validation> ParseValidation(absl::string_view text);

struct PartitionOptions {
  std::string plan;
  Validation validation;
  uint64_t seed = 0;  // Of the carved validation part.
  bool allow_leaks = false;
  bool read_unlabelled = false;
};

// Indices of items, ascending.
struct Partition {
  std::vector<int32_t> train, valid;
  std::vector<int32_t> unlabelled;  // Of the training part; none unless read_unlabelled.
};

// `tables` say what is known of the items, for each task; an item of which none knows is in neither
// train nor valid. WITHIN carves about `share` of every stratum (class, or rarest tag) out of the
// items that the plan marks train, whole sources at a time (sources that share identical audio
// count as one), the same whatever the stream's order; of several tasks the first that knows an
// item says its stratum. What shares a source with a carved item is not in `unlabelled`. Errors:
// kFailedPrecondition, naming what is there and what to do: no item marked train or valid by the
// plan; too few sources to carve; train and valid share no class of the first task; and, unless
// allow_leaks, a source or identical audio on both sides of train | valid | test.
absl::StatusOr<Partition> MakePartition(const StoredItems& items,
                                        const std::vector<const TargetTable*>& tables,
                                        const PartitionOptions& options);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_PARTITION_H_
