// SPDX-License-Identifier: Apache-2.0
// Text that came from data, made safe for the place it is shown in.
#ifndef AURICLE_LIB_BASE_TEXT_H_
#define AURICLE_LIB_BASE_TEXT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace auricle {

// For stderr and reports: control bytes, characters that turn the direction of writing or break the
// line, and invalid UTF-8 become \xNN, so that no name moves the cursor or makes a line read as
// another.
std::string EscapeForTerminal(absl::string_view text);

// The fewest digits that read back as the same float: 0.1, not 0.100000001.
std::string ShortestNumber(float value);

// Whether `text` is well-formed UTF-8: the only text that a proto3 string holds.
bool IsUtf8(absl::string_view text);

// The candidate nearest to `word` by edit distance, or "" if none is near: for "did you mean".
std::string Nearest(absl::string_view word, const std::vector<std::string>& candidates);

// Ends a message that `word` is unknown: "; did you mean 'b'? There are a, b", or "; there are a,
// b" if none is near.
std::string InsteadOf(absl::string_view word, const std::vector<std::string>& candidates);

}  // namespace auricle

#endif  // AURICLE_LIB_BASE_TEXT_H_
