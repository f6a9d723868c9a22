// SPDX-License-Identifier: Apache-2.0
// Convolution and pooling by TensorFlow's rule SAME, item by item.
#ifndef AURICLE_LIB_NN_LAYERS_SAME_CONV_H_
#define AURICLE_LIB_NN_LAYERS_SAME_CONV_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace auricle {

// SAME makes ⌈n / stride⌉ of n cells. A 3×3 kernel of stride 2 pads an odd axis by 1 and 1, but an
// even one by 0 before and 1 after: it centres on cells 0, 2, 4 … of odd and 1, 3, 5 … of even
// axes. In a padded batch each item's own length decides. All here want zeros beyond the lengths
// (int64 [B] on the CPU, or undefined) and leave anything there.

// ⌈n / 2⌉; undefined stays so.
at::Tensor CeilHalvedLengths(const at::Tensor& lengths);
inline int64_t CeilHalf(int64_t n) { return (n + 1) / 2; }

// x [B, C, T, F], weight [D, C, 3, 3], stride 1 or 2 on both axes, no bias.
at::Tensor SameConv3x3(const at::Tensor& x, const at::Tensor& weight, int64_t stride,
                       const at::Tensor& lengths);

// 1×1 without padding: with stride 2 it sees the even cells of every axis.
at::Tensor Conv1x1(const at::Tensor& x, const at::Tensor& weight, int64_t stride);

// The mean of 2×2 cells, stride 2; cells beyond the item are no part of it. Here zeros stay zeros.
at::Tensor MeanPool2x2(const at::Tensor& x, const at::Tensor& lengths);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_SAME_CONV_H_
