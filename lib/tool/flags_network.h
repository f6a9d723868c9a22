// SPDX-License-Identifier: Apache-2.0
// The flags of what network is built and what windows it sees.
#ifndef AURICLE_LIB_TOOL_FLAGS_NETWORK_H_
#define AURICLE_LIB_TOOL_FLAGS_NETWORK_H_

#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gflags/gflags_declare.h"
#include "protos/network.pb.h"

DECLARE_string(network);
DECLARE_double(width);
DECLARE_int32(window_frames);

namespace auricle {

// The network that the flags say: a family by name, or what stands in a text file (Network of
// protos/network.proto) with windows changed as the flags say. With `base` (of --from), only flags
// that were given change it. Errors: ToolMisuse; a file that cannot be read, or is not such a text,
// with the line.
absl::StatusOr<Network> NetworkFromFlags(const Network* base);

// The windows that the flags say; unless `all`, only flags that were given change them. Errors:
// ToolMisuse.
absl::Status SetWindowsFromFlags(bool all, Windows* windows);

// --dropout as so many numbers. Errors: ToolMisuse.
absl::StatusOr<std::vector<double>> DropoutsFromFlag(size_t count);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_NETWORK_H_
