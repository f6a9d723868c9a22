// SPDX-License-Identifier: Apache-2.0
// What report makes of results.
#ifndef AURICLE_TOOLS_REPORTING_REPORT_RENDER_H_
#define AURICLE_TOOLS_REPORTING_REPORT_RENDER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/evaluate/results_file.h"

namespace auricle {

// The bytes of the output in `format` (ReportFormat()), as the flags say. Tells the answer and what
// should give one pause on stderr.
absl::StatusOr<std::string> RenderReport(const std::vector<RunResults>& runs,
                                         const std::string& format);

}  // namespace auricle

#endif  // AURICLE_TOOLS_REPORTING_REPORT_RENDER_H_
