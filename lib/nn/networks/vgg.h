// SPDX-License-Identifier: Apache-2.0
// VGG16 (Simonyan and Zisserman, 2015) for one-channel spectrograms.
#ifndef AURICLE_LIB_NN_NETWORKS_VGG_H_
#define AURICLE_LIB_NN_NETWORKS_VGG_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"

namespace auricle {

// 13 convolutions 3×3 (conv1_1 … conv5_3) in five blocks, each closed by a 2×2 max pool; the mean
// over 7×7 cells (or over everything); fc1, fc2 and the output layer. Tensors bear torchvision's
// names ("features.0.weight" … "classifier.6.bias").
//
// Batch norm is torch's (eps 1e-5, momentum 0.1): in training its statistics are of the padding
// too, so windows mostly of padding are better cut shorter; in evaluation padding changes nothing.
//
// Taps: input, conv1_1 … conv5_3 (after ReLU), pool1 … pool5, flat, fc1, fc2 (after ReLU, before
// dropout); with ".pre" before the activation (after batch norm, if any); slice:K, the first K
// modules of the published list of 31, where there is no batch norm.
//
// First weights (torchvision's): convolutions normal with variance 2 / (9 C_out), biases 0;
// linear layers normal with deviation 0.01, biases 0; but the one-channel conv1_1 and the output
// layer, which the paper put in later, uniform within 1 / sqrt(fan in), biases too.
absl::StatusOr<std::unique_ptr<Net>> MakeVgg16(const Network& config);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_VGG_H_
