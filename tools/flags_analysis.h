// SPDX-License-Identifier: Apache-2.0
// wav2mel's own flags: what of the audio is analysed, and how the features are stored.
#ifndef AURICLE_TOOLS_FLAGS_ANALYSIS_H_
#define AURICLE_TOOLS_FLAGS_ANALYSIS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gflags/gflags_declare.h"
#include "lib/tool/analysis.h"

DECLARE_bool(describe);
DECLARE_double(min_peak);

namespace auricle {

// With the front end's flags, --threads and --max_bad. Errors: ToolMisuse.
absl::StatusOr<Analysis> AnalysisFromFlags();

// Names of the flags that shape numbers, for provenance.
std::vector<std::string> GivenAnalysisFlags(const Analysis& analysis);

}  // namespace auricle

#endif  // AURICLE_TOOLS_FLAGS_ANALYSIS_H_
