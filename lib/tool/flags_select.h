// SPDX-License-Identifier: Apache-2.0
// The flags that say which label and which part of the data a tool works on.
#ifndef AURICLE_LIB_TOOL_FLAGS_SELECT_H_
#define AURICLE_LIB_TOOL_FLAGS_SELECT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gflags/gflags_declare.h"
#include "protos/clip.pb.h"

DECLARE_string(task);
DECLARE_string(plan);
DECLARE_string(split);

namespace auricle {

// The parts that --split names ("test", "train,valid"); empty for "all". Errors: ToolMisuse.
absl::StatusOr<std::vector<Part>> PartsFromFlag();

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_SELECT_H_
