// SPDX-License-Identifier: Apache-2.0
// The flags of anti-transfer, as a term of --loss.
#ifndef AURICLE_LIB_TOOL_FLAGS_ANTITRANSFER_H_
#define AURICLE_LIB_TOOL_FLAGS_ANTITRANSFER_H_

#include <string>

#include "absl/status/statusor.h"
#include "gflags/gflags_declare.h"

DECLARE_string(at);
DECLARE_string(start);

namespace auricle {

// --loss with the anti-transfer term that the flags say; --loss alone if it has one already.
// Errors: ToolMisuse where both say one.
absl::StatusOr<std::string> AntiTransferLossFromFlags();

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_ANTITRANSFER_H_
