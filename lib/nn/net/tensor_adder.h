// SPDX-License-Identifier: Apache-2.0
// How the parts that networks share (norms, heads, stacks) register their tensors with a network.
#ifndef AURICLE_LIB_NN_NET_TENSOR_ADDER_H_
#define AURICLE_LIB_NN_NET_TENSOR_ADDER_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "lib/nn/torch/init.h"

namespace auricle {

// A network's Add and AddBuffer, which are its own. A network adds in order of depth, so a part
// that spans depths has one call for each.
struct TensorAdder {
  std::function<at::Tensor(const std::string& name, const std::vector<int64_t>& shape,
                           const Init& init, int depth, bool decays)>
      parameter;
  std::function<at::Tensor(const std::string& name, const std::vector<int64_t>& shape, double first,
                           int depth)>
      buffer;
  // Where the network says, before a pass in training, the share of a batch in running statistics;
  // null: the published one.
  const double* batch_share = nullptr;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NET_TENSOR_ADDER_H_
