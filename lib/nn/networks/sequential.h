// SPDX-License-Identifier: Apache-2.0
// A network whose body is a list of layers: one's own, as a text file (protos/network.proto).
#ifndef AURICLE_LIB_NN_NETWORKS_SEQUENTIAL_H_
#define AURICLE_LIB_NN_NETWORKS_SEQUENTIAL_H_

#include <memory>

#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"
#include "protos/network.pb.h"

namespace auricle {

// Network.sequential. Its taps are "input", every layer by its name ("" has its kind and number
// among the layers of that kind: "convolution3"), and "pooled". A body that ends with maps gives
// heads of frames the mean over bins of each, and heads of items the mean over valid frames and
// bins; one that ends with vectors gives these to heads of items. Tensors are called
// LAYER.weight, LAYER.bias, …; heads' head.NAME.…
//
// First weights of convolutions and dense layers are He's (normal, variance 2 / fan in, cut off at
// two deviations), biases 0, recurrent ones as in recurrent_layer.h. Batch norm is
// lib/nn/layers/batch_norm.h with eps 1e-5: padding is no part of its statistics.
//
// Errors: kInvalidArgument naming the layer, for values out of range, names twice, and layers that
// do not fit one another.
absl::StatusOr<std::unique_ptr<Net>> MakeSequential(const Network& config);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_SEQUENTIAL_H_
