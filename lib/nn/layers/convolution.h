// SPDX-License-Identifier: Apache-2.0
// The 3×3 convolution that networks are made of, in the form that is fastest where they run.
#ifndef AURICLE_LIB_NN_LAYERS_CONVOLUTION_H_
#define AURICLE_LIB_NN_LAYERS_CONVOLUTION_H_

#include <ATen/core/Tensor.h>

namespace auricle {

// Stride 1, padding 1, with gradients: x [N, C, T, F], weight [D, C, 3, 3], bias [D]. Winograd's
// way where there is one (winograd.h), else LibTorch's.
at::Tensor Convolve3x3(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_LAYERS_CONVOLUTION_H_
