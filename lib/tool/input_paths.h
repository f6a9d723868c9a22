// SPDX-License-Identifier: Apache-2.0
// Names on a command line that stand for many files.
#ifndef AURICLE_LIB_TOOL_INPUT_PATHS_H_
#define AURICLE_LIB_TOOL_INPUT_PATHS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace auricle {

// By its ending: .wav, .flac, .ogg, .mp3, .au, .aif …
bool HasAudioEnding(const std::string& path);

// The files that `input` stands for: itself; a folder's audio files, its folders' included, sorted;
// a glob's matches, sorted. Errors: kNotFound where there are none.
absl::StatusOr<std::vector<std::string>> ExpandInput(const std::string& input);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_INPUT_PATHS_H_
