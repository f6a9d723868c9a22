// SPDX-License-Identifier: Apache-2.0
// Lists of file names: too many for a command line, or what find wrote.
#ifndef AURICLE_LIB_TOOL_NAME_LIST_H_
#define AURICLE_LIB_TOOL_NAME_LIST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/audio/decode/bytes.h"

namespace auricle {

// The names in `text`: one a line, or each ended by a NUL if there is one. Line ends may be CRLF;
// empty lines and a byte order mark are passed over; spaces belong to the name.
std::vector<std::string> ParseNameList(absl::string_view text);

// The names in the file at `path`. Errors: OpenFile's; kInvalidArgument if there is no name.
absl::StatusOr<std::vector<std::string>> ReadNameList(const std::string& path);

// What came through a pipe, if it is a list of names; no names if it is something else (audio).
// Errors: kInvalidArgument for text whose first line is the name of no file.
absl::StatusOr<std::vector<std::string>> NamesInPipe(const Bytes& bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_NAME_LIST_H_
