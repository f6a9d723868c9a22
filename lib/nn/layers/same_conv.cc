// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/same_conv.h"

#include <ATen/Functions.h>

#include <algorithm>
#include <vector>

#include "lib/nn/kernels/direct_convolution.h"
#include "lib/nn/kernels/winograd.h"
#include "lib/nn/torch/mask.h"

namespace auricle {
namespace {

// What the items' lengths have in common.
enum class Parity { EVEN, ODD, MIXED };

Parity ParityOf(const at::Tensor& lengths, int64_t frames) {
  if (!lengths.defined()) return frames % 2 == 0 ? Parity::EVEN : Parity::ODD;
  const int64_t odd = lengths.remainder(2).sum().item<int64_t>();
  return odd == 0 ? Parity::EVEN : odd == lengths.numel() ? Parity::ODD : Parity::MIXED;
}

// [B, C, T, F] → [B, C, 2⌈T/2⌉ + 1, F] with items of odd length one frame later, where an even
// item's convolution expects them: one convolution without padding then serves items of both
// parities. The map is read twice, but nothing goes item by item, which on a device would be a
// launch for each.
at::Tensor ShiftOddItems(const at::Tensor& x, const at::Tensor& lengths) {
  const int64_t behind = 2 * CeilHalf(x.size(2)) + 1 - x.size(2);
  const at::Tensor odd = lengths.remainder(2).ne(0).view({-1, 1, 1, 1}).to(x.device());
  return at::where(odd, at::constant_pad_nd(x, {0, 0, 1, behind - 1}),
                   at::constant_pad_nd(x, {0, 0, 0, behind}));
}

// SAME of stride 2 along one axis as LibTorch can pad it: by the same count on both ends, of which
// an even axis then loses its first output (centred on -1).
int64_t Pad(Parity parity) { return parity == Parity::EVEN ? 2 : 1; }
at::Tensor WithoutFirst(const at::Tensor& y, int64_t axis, Parity parity) {
  return parity == Parity::EVEN ? y.narrow(axis, 1, y.size(axis) - 1) : y;
}

// The same with what oneDNN can: cells before an axis; behind it there is one, or two where even
// items stand in a batch of an odd number of frames, whose last output is padding's alone.
int64_t Before(Parity parity) { return parity == Parity::ODD ? 1 : 0; }

at::Tensor DirectStride2(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& lengths,
                         Parity time, Parity bins) {
  if (time == Parity::MIXED) {
    return DirectConvolution(ShiftOddItems(x, lengths), weight, 2, {0, 0, Before(bins), 1});
  }
  const int64_t behind = time == Parity::EVEN && x.size(2) % 2 == 1 ? 2 : 1;
  return DirectConvolution(x, weight, 2, {Before(time), behind, Before(bins), 1});
}

at::Tensor Stride2(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& lengths) {
  const Parity time = ParityOf(lengths, x.size(2)), bins = ParityOf({}, x.size(3));
  if (HasDirectConvolution(x, weight)) return DirectStride2(x, weight, lengths, time, bins);
  if (time == Parity::MIXED) {
    const std::vector<int64_t> pads = {0, Pad(bins)};
    return WithoutFirst(at::conv2d(ShiftOddItems(x, lengths), weight, {}, 2, pads), 3, bins);
  }
  const std::vector<int64_t> pads = {Pad(time), Pad(bins)};
  return WithoutFirst(WithoutFirst(at::conv2d(x, weight, {}, 2, pads), 2, time), 3, bins);
}

}  // namespace

at::Tensor CeilHalvedLengths(const at::Tensor& lengths) {
  return lengths.defined() ? lengths.add(1).div(2, "floor") : lengths;
}

at::Tensor SameConv3x3(const at::Tensor& x, const at::Tensor& weight, int64_t stride,
                       const at::Tensor& lengths) {
  if (stride == 2) return Stride2(x, weight, lengths);
  if (HasWinograd(x, weight)) return WinogradConvolution(x, weight, {});
  if (HasDirectConvolution(x, weight)) return DirectConvolution(x, weight, 1, {1, 1, 1, 1});
  return at::conv2d(x, weight, {}, /*stride=*/1, /*padding=*/1);
}

at::Tensor Conv1x1(const at::Tensor& x, const at::Tensor& weight, int64_t stride) {
  if (stride != 1) {
    // The cells are taken first: oneDNN's weight gradient of a 1×1 convolution with a stride writes
    // beyond its memory where there are 8 channels or fewer, called by LibTorch or by us.
    const at::Tensor cells = x.slice(2, 0, x.size(2), stride).slice(3, 0, x.size(3), stride);
    return Conv1x1(cells.contiguous(at::MemoryFormat::ChannelsLast), weight, 1);
  }
  if (HasDirectConvolution(x, weight)) return DirectConvolution(x, weight, 1, {});
  return at::conv2d(x, weight);
}

at::Tensor MeanPool2x2(const at::Tensor& x, const at::Tensor& lengths) {
  at::Tensor y = at::avg_pool2d(x, {2, 2}, {2, 2}, /*padding=*/0, /*ceil_mode=*/true,
                                /*count_include_pad=*/false);
  if (!IsPadded(lengths, x.size(2))) return y;
  // The last cell of an odd item was halved by the zero that stands behind it.
  std::vector<float> factors(y.size(0) * y.size(2), 1);
  bool any = false;
  for (int64_t item = 0; item < y.size(0); ++item) {
    const int64_t length = lengths.data_ptr<int64_t>()[item];
    if (length % 2 == 0 || length == x.size(2)) continue;
    factors[item * y.size(2) + length / 2] = 2;
    any = true;
  }
  if (!any) return y;
  const at::Tensor factor = at::empty({y.size(0), 1, y.size(2), 1}, at::kFloat);
  std::copy(factors.begin(), factors.end(), factor.data_ptr<float>());
  return y.mul(factor.to(y.options()));
}

}  // namespace auricle
