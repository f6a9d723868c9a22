// SPDX-License-Identifier: Apache-2.0
// The flags of where and in which numbers a network runs.
#ifndef AURICLE_LIB_TOOL_FLAGS_COMPUTE_H_
#define AURICLE_LIB_TOOL_FLAGS_COMPUTE_H_

#include "gflags/gflags_declare.h"

DECLARE_string(device);
DECLARE_string(precision);

#endif  // AURICLE_LIB_TOOL_FLAGS_COMPUTE_H_
