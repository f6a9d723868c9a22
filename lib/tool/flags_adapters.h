// SPDX-License-Identifier: Apache-2.0
// The flags of training on one corpus or many, beyond those of every trainer.
#ifndef AURICLE_LIB_TOOL_FLAGS_ADAPTERS_H_
#define AURICLE_LIB_TOOL_FLAGS_ADAPTERS_H_

#include <cstddef>
#include <string>

#include "gflags/gflags_declare.h"
#include "protos/training.pb.h"

DECLARE_string(mode);
DECLARE_string(way);
DECLARE_string(heads);
DECLARE_bool(balanced_weights);

namespace auricle {

// --mode, with "auto" resolved for so many heads to learn.
std::string ModeFromFlag(const std::string& network, bool has_from, size_t heads);

// Adds what these flags say to `config`, but the mode.
void SetAdapterConfig(size_t heads, TrainConfig* config);

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_ADAPTERS_H_
