// SPDX-License-Identifier: Apache-2.0
// An --output that is one of the inputs would destroy it.
#ifndef AURICLE_LIB_TOOL_OUTPUT_GUARD_H_
#define AURICLE_LIB_TOOL_OUTPUT_GUARD_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lib/tool/tool.h"

namespace auricle {

// Inputs are the positional arguments, the files that they match as globs, what lies in them as
// folders, and files that other flags name; a link is the file it leads to. A stream may be
// replaced by one of the kind that the tool writes. Errors: ToolMisuse, naming both.
absl::Status CheckOutputIsNoInput(const Tool& tool, const std::vector<std::string>& inputs);

// Whether `path` is the regular file that --output names and that is there already: for inputs that
// are known only later, as the audio of a stream of clips.
bool IsOutputFile(const std::string& path);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_OUTPUT_GUARD_H_
