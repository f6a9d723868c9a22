// SPDX-License-Identifier: Apache-2.0
// The flags of every tool that writes a stream.
#ifndef AURICLE_LIB_TOOL_FLAGS_IO_H_
#define AURICLE_LIB_TOOL_FLAGS_IO_H_

#include "absl/status/status.h"
#include "gflags/gflags_declare.h"
#include "lib/records/reader.h"

DECLARE_string(output);
DECLARE_string(max_bad);
DECLARE_bool(salvage);

namespace auricle {

ReadOptions ReadOptionsFromFlags();

// For a tool that works long before it writes: the error that creating --output would give. What
// exists and is no file (a FIFO, /dev/null) is not touched, as its reader would see an end.
absl::Status CheckOutputFlag();

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_IO_H_
