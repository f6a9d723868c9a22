// SPDX-License-Identifier: Apache-2.0
// The one way to stderr: whole lines and the progress line do not tear each other.
#ifndef AURICLE_LIB_TOOL_SAY_H_
#define AURICLE_LIB_TOOL_SAY_H_

#include <string>

#include "absl/strings/string_view.h"

namespace auricle {

// Writes `line` and a newline; a progress line that stands there is redrawn below it.
void WriteStderrLine(absl::string_view line);

// Sets the transient last line of a terminal ("" clears it), of which it shows what fits into a
// row; of ASCII. REQUIRES: stderr is a terminal.
void SetStatusLine(const std::string& line);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_SAY_H_
