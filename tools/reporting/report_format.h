// SPDX-License-Identifier: Apache-2.0
// What report's output is.
#ifndef AURICLE_TOOLS_REPORTING_REPORT_FORMAT_H_
#define AURICLE_TOOLS_REPORTING_REPORT_FORMAT_H_

#include <string>

#include "absl/status/statusor.h"

namespace auricle {

// Of --format, else by the suffix of --output: html, md, tsv, runs, xlsx, svg, png or pdf. Errors:
// ToolMisuse.
absl::StatusOr<std::string> ReportFormat();

}  // namespace auricle

#endif  // AURICLE_TOOLS_REPORTING_REPORT_FORMAT_H_
