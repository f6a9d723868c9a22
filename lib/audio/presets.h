// SPDX-License-Identifier: Apache-2.0
// The named front ends: files of parameters in presets/, embedded when building.
#ifndef AURICLE_LIB_AUDIO_PRESETS_H_
#define AURICLE_LIB_AUDIO_PRESETS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "protos/front_end.pb.h"

namespace auricle {

// Sorted.
std::vector<std::string> PresetNames();

// kNotFound naming the presets there are, and the nearest.
absl::StatusOr<FrontEnd> Preset(const std::string& name);

// The file's first comment: what the preset is, in a line.
std::string PresetSummary(const std::string& name);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_PRESETS_H_
