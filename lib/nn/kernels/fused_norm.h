// SPDX-License-Identifier: Apache-2.0
// Batch norm with what stands around it in a residual network, in as few passes over memory as
// there can be: one for the statistics, one for the result, and two back.
//
// Each value costs only a few multiplications, so these layers take as long as memory does. One
// after the other, norm, addition, ReLU and dropout would read and write the map four times forward
// and keep four of them for the way back. Fused, the way back needs the norm's input and z alone:
// the sign of z says where ReLU or dropout let nothing through. Its first pass sums the gradients
// that the norm's formula wants (and writes the residual's), its second gives the input's.
//
// The plain form of the same formula, for other devices and types, is in
// lib/nn/layers/batch_norm.cc.
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
