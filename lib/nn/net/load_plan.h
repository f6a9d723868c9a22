// SPDX-License-Identifier: Apache-2.0
// Which tensors of a model go where, decided by name before anything is copied.
#ifndef AURICLE_LIB_NN_NET_LOAD_PLAN_H_
#define AURICLE_LIB_NN_NET_LOAD_PLAN_H_

#include <ATen/core/Tensor.h>

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"

namespace auricle {

using TensorMap = std::map<std::string, at::Tensor>;

struct LoadOptions {
  // Only these tensors of the net are asked for (names or prefixes up to a dot); empty: all.
  std::vector<std::string> only;
  // These may be missing in the model, or have another shape there, and then stay as they are
  // (e.g. "classifier.6": the last layer, whose classes differ).
  std::vector<std::string> allow_missing;
  // Whether the model may have tensors that the net does not ask for.
  bool allow_unexpected = false;
};

struct LoadReport {
  std::vector<std::string> matched;      // Sorted.
  std::vector<std::string> missing;      // Asked for, not in the model; allowed.
  std::vector<std::string> unexpected;   // In the model, not asked for; allowed.
  std::vector<std::string> other_shape;  // "name: [4, 4096] in the model, [5, 4096] here"; allowed.
  // "loaded 26 of 32 tensors; missing …", one line for stderr.
  std::string Summary() const;
};

// Errors: kInvalidArgument naming the tensors where anything falls short of what was asked for,
// where nothing at all would be loaded, or where `only` or `allow_missing` name nothing of the net.
absl::StatusOr<LoadReport> PlanLoad(const TensorMap& tensors, const LoadOptions& options,
                                    const Net& net);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NET_LOAD_PLAN_H_
