// SPDX-License-Identifier: Apache-2.0
// A head of one dense layer.
#ifndef AURICLE_LIB_NN_LAYERS_LINEAR_HEAD_H_
#define AURICLE_LIB_NN_LAYERS_LINEAR_HEAD_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <utility>

#include "lib/nn/layers/head.h"

namespace auricle {

// PREFIX.weight [classes, D] and PREFIX.bias, both uniform within 1 / √D at first, as VGG's last
// layer. Computed as autocast says, the result is float32.
class LinearHead : public HeadModule {
 public:
  LinearHead(std::string prefix, int64_t features, int64_t classes)
      : prefix_(std::move(prefix)), features_(features), classes_(classes) {}

  void AddOutput(int depth, const TensorAdder& add) override;
  HeadOutput Apply(const Features& features, const Pass& pass) const override;
  bool reads_frames() const override { return false; }

 private:
  const std::string prefix_;
  const int64_t features_, classes_;
  at::Tensor weight_, bias_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_LINEAR_HEAD_H_
