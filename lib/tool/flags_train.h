// SPDX-License-Identifier: Apache-2.0
// The flags of how a network is trained.
#ifndef AURICLE_LIB_TOOL_FLAGS_TRAIN_H_
#define AURICLE_LIB_TOOL_FLAGS_TRAIN_H_

#include "gflags/gflags_declare.h"
#include "protos/training.pb.h"

DECLARE_string(from);
DECLARE_string(loss);
DECLARE_string(checkpoint);
DECLARE_double(checkpoint_minutes);
DECLARE_bool(resume);
DECLARE_string(tensorboard);
DECLARE_bool(describe);
DECLARE_bool(union_classes);
DECLARE_int32(classes);
DECLARE_int32(bins);

namespace auricle {

// All but trainer, task, plan, seed and start_from, which others fill.
TrainConfig TrainConfigFromFlags();

}  // namespace auricle

#endif  // AURICLE_LIB_TOOL_FLAGS_TRAIN_H_
