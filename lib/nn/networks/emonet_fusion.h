// SPDX-License-Identifier: Apache-2.0
// EmoNet's fusion network (Gerczuk et al., 2023): its CNN and its RNN on the same input.
#ifndef AURICLE_LIB_NN_NETWORKS_EMONET_FUSION_H_
#define AURICLE_LIB_NN_NETWORKS_EMONET_FUSION_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"

namespace auricle {

// Network.wide_resnet (WideResnetTrunk and its top) beside Network.recurrent (RecurrentBranch
// "rnn.", whose down_pool 0 stands for 1 here), their vectors one behind the other, and HeadLayers
// for each head. Batch norm of the input (wide_resnet.input_bn) is for both.
//
// Taps: those of emonet_cnn up to its top's, those of the recurrent branch ("rnn.layer1" …),
// pooled, hidden. In depth the recurrent branch comes behind the convolutional one, although it
// does not depend on it: what is frozen up to one of its taps holds all of the CNN.
absl::StatusOr<std::unique_ptr<Net>> MakeEmonetFusion(const Network& config);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_EMONET_FUSION_H_
