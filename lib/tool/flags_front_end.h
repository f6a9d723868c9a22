// SPDX-License-Identifier: Apache-2.0
// The flags of how audio becomes features: a preset and what overrides it.
#ifndef AURICLE_LIB_TOOL_FLAGS_FRONT_END_H_
#define AURICLE_LIB_TOOL_FLAGS_FRONT_END_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gflags/gflags_declare.h"
#include "protos/front_end.pb.h"

DECLARE_string(front_end);

namespace auricle {

// The preset of --front_end with what other flags of the group change. `seed` is that of dither.
// Errors: ToolMisuse.
absl::StatusOr<FrontEnd> FrontEndFromFlags(uint64_t seed);

// Names of the group's flags that were given, for provenance.
std::vector<std::string> GivenFrontEndFlags();

// For notes in --help: each preset in a line.
std::string PresetTable();

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_FRONT_END_H_
