// SPDX-License-Identifier: Apache-2.0
// Names on a command line that stand for many files.
#ifndef AURICLE_LIB_TOOL_INPUT_PATHS_H_
#define AURICLE_LIB_TOOL_INPUT_PATHS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace auricle {

struct InputPaths {
  std::vector<std::string> paths;
  bool from_folder = false;  // All of them are audio, or parts of the folder that cannot be read.
};

// What `input` stands for: itself; a folder's audio files as WalkAudioFolder finds them, with a
// word on what is left out; a glob's matches, sorted. Errors: kNotFound where there are none.
absl::StatusOr<InputPaths> ExpandInput(const std::string& input);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_INPUT_PATHS_H_
