// SPDX-License-Identifier: Apache-2.0
// What recurrent layers read: fewer steps, and fewer values of each.
#ifndef AURICLE_LIB_NN_LAYERS_RECURRENT_INPUT_H_
#define AURICLE_LIB_NN_LAYERS_RECURRENT_INPUT_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace auricle {

struct Steps {
  at::Tensor values;   // [B, T, D], zero beyond the lengths.
  at::Tensor lengths;  // int64 [B] on the CPU, or undefined: all.
};

// Means of `size` frames, ⌈T / size⌉ of them, by TensorFlow's rule SAME for each item by itself:
// where its frames do not fill the last mean, half of what is missing (rounded down) is missing
// from the first. A mean is over the frames there are.
Steps MeansOfFrames(const Steps& frames, int64_t size);

// The first `count` of F values of the orthonormal DCT-II of each frame: x [B, T, F], a log mel, to
// its cepstra.
at::Tensor Cepstra(const at::Tensor& x, int64_t count);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_RECURRENT_INPUT_H_
