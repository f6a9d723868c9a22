// SPDX-License-Identifier: Apache-2.0
// Batch norm with what stands around it in a residual network, in as few passes over memory as
// there can be: one for the statistics, one for the result, and two back.
#ifndef AURICLE_LIB_NN_KERNELS_FUSED_NORM_H_
#define AURICLE_LIB_NN_KERNELS_FUSED_NORM_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace auricle {

struct FusedNorm {
  at::Tensor weight, bias;               // float32 [C]
  at::Tensor running_mean, running_var;  // float32 [C]
  double momentum, eps;
  // By the batch's statistics, which the running ones then follow; else by the running ones.
  bool of_batch = false;
  at::Tensor lengths;  // Valid frames of each item; zeros stand behind them in all results.
  bool relu = false;
  double dropout = 0;  // After relu, REQUIRES which; what falls depends on the seed, the frame,
  uint64_t seed = 0;   // the bin and the channel.
};

// dropout(relu(norm(x) + residual)) of x [B, C, T, F], with gradients. `residual` may be undefined
// or have fewer channels, the others being zero. float32 or bfloat16 on the CPU, computed in
// float32, in channels-last order. The same bits for any number of threads.
at::Tensor ApplyFusedNorm(const FusedNorm& norm, const at::Tensor& x, const at::Tensor& residual);

// Whether ApplyFusedNorm is for such a tensor.
bool HasFusedNorm(const at::Tensor& x);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_FUSED_NORM_H_
