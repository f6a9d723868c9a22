// SPDX-License-Identifier: Apache-2.0
// What a kind of objective is, for those that define one.
#ifndef AURICLE_LIB_NN_OBJECTIVES_OBJECTIVE_KIND_H_
#define AURICLE_LIB_NN_OBJECTIVES_OBJECTIVE_KIND_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/nn/net/step.h"
#include "lib/nn/objectives/loss_arguments.h"

namespace auricle {

// What an objective may want to know when it is made.
struct ObjectiveContext {
  std::vector<std::string> classes;   // Of the task, in order; empty: not known yet.
  std::vector<int64_t> class_counts;  // In the training part; empty: unknown.
};

struct MadeObjective {
  Objective objective;
  Needs needs;
};

// One kind of objective. Makers read their arguments through LossArguments, which names unknown and
// ill-typed ones.
struct ObjectiveKind {
  const char* name;
  const char* help;  // One line, then one line per argument; shown by --help.
  absl::StatusOr<MadeObjective> (*make)(LossArguments* arguments, const ObjectiveContext& context);
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_OBJECTIVES_OBJECTIVE_KIND_H_
