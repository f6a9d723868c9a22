// SPDX-License-Identifier: Apache-2.0
// What the frozen network's taps depend on, to the bit.
#ifndef AURICLE_LIB_TRAIN_FROZEN_FROZEN_TAPS_KEY_H_
#define AURICLE_LIB_TRAIN_FROZEN_FROZEN_TAPS_KEY_H_

#include <string>
#include <vector>

#include "lib/data/loader.h"
#include "lib/data/training_set.h"
#include "lib/nn/net/net.h"
#include "lib/nn/torch/runtime.h"

namespace auricle {

// Text of: the network's description (statistics of its input included) and tensors; the taps under
// their own names; the windows, by place and by digest of the stored features they are cut from;
// precision, device, threads, processor and LibTorch, which shape the last bits. No path, no id, no
// label, no plan: the same sounds under another name find the same taps.
std::string FrozenTapsKey(const Net& net, const std::vector<std::string>& taps,
                          const TrainingSet& set, const std::vector<ItemWindow>& windows,
                          const LoaderOptions& cutting, const Runtime& runtime);

// Operations of computing the deepest of `taps` (by their own names, of Net::Taps) over the bytes
// of all of them, for `frames` input frames; convolutions are taken as 3×3.
double OperationsPerByte(const Net& net, const std::vector<std::string>& taps, int64_t frames,
                         int64_t value_bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_TRAIN_FROZEN_FROZEN_TAPS_KEY_H_
