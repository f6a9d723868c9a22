// SPDX-License-Identifier: Apache-2.0
// What is known of a batch's items as the tensors that objectives read.
#ifndef AURICLE_LIB_TRAIN_LOOP_BATCH_TENSORS_H_
#define AURICLE_LIB_TRAIN_LOOP_BATCH_TENSORS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "lib/data/items.h"
#include "lib/data/loader.h"
#include "lib/data/targets.h"
#include "lib/nn/net/pass.h"
#include "lib/nn/net/step.h"

namespace auricle {

// On `device`. `output_frames` is how many frames the head puts out for the batch, evenly spread
// over it; 0: it tells items alone.
Targets TargetTensors(const WindowBatch& batch, const StoredItems& items, const TargetTable& table,
                      int64_t output_frames, const at::Device& device);

// The targets of a batch that the network mixed as `mix` says: those of each row and its partner in
// the same shares. Classes become distributions over `classes`; an item of which nothing is known
// makes its mixture unknown.
Targets MixTargets(const Targets& targets, const Mix& mix, int64_t classes);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_LOOP_BATCH_TENSORS_H_
