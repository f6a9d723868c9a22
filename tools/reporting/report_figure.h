// SPDX-License-Identifier: Apache-2.0
// The figures of report as files.
#ifndef AURICLE_TOOLS_REPORTING_REPORT_FIGURE_H_
#define AURICLE_TOOLS_REPORTING_REPORT_FIGURE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/report/study/analysis.h"
#include "lib/report/study/study.h"

namespace auricle {

// What --figure names, as bytes of `format` (svg, png or pdf).
absl::StatusOr<std::string> DrawFigureFromFlags(const std::vector<Study>& studies,
                                                const std::vector<Analysis>& analyses,
                                                const std::string& format);

}  // namespace auricle

#endif  // AURICLE_TOOLS_REPORTING_REPORT_FIGURE_H_
