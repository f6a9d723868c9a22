// SPDX-License-Identifier: Apache-2.0
// The flags of what network is built and what windows it sees.
#ifndef AURICLE_LIB_TOOL_FLAGS_NETWORK_H_
#define AURICLE_LIB_TOOL_FLAGS_NETWORK_H_

#include "absl/status/statusor.h"
#include "gflags/gflags_declare.h"
#include "protos/network.pb.h"

namespace auricle {

// The network that the flags say. With `base` (of --from), only flags that were given change it.
// Errors: ToolMisuse.
absl::StatusOr<Network> NetworkFromFlags(const Network* base);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_NETWORK_H_
