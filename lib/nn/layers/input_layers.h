// SPDX-License-Identifier: Apache-2.0
// What a network does with the features of the stream before its body reads them.
#ifndef AURICLE_LIB_NN_LAYERS_INPUT_LAYERS_H_
#define AURICLE_LIB_NN_LAYERS_INPUT_LAYERS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/base/rng.h"
#include "lib/nn/layers/norm_layer.h"
#include "lib/nn/net/pass.h"
#include "lib/nn/net/tensor_adder.h"
#include "protos/network.pb.h"

namespace auricle {

// Network.input, applied in its order (protos/network.proto says what each step does). Masks,
// noise and mixtures are drawn, and act in training alone. A mixture of rows of unlike lengths is
// as long as the longer one.
class InputLayers {
 public:
  struct Result {
    at::Tensor features;  // Zero beyond the lengths.
    at::Tensor lengths;
    Mix mix;
  };

  // Errors: kInvalidArgument naming the layer by its place, from 1, and the value.
  static absl::StatusOr<InputLayers> Create(const Network& network);

  // Adds input.N.{a,b} for each learnt logarithm, at depth 0: everything depends on them.
  void AddTo(int bins, const TensorAdder& add);
  // float32 [B, 1, T, F] → the same shape. `norm` is the head's. REQUIRES: rng, in training, if
  // draws().
  Result Apply(const Batch& batch, NormLayer* norm, bool training, Rng* rng) const;

  // Whether training draws at random.
  bool draws() const;

 private:
  struct Learnt {
    at::Tensor a, b;  // Logarithms of the factors; [1] or [F].
  };

  std::vector<InputLayer> layers_;
  std::vector<Learnt> learnt_;  // One per layer; undefined of those that learn nothing.
};

// Whether statistics of the training part are applied at all.
bool Standardises(const Network& network);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_INPUT_LAYERS_H_
