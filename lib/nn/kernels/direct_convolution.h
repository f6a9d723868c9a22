// SPDX-License-Identifier: Apache-2.0
// Convolutions by oneDNN's own interface on channels-last maps: with different padding on the two
// ends of an axis, as TensorFlow's SAME needs and LibTorch has not, and with weights and their
// gradients in float32 while the maps are bfloat16.
#ifndef AURICLE_LIB_NN_KERNELS_DIRECT_CONVOLUTION_H_
#define AURICLE_LIB_NN_KERNELS_DIRECT_CONVOLUTION_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace auricle {

// Cells of zeros around a map [B, C, T, F].
struct Padding {
  int64_t top = 0, bottom = 0;  // Along T
  int64_t left = 0, right = 0;  // Along F
};

// x [B, C, T, F], weight float32 [D, C, k, l], without bias, with gradients. In autocast x is
// rounded to bfloat16 first.
at::Tensor DirectConvolution(const at::Tensor& x, const at::Tensor& weight, int64_t stride,
                             const Padding& padding);

// Whether DirectConvolution is for these, and not slower than LibTorch's.
bool HasDirectConvolution(const at::Tensor& x, const at::Tensor& weight);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_DIRECT_CONVOLUTION_H_
