// SPDX-License-Identifier: Apache-2.0
// 3×3 convolutions by Winograd's F(4×4, 3×3), which multiplies a quarter as often as the direct
// sums (Lavin and Gray, 2016), with errors of 7e-7 instead of 2e-7 of the length:
// winograd_kernels.h says how. LibTorch has none of its own on the CPU.
#ifndef AURICLE_LIB_NN_KERNELS_WINOGRAD_H_
#define AURICLE_LIB_NN_KERNELS_WINOGRAD_H_

#include <ATen/core/Tensor.h>

namespace auricle {

// Stride 1, padding 1, with gradients: x float32 [N, C, T, F], weight [D, C, 3, 3], bias [D] or
// undefined. The result is in channels-last order. The same bits for any number of threads.
at::Tensor WinogradConvolution(const at::Tensor& x, const at::Tensor& weight,
                               const at::Tensor& bias);

// Whether WinogradConvolution is for these: float32 on the CPU outside of autocast, of shapes for
// which it pays. A rule of shapes alone, so that the same input takes the same way everywhere.
bool HasWinograd(const at::Tensor& x, const at::Tensor& weight);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_WINOGRAD_H_
