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

// The preset or file of --front_end with what other flags of the group change, ended after --stage.
// `seed` is that of dither, unless a file has one and --seed is not given. Says what a user should
// know of it. Errors: ToolMisuse.
absl::StatusOr<FrontEnd> FrontEndFromFlags(uint64_t seed);

// Names of the group's flags that were given, for provenance; not the path of a file, whose
// parameters stand in the header.
std::vector<std::string> GivenFrontEndFlags();

// For notes in --help: each preset in a line.
std::string PresetTable();

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_FRONT_END_H_
