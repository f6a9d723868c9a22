// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/same_conv.h"

#include <ATen/Functions.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <vector>

#include "lib/nn/kernels/direct_convolution.h"
#include "lib/nn/kernels/winograd.h"
#include "lib/nn/torch/mask.h"

namespace auricle {
namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Variable;
using torch::autograd::variable_list;

// What the items' lengths have in common.
enum class Parity { EVEN, ODD, MIXED };

Parity ParityOf(const at::Tensor& lengths, int64_t frames) {
  if (!lengths.defined()) return frames % 2 == 0 ? Parity::EVEN : Parity::ODD;
  const int64_t odd = lengths.remainder(2).sum().item<int64_t>();
  return odd == 0 ? Parity::EVEN : odd == lengths.numel() ? Parity::ODD : Parity::MIXED;
}

// One frame of each item to (or, `back`, from) where an even item's convolution expects it: items
// of odd length stand one frame later.
void CopyShifted(const at::Tensor& lengths, bool back, const at::Tensor& from,
                 const at::Tensor& to) {
  const int64_t frames = back ? to.size(2) : from.size(2);
  for (int64_t item = 0; item < lengths.numel(); ++item) {
    const int64_t shift = lengths.data_ptr<int64_t>()[item] % 2;
    const at::Tensor source = from[item].narrow(1, back ? shift : 0, frames);
    to[item].narrow(1, back ? 0 : shift, frames).copy_(source);
  }
}

// [B, C, T, F] → [B, C, 2⌈T/2⌉ + 1, F], so that one convolution without padding serves items of
// both parities.
class ShiftOddItems : public torch::autograd::Function<ShiftOddItems> {
 public:
  static Variable forward(AutogradContext* context, const Variable& x, const Variable& lengths) {
    context->save_for_backward({lengths});
    context->saved_data["frames"] = x.size(2);
    const at::Tensor y =
        at::zeros({x.size(0), x.size(1), 2 * CeilHalf(x.size(2)) + 1, x.size(3)}, x.options())
            .contiguous(x.suggest_memory_format());
    CopyShifted(lengths, /*back=*/false, x, y);
    return y;
  }
  static variable_list backward(AutogradContext* context, const variable_list& grads) {
    const at::Tensor& grad = grads[0];
    const int64_t frames = context->saved_data["frames"].toInt();
    const at::Tensor result = at::empty({grad.size(0), grad.size(1), frames, grad.size(3)},
                                        grad.options(), grad.suggest_memory_format());
    CopyShifted(context->get_saved_variables()[0], /*back=*/true, grad, result);
    return {result, Variable()};
  }
};

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
    return DirectConvolution(ShiftOddItems::apply(x, lengths), weight, 2, {0, 0, Before(bins), 1});
  }
  const int64_t behind = time == Parity::EVEN && x.size(2) % 2 == 1 ? 2 : 1;
  return DirectConvolution(x, weight, 2, {Before(time), behind, Before(bins), 1});
}

at::Tensor Stride2(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& lengths) {
  const Parity time = ParityOf(lengths, x.size(2)), bins = ParityOf({}, x.size(3));
  if (HasDirectConvolution(x, weight)) return DirectStride2(x, weight, lengths, time, bins);
  if (time == Parity::MIXED) {
    const std::vector<int64_t> pads = {0, Pad(bins)};
    return WithoutFirst(at::conv2d(ShiftOddItems::apply(x, lengths), weight, {}, 2, pads), 3, bins);
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
  if (HasWinograd(x, weight)) {
    return WinogradConvolution(x, weight, at::zeros({weight.size(0)}, x.options()));
  }
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
