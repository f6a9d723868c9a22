// SPDX-License-Identifier: Apache-2.0
// EmoNet's recurrent network (Gerczuk et al., 2023) for many corpora, with adapters.
#ifndef AURICLE_LIB_NN_NETWORKS_EMONET_RNN_H_
#define AURICLE_LIB_NN_NETWORKS_EMONET_RNN_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"

namespace auricle {

// RecurrentBranch (down_pool 0 stands for 8) and HeadLayers for each head.
//
// Taps: input, down (the means, where there are more frames than one to each), projected, layer1 …
// layerN, pooled, hidden. Sequences are [values, steps, 1].
absl::StatusOr<std::unique_ptr<Net>> MakeEmonetRnn(const Network& config);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_EMONET_RNN_H_
