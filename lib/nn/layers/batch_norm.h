// SPDX-License-Identifier: Apache-2.0
// Batch norm (Ioffe and Szegedy, 2015) with Keras' constants, blind to padding.
#ifndef AURICLE_LIB_NN_LAYERS_BATCH_NORM_H_
#define AURICLE_LIB_NN_LAYERS_BATCH_NORM_H_

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "lib/base/rng.h"
#include "lib/nn/net/tensor_adder.h"

namespace auricle {

struct NormOptions {
  at::Tensor lengths;     // Valid frames of each item; undefined: all, or there is no such axis.
  bool training = false;  // The network's mode.
  bool relu = false;      // max(·, 0) at the end.
  // Added before that: like the result, or with fewer channels, the missing ones being zero.
  at::Tensor residual;
  // After all that, as Dropout in lib/nn/layers/dropout.h. REQUIRES: relu, and rng, if it is above
  // 0.
  double dropout = 0;
  Rng* rng = nullptr;
};

// (x - mean) / √(variance + eps) · weight + bias for each channel; eps is Keras' 0.001 unless said.
//
// In training the statistics are those of the batch's valid cells, and running ones follow them:
// r ← 0.99 r + 0.01 batch, or by the greater share that the adder's batch_share holds. The running
// variance is the unbiased one (n - 1), as TensorFlow's fused kernel and LibTorch keep it; of a
// single cell, which has none, it is 0. In evaluation, and wherever `weight` is frozen, the running
// statistics stand in and stay as they are.
class BatchNorm {
 public:
  // Adds NAME.{weight,bias,running_mean,running_var}; 1, 0, 0, 1 at first.
  static BatchNorm Create(const std::string& name, int64_t channels, int depth,
                          const TensorAdder& add, double eps = 1e-3);
  // [B, C, T, F] or [B, D] → the same shape, type and strides, zero beyond the lengths. Statistics
  // are computed in float32. Running statistics change under training, so one call per pass.
  at::Tensor Apply(const at::Tensor& x, const NormOptions& options) const;

  // What a batch counts in the running statistics as published.
  static constexpr double kBatchShare = 0.01;

  at::Tensor weight, bias, running_mean, running_var;
  double eps = 1e-3;

 private:
  double Share() const { return batch_share_ == nullptr ? kBatchShare : *batch_share_; }

  const double* batch_share_ = nullptr;  // Of the network.
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_BATCH_NORM_H_
