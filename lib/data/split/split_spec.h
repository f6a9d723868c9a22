// SPDX-License-Identifier: Apache-2.0
// A split as a user words it, and what is meant.
#ifndef AURICLE_LIB_DATA_SPLIT_SPLIT_SPEC_H_
#define AURICLE_LIB_DATA_SPLIT_SPLIT_SPEC_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "lib/data/split/plan_stream.h"

namespace auricle {

// The flags of split_dataset, one for one.
struct SplitSpec {
  std::string plan = "split";
  std::string by, balance;
  // Train, valid, test, in any unit; valid or test may be 0. Default: 60,20,20.
  absl::optional<std::string> ratios;
  int folds = 0;
  bool hold_one_out = false;
  std::string test_of;
  // "next", "none", "same", "20%", "within:10%"; "": next, or 20% with test_of.
  std::string valid;
  std::string keep_out;   // "PLAN:test", "PLAN:valid,test"; "PLAN" is its test part.
  std::string per_class;  // "least" or a number.
  int train_per_class = 0;
  std::string rule = "balanced";  // Or "paper".
  uint64_t seed = 1;
  bool replace_plan = false;
  bool merge_alike = false;
};

// Errors: kInvalidArgument for a value that says nothing, or two that exclude each other.
absl::StatusOr<PlanRequest> ParseSplitSpec(const SplitSpec& spec);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_SPLIT_SPLIT_SPEC_H_
