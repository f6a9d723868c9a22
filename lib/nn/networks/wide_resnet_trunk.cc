// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/wide_resnet_trunk.h"

#include <ATen/Functions.h>
#include <c10/core/GradMode.h>

#include "absl/strings/str_cat.h"
#include "lib/nn/layers/dropout.h"
#include "lib/nn/layers/same_conv.h"
#include "lib/nn/torch/init.h"

namespace auricle {
namespace {

constexpr int64_t kKernel = 3;

// norm(x) (+ residual), rectified and offered under `name`, before that under NAME.pre.
at::Tensor Activate(const std::string& name, const at::Tensor& x, const BatchNorm& norm,
                    NormOptions options, TapCollector* taps) {
  const std::string pre = absl::StrCat(name, ".pre");
  options.relu = !taps->Wants(pre);
  at::Tensor y = norm.Apply(x, options);
  if (!options.relu) {
    taps->Offer(pre, y, options.lengths);
    y = at::relu(y);
  }
  taps->Offer(name, y, options.lengths);
  return y;
}

// Whether no gradient of these is wanted.
bool IsFixed(const at::Tensor& kernel, const at::Tensor& adapter) {
  return !c10::GradMode::is_enabled() || (!kernel.requires_grad() && !adapter.requires_grad());
}

// A kernel with an adapter in its centre: one convolution instead of two.
at::Tensor WithAdapter(const at::Tensor& kernel, const at::Tensor& adapter) {
  return kernel.add(at::constant_pad_nd(adapter, {1, 1, 1, 1}));
}

}  // namespace

std::vector<BatchNorm> WideResnetTrunk::MakeNorms(const std::string& name, int64_t channels,
                                                  int depth, const std::vector<Way>& ways,
                                                  const TensorAdder& add) {
  std::vector<BatchNorm> norms;
  for (const Way& way : ways) {
    norms.push_back(
        BatchNorm::Create(absl::StrCat(way.prefix, ".", name, ".norm"), channels, depth, add));
  }
  return norms;
}

WideResnetTrunk::Unit WideResnetTrunk::MakeUnit(const WideConv& layout,
                                                const std::vector<Way>& ways,
                                                const TensorAdder& add) {
  Unit unit;
  unit.layout = layout;
  unit.kernel =
      add.parameter(absl::StrCat(layout.name, ".weight"), {layout.out, layout.in, kKernel, kKernel},
                    HeNormal(kKernel * kKernel * layout.in), layout.depth, true);
  for (const Way& way : ways) {
    unit.adapters.emplace_back();
    if (!way.own) continue;
    unit.adapters.back() =
        add.parameter(absl::StrCat(way.prefix, ".", layout.name, ".adapter.weight"),
                      {layout.out, layout.in, 1, 1}, HeNormal(layout.in), layout.depth, true);
  }
  unit.norms = MakeNorms(layout.name, layout.out, layout.depth, ways, add);
  return unit;
}

WideResnetTrunk::WideResnetTrunk(const WideResnetLayout& layout, const std::vector<Way>& ways,
                                 bool input_norm, const TensorAdder& add) {
  if (input_norm) input_norms_ = MakeNorms("input", 1, 0, ways, add);
  pre_ = MakeUnit(layout.pre(), ways, add);
  for (const WideBlock& block : layout.blocks()) {
    Unit conv1 = MakeUnit(block.conv1, ways, add);
    blocks_.push_back({block.name, conv1, MakeUnit(block.conv2, ways, add)});
  }
  final_norms_ = MakeNorms("final", layout.channels(), layout.final_depth(), ways, add);
}

at::Tensor WideResnetTrunk::Convolve(const Unit& unit, const Map& x, double dropout,
                                     const Pass& pass) {
  const int64_t stride = unit.layout.stride;
  const at::Tensor& adapter = unit.adapters[pass.way];
  if (adapter.defined() && dropout == 0 && stride == 1 && IsFixed(unit.kernel, adapter)) {
    return SameConv3x3(x.tensor, WithAdapter(unit.kernel, adapter), stride, x.lengths);
  }
  const at::Tensor dropped = Dropout(x.tensor, dropout, pass.rng);
  if (!adapter.defined()) return SameConv3x3(dropped, unit.kernel, stride, x.lengths);
  const at::Tensor y = SameConv3x3(x.tensor, unit.kernel, stride, x.lengths);
  const at::Tensor beside = Conv1x1(dropped, adapter, stride);
  return y.is_view() ? y.add(beside) : y.add_(beside);  // A view is copied to be changed.
}

WideResnetTrunk::Map WideResnetTrunk::ApplyBlock(const Block& block, const Map& x,
                                                 const Pass& pass) {
  const bool halves = block.conv1.layout.stride == 2;
  const double dropout1 = pass.training ? block.conv1.layout.dropout : 0;
  const double dropout2 = pass.training ? block.conv2.layout.dropout : 0;
  // Without an adapter, which alone would see it, the second one is the first norm's last step.
  const bool beside = block.conv2.adapters[pass.way].defined();
  NormOptions options;
  options.lengths = halves ? CeilHalvedLengths(x.lengths) : x.lengths;
  options.training = pass.training;
  options.relu = true;
  options.rng = pass.rng;
  NormOptions first = options;
  if (!beside) first.dropout = dropout2;
  const at::Tensor inner =
      block.conv1.norms[pass.way].Apply(Convolve(block.conv1, x, dropout1, pass), first);
  options.residual = halves ? MeanPool2x2(x.tensor, x.lengths) : x.tensor;
  const at::Tensor y = Convolve(block.conv2, {inner, options.lengths}, beside ? dropout2 : 0, pass);
  return {Activate(block.name, y, block.conv2.norms[pass.way], options, pass.taps),
          options.lengths};
}

WideResnetTrunk::Map WideResnetTrunk::Apply(const at::Tensor& input, const at::Tensor& lengths,
                                            const Pass& pass) const {
  NormOptions options;
  options.training = pass.training;
  options.lengths = lengths;
  Map x = {input, lengths};
  if (!input_norms_.empty()) x.tensor = input_norms_[pass.way].Apply(input, options);
  pass.taps->Offer("input", x.tensor, lengths);
  if (pass.taps->Done()) return {};
  x.tensor = pre_.norms[pass.way].Apply(Convolve(pre_, x, /*dropout=*/0, pass), options);
  pass.taps->Offer(pre_.layout.name, x.tensor, lengths);
  for (const Block& block : blocks_) {
    if (pass.taps->Done()) return {};
    x = ApplyBlock(block, x, pass);
  }
  if (pass.taps->Done()) return {};
  options.lengths = x.lengths;
  x.tensor = Activate("final", x.tensor, final_norms_[pass.way], options, pass.taps);
  if (pass.taps->Done()) return {};
  return x;
}

}  // namespace auricle
