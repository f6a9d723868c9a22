// SPDX-License-Identifier: Apache-2.0
// Dropout (Srivastava et al., 2014), drawn from a named stream.
#ifndef AURICLE_LIB_NN_LAYERS_DROPOUT_H_
#define AURICLE_LIB_NN_LAYERS_DROPOUT_H_

#include <ATen/core/Tensor.h>

#include "lib/base/rng.h"

namespace auricle {

// Each value becomes 0 with `probability`, else 1 / (1 - probability) times itself, with gradients.
// `x` itself where the probability is 0. What falls is a hash of one number that `rng` draws and of
// the value's place in the shape, so it is the same for every memory format, type, device and
// number of threads, and the way back lets fall what the way there did. REQUIRES: rng, if the
// probability is above 0.
at::Tensor Dropout(const at::Tensor& x, double probability, Rng* rng);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_DROPOUT_H_
