// SPDX-License-Identifier: Apache-2.0
// First weights, the same on every machine and for every number of threads.
#ifndef AURICLE_LIB_NN_INIT_H_
#define AURICLE_LIB_NN_INIT_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "lib/base/rng.h"

namespace auricle {

// Fills the float32 CPU `tensor` in row-major order of its shape, whatever its strides; values come
// from streams Rng(seed, "NAME/k"), one per 65,536 values.
void FillNormal(double deviation, uint64_t seed, const std::string& name, at::Tensor* tensor);
void FillUniform(double bound, uint64_t seed, const std::string& name, at::Tensor* tensor);

// Of the shape, type and device of `like`: 0 with `probability`, else 1 / (1 - probability), drawn
// from `rng` in row-major order.
at::Tensor DropoutMask(const at::Tensor& like, double probability, Rng* rng);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_INIT_H_
