// SPDX-License-Identifier: Apache-2.0
// The flags of figures as files.
#ifndef AURICLE_TOOLS_REPORTING_FLAGS_FIGURE_H_
#define AURICLE_TOOLS_REPORTING_FLAGS_FIGURE_H_

#include <string>

#include "absl/status/status.h"
#include "gflags/gflags_declare.h"

DECLARE_string(figure);
DECLARE_string(condition);
DECLARE_string(published);

namespace auricle {

// Whether --figure asks for one.
bool WantsFigure();

// ToolMisuse if --figure names none, `format` is none of a figure, or flags that belong to figures
// stand without it.
absl::Status CheckFigureFlags(const std::string& format);

}  // namespace auricle

#endif  // AURICLE_TOOLS_REPORTING_FLAGS_FIGURE_H_
