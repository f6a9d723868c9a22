// SPDX-License-Identifier: Apache-2.0
// One output of a network of many: from the pooled vector to logits.
#ifndef AURICLE_LIB_NN_LAYERS_HEAD_LAYERS_H_
#define AURICLE_LIB_NN_LAYERS_HEAD_LAYERS_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "lib/base/rng.h"
#include "lib/nn/layers/batch_norm.h"
#include "lib/nn/net/tap_collector.h"
#include "lib/nn/net/tensor_adder.h"

namespace auricle {

// Dense D → ⌊D/2⌋, batch norm, ReLU, dropout, dense. Two classes share one unit z: their logits are
// [0, z], whose softmax is [1 - sigmoid(z), sigmoid(z)]. First weights are Glorot's, biases 0.
class HeadLayers {
 public:
  struct Sizes {
    int64_t features = 0;  // D, 2 or more.
    int64_t classes = 0;
    double dropout = 0;
  };
  struct Pass {
    bool training = false;
    Rng* rng = nullptr;
    TapCollector* taps = nullptr;  // Offered "hidden.pre" and "hidden", before dropout.
  };

  explicit HeadLayers(const Sizes& sizes) : sizes_(sizes) {}
  // Adds head.NAME.hidden.{weight,bias,norm.*}, and then head.NAME.output.{weight,bias}.
  void AddHidden(const std::string& name, int depth, const TensorAdder& add);
  void AddOutput(const std::string& name, int depth, const TensorAdder& add);

  // float32 [B, D] → float32 [B, classes], computed in float32 whatever autocast says; undefined if
  // the pass ends at a tap.
  at::Tensor Apply(const at::Tensor& features, const Pass& pass) const;
  int64_t hidden() const { return sizes_.features / 2; }
  double dropout() const { return sizes_.dropout; }

 private:
  Sizes sizes_;
  at::Tensor hidden_weight_, hidden_bias_, output_weight_, output_bias_;
  BatchNorm norm_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_HEAD_LAYERS_H_
