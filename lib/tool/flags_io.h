// SPDX-License-Identifier: Apache-2.0
// The flags of every tool that writes a stream.
#ifndef AURICLE_LIB_TOOL_FLAGS_IO_H_
#define AURICLE_LIB_TOOL_FLAGS_IO_H_

#include "gflags/gflags_declare.h"
#include "lib/records/reader.h"

DECLARE_string(output);
DECLARE_string(max_bad);
DECLARE_bool(salvage);

namespace auricle {

ReadOptions ReadOptionsFromFlags();

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_IO_H_
