// SPDX-License-Identifier: Apache-2.0
// EmoNet's CNN (Gerczuk et al., 2023): a wide residual network for many corpora, with adapters.
#ifndef AURICLE_LIB_NN_NETWORKS_WIDE_RESNET_H_
#define AURICLE_LIB_NN_NETWORKS_WIDE_RESNET_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"

namespace auricle {

// WideResnetTrunk, a batch norm and ReLU, a top (MapTop) and HeadLayers for each head. Shared
// tensors are pre.weight and stageI.blockJ.convK.weight; those of ways begin with "core." or
// "way.NAME.", those of heads with "head.NAME.". Weight decay is for kernels and adapters.
//
// Taps: input, pre (no activation follows), stageI.blockJ and final (after ReLU), those of a
// recurrent top behind "top.", pooled, hidden (after ReLU, before dropout); with ".pre" before the
// activation.
//
// First weights (Keras'): convolutions He-normal, cut off at two deviations; attention normal with
// deviation 0.05; dense layers Glorot-uniform, their biases 0; norms 1 and 0.
absl::StatusOr<std::unique_ptr<Net>> MakeWideResnet(const Network& config);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_WIDE_RESNET_H_
