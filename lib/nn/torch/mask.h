// SPDX-License-Identifier: Apache-2.0
// Which frames of a batch are valid, and keeping the others at zero.
#ifndef AURICLE_LIB_NN_TORCH_MASK_H_
#define AURICLE_LIB_NN_TORCH_MASK_H_

#include <ATen/core/Tensor.h>

namespace auricle {

// Whether some item of `lengths` (int64 [B], CPU, or undefined) has fewer than `frames` frames.
bool IsPadded(const at::Tensor& lengths, int64_t frames);

// [B, 1, T, 1] of 0 and 1, of the type and on the device of `like`, which is [B, C, T, F].
at::Tensor FrameMask(const at::Tensor& lengths, const at::Tensor& like);

// `tensor` with zeros beyond each item's length; itself where nothing is padded.
at::Tensor ZeroPadding(const at::Tensor& tensor, const at::Tensor& lengths);

// Lengths after a pool of 2 with stride 2: halved, rounded down, at least 1. Undefined stays so.
at::Tensor HalvedLengths(const at::Tensor& lengths);

// Rows of averaging weights [B, 1, cells, T] over each item's valid frames (without lengths
// [1, 1, cells, T]): cell i is the mean of frames floor(i L / cells) … ceil((i+1) L / cells) - 1,
// the rule of adaptive average pooling, which is a product with such rows along each axis.
at::Tensor PoolingRows(const at::Tensor& lengths, int64_t frames, int64_t cells);

// Each item's valid frames in reverse order; the padding stays behind them.
at::Tensor ReverseFrames(const at::Tensor& tensor, const at::Tensor& lengths);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_TORCH_MASK_H_
