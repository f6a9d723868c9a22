// SPDX-License-Identifier: Apache-2.0
// EmoNet's VGG16 for spectrograms as pictures: three channels made of one.
#ifndef AURICLE_LIB_NN_NETWORKS_IMAGE_VGG_H_
#define AURICLE_LIB_NN_NETWORKS_IMAGE_VGG_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"

namespace auricle {

// Network.image_vgg: a 1×1 convolution to three channels without bias (input.weight), ReLU, batch
// norm (core.input.norm), the 13 convolutions of VGG16 under torchvision's names
// ("features.0.weight" …, whose first has three channels, as published weights have), a top
// (MapTop: the global mean, attention, or recurrent layers) and HeadLayers for each head. There are
// no adapters: every head's way is the core's. freeze_up_to holds so many of the 13 convolutions,
// -1 all of them.
//
// Taps: input, colours (after batch norm), conv1_1 … conv5_3 (after ReLU; ".pre" before it), pool1
// … pool5, the top's, pooled, hidden.
//
// First weights: those of convolutions as torchvision's (normal, variance 2 / (9 C_out)), biases 0;
// input.weight uniform by Glorot.
absl::StatusOr<std::unique_ptr<Net>> MakeImageVgg(const Network& config);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_IMAGE_VGG_H_
