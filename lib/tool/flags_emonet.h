// SPDX-License-Identifier: Apache-2.0
// The flags of what EmoNet's networks are built from.
#ifndef AURICLE_LIB_TOOL_FLAGS_EMONET_H_
#define AURICLE_LIB_TOOL_FLAGS_EMONET_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "protos/front_end.pb.h"
#include "protos/network.pb.h"

namespace auricle {

// The network of heads that the flags say, without heads, bins and windows. With `base` (of --from)
// only flags that were given change it. Errors: ToolMisuse.
absl::StatusOr<Network> EmonetFromFlags(const Network* base);

// Sets the windows of `network` by --window (seconds, by the data's front end) or --window_frames,
// --hop_frames and --tail; unless `all`, only what was given changes them. Errors: ToolMisuse where
// both lengths are given, or none to a --classifier that wants one.
absl::Status SetEmonetWindows(const FrontEnd& front_end, bool all, Network* network);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_EMONET_H_
