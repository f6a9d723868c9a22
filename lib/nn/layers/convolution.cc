// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/convolution.h"

#include <ATen/ops/conv2d.h>

#include "lib/nn/kernels/winograd.h"

namespace auricle {

at::Tensor Convolve3x3(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) {
  if (HasWinograd(x, weight)) return WinogradConvolution(x, weight, bias);
  return at::conv2d(x, weight, bias, /*stride=*/1, /*padding=*/1);
}

}  // namespace auricle
