// SPDX-License-Identifier: Apache-2.0
// First weights, the same on every machine and for every number of threads.
#ifndef AURICLE_LIB_NN_TORCH_INIT_H_
#define AURICLE_LIB_NN_TORCH_INIT_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "lib/base/rng.h"

namespace auricle {

// How a tensor's first values are drawn.
struct Init {
  enum Kind { CONSTANT, NORMAL, TRUNCATED_NORMAL, UNIFORM };
  Kind kind = CONSTANT;
  double value = 0;  // The constant, the deviation of what is drawn, or the bound on both sides.
};
// He et al. (2015), cut off at two deviations as Keras does: variance 2 / fan_in.
Init HeNormal(int64_t fan_in);
// Glorot and Bengio (2010): uniform within √(6 / (fan_in + fan_out)).
Init GlorotUniform(int64_t fan_in, int64_t fan_out);

// Fills the float32 CPU `tensor` in row-major order of its shape, whatever its strides; values come
// from streams Rng(seed, "NAME/k"), one per 65,536 values.
void FillTensor(const Init& init, uint64_t seed, const std::string& name, at::Tensor* tensor);

// Of the shape, type and device of `like`: 0 with `probability`, else 1 / (1 - probability), drawn
// from `rng` in row-major order.
at::Tensor DropoutMask(const at::Tensor& like, double probability, Rng* rng);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_TORCH_INIT_H_
