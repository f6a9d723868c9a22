// SPDX-License-Identifier: Apache-2.0
// The 3×3 convolution that networks are made of, in the form that is fastest where they run.
#ifndef AURICLE_LIB_NN_CONVOLUTION_H_
#define AURICLE_LIB_NN_CONVOLUTION_H_

#include <ATen/core/Tensor.h>

namespace auricle {

// Stride 1, padding 1, with gradients: x [N, C, T, F], weight [D, C, 3, 3], bias [D].
//
// In float32 on processors with AVX-512, where the shapes say that it pays (IsWinograd), by
// Winograd's F(4×4, 3×3), which multiplies a quarter as often (Lavin and Gray, 2016), with errors
// of 7e-7 instead of 2e-7 of the length. All else is LibTorch's.
at::Tensor Convolve3x3(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

// Whether Convolve3x3 of these goes Winograd's way.
bool IsWinograd(const at::Tensor& x, const at::Tensor& weight);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_CONVOLUTION_H_
