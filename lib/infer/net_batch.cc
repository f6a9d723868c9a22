// SPDX-License-Identifier: Apache-2.0
#include "lib/infer/net_batch.h"

#include <algorithm>

#include "lib/nn/torch/tensors.h"

namespace auricle {

Batch NetBatch(const WindowBatch& windows, int32_t bins, const Runtime& runtime) {
  Batch batch;
  const int64_t count = static_cast<int64_t>(windows.lengths.size());
  batch.features = FloatTensor(windows.features, {count, 1, windows.frames, bins});
  if (runtime.device.type() != at::DeviceType::CPU) {
    batch.features = batch.features.to(runtime.device);
  }
  const bool padded = std::any_of(windows.lengths.begin(), windows.lengths.end(),
                                  [&](int64_t length) { return length < windows.frames; });
  if (padded) batch.lengths = IntTensor(windows.lengths);
  return batch;
}

LoaderOptions LoaderOptionsFor(const Net& net, int threads, int64_t memory_bytes) {
  LoaderOptions options;
  options.threads = std::max(1, std::min(threads, 4));
  options.memory_bytes = memory_bytes;
  options.min_frames = static_cast<int32_t>(net.MinFrames());
  options.round_up = net.config().windows().frames() == 0;
  return options;
}

}  // namespace auricle
