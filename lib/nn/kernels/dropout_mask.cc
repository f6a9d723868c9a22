// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/kernels/dropout_mask.h"

#include <ATen/Functions.h>

namespace auricle {
namespace {

// LibTorch has no unsigned integers of 32 and 64 bits. Sums and products of signed ones wrap to the
// same bits; a shift to the right must lose the copies of the sign that it brings in.
at::Tensor& XorShifted(int64_t bits, int64_t width, at::Tensor* h) {
  const int64_t without_sign = (int64_t{1} << (width - bits)) - 1;
  return h->bitwise_xor_(h->bitwise_right_shift(bits).bitwise_and_(without_sign));
}

// RowSeed of lanes.h for each row: int32 [rows, 1].
at::Tensor RowSeeds(const RowDropout& dropout, int64_t rows, at::Device device) {
  at::Tensor h = at::arange(dropout.first_row, dropout.first_row + rows,
                            at::TensorOptions(at::kLong).device(device))
                     .mul_(static_cast<int64_t>(0x9e3779b97f4a7c15))
                     .add_(static_cast<int64_t>(dropout.key));
  XorShifted(30, 64, &h).mul_(static_cast<int64_t>(0xbf58476d1ce4e5b9));
  XorShifted(27, 64, &h).mul_(static_cast<int64_t>(0x94d049bb133111eb));
  return XorShifted(31, 64, &h).to(at::kInt).unsqueeze(1);
}

// Bits of lanes.h for each row and channel: int32 [rows, channels].
at::Tensor CellBits(const at::Tensor& seeds, int64_t channels) {
  const at::Tensor channel = at::arange(channels, seeds.options());
  at::Tensor h = channel.mul(static_cast<int32_t>(0x9e3779b9)).unsqueeze(0).add(seeds);
  XorShifted(16, 32, &h).mul_(0x7feb352d);
  XorShifted(15, 32, &h).mul_(static_cast<int32_t>(0x846ca68b));
  return XorShifted(16, 32, &h);
}

}  // namespace

DropoutShape::DropoutShape(at::IntArrayRef sizes)
    : rows(1),
      channels(sizes.empty()       ? 1
               : sizes.size() == 4 ? sizes[1]
                                   : sizes.back()) {
  for (const int64_t size : sizes) rows *= size;
  rows = channels == 0 ? 0 : rows / channels;
}

at::Tensor DroppedCells(at::IntArrayRef sizes, const RowDropout& dropout, at::Device device) {
  const DropoutShape shape(sizes);
  const at::Tensor bits = CellBits(RowSeeds(dropout, shape.rows, device), shape.channels);
  // Unsigned numbers compare as signed ones do whose highest bit is turned.
  constexpr uint32_t kTurned = 0x80000000;
  const at::Tensor dropped = bits.bitwise_xor(static_cast<int32_t>(kTurned))
                                 .lt(static_cast<int32_t>(dropout.limit ^ kTurned));
  if (sizes.size() != 4) return dropped.view(sizes);
  return dropped.view({sizes[0], sizes[2], sizes[3], sizes[1]}).permute({0, 3, 1, 2});
}

}  // namespace auricle
