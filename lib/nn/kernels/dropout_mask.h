// SPDX-License-Identifier: Apache-2.0
// Which values dropout lets fall, as plain tensor arithmetic: the reference of DropoutRows
// (dropout_kernel.h), for every device and type.
#ifndef AURICLE_LIB_NN_KERNELS_DROPOUT_MASK_H_
#define AURICLE_LIB_NN_KERNELS_DROPOUT_MASK_H_

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "lib/nn/kernels/dropout_kernel.h"

namespace auricle {

// A tensor as rows of channels. A map [B, C, T, F] has a row for each item, frame and bin, and any
// other tensor has its last axis as channels. This depends on the shape alone and not on strides:
// what falls is then the same in every memory format, on every device, forward and backward.
struct DropoutShape {
  explicit DropoutShape(at::IntArrayRef sizes);
  int64_t rows, channels;
};

// True where the value falls: bool [sizes], made on `device` without a copy from the CPU.
at::Tensor DroppedCells(at::IntArrayRef sizes, const RowDropout& dropout, at::Device device);

}  // namespace auricle

#endif  // AURICLE_LIB_NN_KERNELS_DROPOUT_MASK_H_
