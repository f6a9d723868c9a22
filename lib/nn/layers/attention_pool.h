// SPDX-License-Identifier: Apache-2.0
// From a map to a vector by attention over its positions (Zhang et al., 2019, "FCN attention").
#ifndef AURICLE_LIB_NN_LAYERS_ATTENTION_POOL_H_
#define AURICLE_LIB_NN_LAYERS_ATTENTION_POOL_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "lib/nn/net/tensor_adder.h"

namespace auricle {

// Of positions p with values x_p in R^C:  e_p = 0.3 query · tanh(weight x_p + bias),
// a = softmax over the item's positions of e,  result = Σ a_p x_p.
class AttentionPool {
 public:
  // Adds NAME.{weight,bias,query}: [C, C], [C], [C], all normal with deviation 0.05.
  static AttentionPool Create(const std::string& name, int64_t channels, int depth,
                              const TensorAdder& add);
  // [B, C, T, F] → float32 [B, C]; `lengths` are valid frames, undefined: all.
  at::Tensor Apply(const at::Tensor& x, const at::Tensor& lengths) const;

  at::Tensor weight, bias, query;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_ATTENTION_POOL_H_
