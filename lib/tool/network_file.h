// SPDX-License-Identifier: Apache-2.0
// A network written as text.
#ifndef AURICLE_LIB_TOOL_NETWORK_FILE_H_
#define AURICLE_LIB_TOOL_NETWORK_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "protos/network.pb.h"

namespace auricle {

// The Network (protos/network.proto) that stands in the file as text; without a name it is
// "sequential". Errors: a file that cannot be read; kInvalidArgument with file, line and column, or
// for a text of more than 1 MB or without any layer and name.
absl::StatusOr<Network> NetworkFromFile(const std::string& path);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_NETWORK_FILE_H_
