// SPDX-License-Identifier: Apache-2.0
// Windows as a network reads them.
#ifndef AURICLE_LIB_INFER_NET_BATCH_H_
#define AURICLE_LIB_INFER_NET_BATCH_H_

#include <cstdint>

#include "lib/data/loader.h"
#include "lib/nn/net/net.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {

// Copies `windows`, [windows, frames, bins], to the runtime's device as [B, 1, T, F].
Batch NetBatch(const WindowBatch& windows, int32_t bins, const Runtime& runtime);

// How windows are loaded for `net`: as long as its least frames, at least.
LoaderOptions LoaderOptionsFor(const Net& net, int threads, int64_t memory_bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_INFER_NET_BATCH_H_
