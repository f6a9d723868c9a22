// SPDX-License-Identifier: Apache-2.0
// The inner loops of batch norm and of what follows it, over maps whose channels lie together
// (channels-last): one pass over memory each. The same bits for every processor and any number of
// threads, as each part of a map is summed by itself.
#ifndef AURICLE_LIB_NN_KERNELS_NORM_KERNELS_H_
#define AURICLE_LIB_NN_KERNELS_NORM_KERNELS_H_

#include <cstdint>

#include "lib/nn/kernels/dropout_kernel.h"

namespace auricle {

// Arrays of one float per channel are `PaddedChannels` long.
constexpr int64_t kNormLanes = 16;
constexpr int64_t PaddedChannels(int64_t channels) {
  return (channels + kNormLanes - 1) / kNormLanes * kNormLanes;
}

// Writes the means and the sums of squares about them.
void NormStatistics(const RowShape& shape, const void* x, float* mean, float* squares);

struct NormForward {
  const float *scale, *shift;
  const void* residual = nullptr;  // Rows of its own number of channels, the others being zero.
  int64_t residual_channels = 0;
  bool relu = false;
  RowDropout dropout;
};
// z = dropout(relu(x scale + shift + residual)). x may be z.
void NormApply(const RowShape& shape, const NormForward& forward, const void* x, void* z);

// The way back, whose g is the gradient at scale x + shift.
struct NormBackward {
  const void *x, *dz;
  const void* dz2 = nullptr;  // A second gradient of z, added to the first.
  const void* z = nullptr;    // What NormApply gave: g is zero where it is; nullptr: without relu.
  float kept = 1;             // As in the dropout.
  const float* mean;
};
// Writes the sums of g and of g (x - mean), and the first `g_channels` of g itself, if any.
void NormGradientSums(const RowShape& shape, const NormBackward& backward, float* sum, float* dot,
                      void* g, int64_t g_channels);
// dx = a g + b (x - mean) + c. dx may be dz's place.
void NormGradient(const RowShape& shape, const NormBackward& backward, const float* a,
                  const float* b, const float* c, void* dx);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_NORM_KERNELS_H_
