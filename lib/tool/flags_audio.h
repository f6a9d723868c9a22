// SPDX-License-Identifier: Apache-2.0
// The flags of every tool that hears: which files, and which of their channels.
#ifndef AURICLE_LIB_TOOL_FLAGS_AUDIO_H_
#define AURICLE_LIB_TOOL_FLAGS_AUDIO_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gflags/gflags_declare.h"
#include "lib/tool/clip_inputs.h"

DECLARE_int32(channel);
DECLARE_string(files_from);

namespace auricle {

// ClipInputs::Open of the positional `inputs` and of those that --files_from lists, with --channel
// and --salvage. With --files_from alone stdin is not read. Errors: those of Open; ToolMisuse.
absl::StatusOr<std::unique_ptr<ClipInputs>> InputsFromFlags(std::vector<std::string> inputs,
                                                            bool keep_features);

// For clips whose features are made already. Errors: ToolMisuse if --channel is given.
absl::Status CheckNoChannel();

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_AUDIO_H_
