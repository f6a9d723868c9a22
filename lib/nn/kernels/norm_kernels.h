// SPDX-License-Identifier: Apache-2.0
// The inner loops of batch norm and of what follows it, over maps whose channels lie together
// (channels-last): one pass over memory each. The same bits for every processor and any number of
// threads, as each part of a map is summed by itself.
#ifndef AURICLE_LIB_NN_KERNELS_NORM_KERNELS_H_
#define AURICLE_LIB_NN_KERNELS_NORM_KERNELS_H_

#include <cstdint>

namespace auricle {

// Arrays of one float per channel are `PaddedChannels` long.
constexpr int64_t kNormLanes = 16;
constexpr int64_t PaddedChannels(int64_t channels) {
  return (channels + kNormLanes - 1) / kNormLanes * kNormLanes;
}

// Some rows of `channels` values, one after the other: float32, or bfloat16.
struct NormRows {
  int64_t rows, channels;
  bool bf16;
};

// A value becomes zero, or is multiplied, as 32 bits of a hash of key, row and channel say.
struct NormDropout {
  float kept = 1;      // 1 / (1 - probability)
  uint32_t limit = 0;  // probability × 2^32; 0: nothing is dropped.
  uint64_t key = 0;
  int64_t first_row = 0;  // Of these rows in their map.
};
NormDropout MakeDropout(double probability, uint64_t key);
// z = dropout(x). x may be z.
void DropoutRows(const NormRows& shape, const NormDropout& dropout, const void* x, void* z);

// Writes the means and the sums of squares about them.
void NormStatistics(const NormRows& shape, const void* x, float* mean, float* squares);

struct NormForward {
  const float *scale, *shift;
  const void* residual = nullptr;  // Rows of its own number of channels, the others being zero.
  int64_t residual_channels = 0;
  bool relu = false;
  NormDropout dropout;
};
// z = dropout(relu(x scale + shift + residual)). x may be z.
void NormApply(const NormRows& shape, const NormForward& forward, const void* x, void* z);

// The way back, whose g is the gradient at scale x + shift.
struct NormBackward {
  const void *x, *dz;
  const void* dz2 = nullptr;  // A second gradient of z, added to the first.
  const void* z = nullptr;    // What NormApply gave: g is zero where it is; nullptr: without relu.
  float kept = 1;             // As in the dropout.
  const float* mean;
};
// Writes the sums of g and of g (x - mean), and the first `g_channels` of g itself, if any.
void NormGradientSums(const NormRows& shape, const NormBackward& backward, float* sum, float* dot,
                      void* g, int64_t g_channels);
// dx = a g + b (x - mean) + c. dx may be dz's place.
void NormGradient(const NormRows& shape, const NormBackward& backward, const float* a,
                  const float* b, const float* c, void* dx);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_NORM_KERNELS_H_
