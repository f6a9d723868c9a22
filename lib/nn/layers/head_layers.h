// SPDX-License-Identifier: Apache-2.0
// EmoNet's head: from the pooled vector to logits through one hidden layer.
#ifndef AURICLE_LIB_NN_LAYERS_HEAD_LAYERS_H_
#define AURICLE_LIB_NN_LAYERS_HEAD_LAYERS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <utility>

#include "lib/nn/layers/batch_norm.h"
#include "lib/nn/layers/head.h"
#include "lib/nn/net/tensor_adder.h"

namespace auricle {

// Dense D → ⌊D/2⌋, batch norm, ReLU, dropout, dense. Two classes share one unit z: their logits are
// [0, z], whose softmax is [1 - sigmoid(z), sigmoid(z)]. First weights are Glorot's, biases 0.
class HeadLayers : public HeadModule {
 public:
  struct Sizes {
    int64_t features = 0;  // D, 2 or more.
    int64_t classes = 0;
    double dropout = 0;
    bool shared_unit = true;  // Two classes share a unit; of SIGMOID they cannot.
  };

  HeadLayers(std::string prefix, const Sizes& sizes) : prefix_(std::move(prefix)), sizes_(sizes) {}
  // Adds PREFIX.hidden.{weight,bias,norm.*}, and then PREFIX.output.{weight,bias}.
  void AddHidden(int depth, const TensorAdder& add) override;
  void AddOutput(int depth, const TensorAdder& add) override;

  // Computed in float32 whatever autocast says. Offers the taps "hidden.pre" and "hidden", before
  // dropout.
  HeadOutput Apply(const Features& features, const Pass& pass) const override;
  bool reads_frames() const override { return false; }
  bool has_dropout() const override { return sizes_.dropout > 0; }
  int64_t hidden() const override { return sizes_.features / 2; }

 private:
  bool OneUnit() const { return sizes_.classes == 2 && sizes_.shared_unit; }

  const std::string prefix_;
  Sizes sizes_;
  at::Tensor hidden_weight_, hidden_bias_, output_weight_, output_bias_;
  BatchNorm norm_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_HEAD_LAYERS_H_
