// SPDX-License-Identifier: Apache-2.0
// Layers by themselves, as their tests make them.
#ifndef AURICLE_LIB_NN_LAYERS_LAYER_TESTING_H_
#define AURICLE_LIB_NN_LAYERS_LAYER_TESTING_H_

#include <ATen/Functions.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lib/nn/net/tensor_adder.h"
#include "lib/nn/torch/init.h"

namespace auricle {

// Keeps the tensors that a layer adds, filled as a network of seed 1 fills them.
struct LayerTensors {
  TensorAdder adder = {
      [this](const std::string& name, const std::vector<int64_t>& shape, const Init& init,
             int /*depth*/, bool /*decays*/) {
        at::Tensor tensor = at::empty(shape, at::kFloat);
        FillTensor(init, 1, name, &tensor);
        return tensors[name] = tensor.set_requires_grad(true);
      },
      [this](const std::string& name, const std::vector<int64_t>& shape, double first, int) {
        return tensors[name] = at::full(shape, first, at::kFloat);
      }};
  std::map<std::string, at::Tensor> tensors;
};

// Values between -2 and 2 that repeat nowhere.
inline at::Tensor WavyValues(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (const int64_t size : shape) count *= size;
  const at::Tensor x = at::arange(count, at::kFloat);
  return x.mul(0.37).sin().add(x.mul(0.011).cos()).view(shape);
}

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_LAYER_TESTING_H_
