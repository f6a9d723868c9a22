// SPDX-License-Identifier: Apache-2.0
// Batch norm with an addition, a ReLU and dropout behind it, on plain memory: the loops of
// fused_norm.h, which says what they are for. All maps are in channels-last order.
#ifndef AURICLE_LIB_NN_KERNELS_NORM_LOOPS_H_
#define AURICLE_LIB_NN_KERNELS_NORM_LOOPS_H_

#include <cstdint>
#include <vector>

#include "lib/nn/kernels/channel_map.h"
#include "lib/nn/kernels/dropout_kernel.h"
#include "lib/nn/kernels/runner.h"

namespace auricle {

struct NormStatisticsOptions {
  double momentum, eps;
  bool of_batch;  // By the batch's statistics, which the running ones then follow.
};

// What the norm takes of a batch: the mean and 1 / √(variance + eps) of each channel, in arrays of
// `map.padded_channels()`. `running` values are [channels]; they change only if `of_batch`.
void NormMoments(const ChannelMap& map, const NormStatisticsOptions& options, const void* x,
                 const Runner& run, float* running_mean, float* running_var, float* mean,
                 float* inverse);

struct NormTail {
  const void* residual = nullptr;  // Added; of fewer channels, or none.
  int64_t residual_channels = 0;
  bool relu = false;
  RowDropout dropout;
};

// z = dropout(relu((x - mean) inverse weight + bias + residual)); zeros behind the lengths.
void NormForwardLoop(const ChannelMap& map, const float* weight, const float* bias,
                     const float* mean, const float* inverse, const NormTail& tail, const void* x,
                     const Runner& run, void* z);

// The way back of one forward loop. First Sum, unless the norm is by running statistics and only
// GradientOfInput is wanted; then what is asked for.
class NormWayBack {
 public:
  // `z`: the forward loop's if it had a ReLU, else nullptr. `kept`: of its dropout. All live on.
  NormWayBack(const ChannelMap& map, const void* x, const void* z, const void* dz,
              const float* mean, const float* inverse, float kept);

  // Fills `g` with the residual's gradient of `g_channels`, unless it is nullptr.
  void Sum(const Runner& run, void* g, int64_t g_channels);
  void GradientOfWeight(float* grad) const;  // [channels]
  void GradientOfBias(float* grad) const;    // [channels]
  void GradientOfInput(const float* weight, bool of_batch, const Runner& run, void* dx);

 private:
  NormBackward At(const ChannelMap::Part& part) const;

  const ChannelMap& map_;
  const void *x_, *z_, *dz_;
  const float *mean_, *inverse_;
  const float kept_;
  std::vector<double> sum_, dot_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_NORM_LOOPS_H_
