// SPDX-License-Identifier: Apache-2.0
// One LSTM or GRU layer, one- or two-directional.
#ifndef AURICLE_LIB_NN_LAYERS_RECURRENT_LAYER_H_
#define AURICLE_LIB_NN_LAYERS_RECURRENT_LAYER_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "lib/base/rng.h"
#include "lib/nn/net/tensor_adder.h"
#include "protos/network.pb.h"

namespace auricle {

// LSTM (Hochreiter and Schmidhuber, 1997, with forget gates) with one bias, gates in LibTorch's
// order (input, forget, cell, output); GRU (Cho et al., 2014) with the reset after the recurrent
// product, hence two biases (reset, update, new). First weights are Glorot's, the recurrent ones
// uniform within 1 / √units, biases 0. No weight decay.
class RecurrentLayer {
 public:
  struct Sizes {
    Recurrent::Cell cell = Recurrent::LSTM;
    int64_t in = 0, units = 0;
    bool bidirectional = false;
  };
  struct Dropout {
    // Of the input and of the state that goes round; what falls, falls for all steps of an item.
    double input = 0, recurrent = 0;
    Rng* rng = nullptr;  // REQUIRED if one of them is above 0.
  };

  explicit RecurrentLayer(const Sizes& sizes) : sizes_(sizes) {}
  // Adds NAME.input.weight [gates × units, in], NAME.recurrent.weight, NAME.bias (of a GRU also
  // NAME.recurrent.bias), and with both directions the same after NAME.reverse.
  void Add(const std::string& name, int depth, const TensorAdder& add);

  // float32 [B, T, in] → [B, T, out()], zero beyond the lengths (int64 [B], or undefined); the
  // reverse direction begins at each item's own last step.
  at::Tensor Apply(const at::Tensor& x, const at::Tensor& lengths, const Dropout& dropout) const;
  int64_t out() const { return sizes_.units * (sizes_.bidirectional ? 2 : 1); }

 private:
  struct Direction {
    at::Tensor input, recurrent, bias, recurrent_bias;  // The last one is a GRU's.
  };

  at::Tensor Run(const Direction& direction, const at::Tensor& x, const Dropout& dropout) const;
  // With dropout of what goes round, which LibTorch's layers have not.
  at::Tensor RunSteps(const Direction& direction, const at::Tensor& x,
                      const Dropout& dropout) const;

  Sizes sizes_;
  std::vector<Direction> directions_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_RECURRENT_LAYER_H_
