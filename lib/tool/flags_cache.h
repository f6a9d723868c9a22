// SPDX-License-Identifier: Apache-2.0
// The flags of where what can be computed again is kept.
#ifndef AURICLE_LIB_TOOL_FLAGS_CACHE_H_
#define AURICLE_LIB_TOOL_FLAGS_CACHE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "gflags/gflags_declare.h"

DECLARE_string(cache);
DECLARE_string(cache_size);

namespace auricle {

// The folder that --cache says; "": nothing is kept.
std::string CacheFromFlag();

// --cache_size in bytes. Errors: ToolMisuse.
absl::StatusOr<int64_t> CacheSizeFromFlag();

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_CACHE_H_
