// SPDX-License-Identifier: Apache-2.0
#include "lib/tool/flags_audio.h"

#include "gflags/gflags.h"
#include "lib/base/status_macros.h"
#include "lib/tool/flags_io.h"
#include "lib/tool/name_list.h"
#include "lib/tool/tool.h"

DEFINE_int32(channel, 0,
             "Which channel is taken of files that have several, from 1 (1: left); 0: the mean of "
             "all. Clips whose record names one keep it.");
DEFINE_string(files_from, "",
              "A file that lists inputs, one a line (or ended by NULs, as find -print0 writes "
              "them), beside those of the command line.");

namespace auricle {

absl::StatusOr<std::unique_ptr<ClipInputs>> InputsFromFlags(std::vector<std::string> inputs,
                                                            bool keep_features) {
  if (FLAGS_channel < 0) return ToolMisuse("--channel counts from 1; 0 is the mean of all");
  if (!FLAGS_files_from.empty()) {
    const bool none_given = inputs == std::vector<std::string>{"-"};
    if (none_given) inputs.clear();
    absl::StatusOr<std::vector<std::string>> names = ReadNameList(FLAGS_files_from);
    if (!names.ok()) return Annotate(names.status(), "--files_from");
    inputs.insert(inputs.end(), names->begin(), names->end());
  }
  return ClipInputs::Open(inputs, ReadOptionsFromFlags(), keep_features, FLAGS_channel);
}

absl::Status CheckNoChannel() {
  if (FLAGS_channel == 0) return absl::OkStatus();
  return ToolMisuse("--channel is for audio; these clips have features: give it to wav2mel");
}

}  // namespace auricle
