// SPDX-License-Identifier: Apache-2.0
// The flags of how a tool runs: seed, threads, memory.
#ifndef AURICLE_LIB_TOOL_FLAGS_RUN_H_
#define AURICLE_LIB_TOOL_FLAGS_RUN_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gflags/gflags_declare.h"

DECLARE_uint64(seed);
DECLARE_int32(threads);
DECLARE_string(memory);

namespace auricle {

// --threads, with 0 resolved to the cores that this process may use.
int ThreadsFromFlag();

// A size such as 500M in bytes; `flag` is whose value it is. Errors: ToolMisuse.
absl::StatusOr<int64_t> BytesFromFlag(const char* flag, absl::string_view value);

// --memory in bytes. Errors: ToolMisuse.
absl::StatusOr<int64_t> MemoryFromFlag();

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_RUN_H_
