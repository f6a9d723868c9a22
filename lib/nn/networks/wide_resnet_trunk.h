// SPDX-License-Identifier: Apache-2.0
// EmoNet's wide residual network up to its last feature map, on every way of its heads.
#ifndef AURICLE_LIB_NN_NETWORKS_WIDE_RESNET_TRUNK_H_
#define AURICLE_LIB_NN_NETWORKS_WIDE_RESNET_TRUNK_H_

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "lib/base/rng.h"
#include "lib/nn/layers/batch_norm.h"
#include "lib/nn/net/tap_collector.h"
#include "lib/nn/net/tensor_adder.h"
#include "lib/nn/net/ways.h"
#include "lib/nn/networks/wide_resnet_layout.h"

namespace auricle {

// A convolution is one 3×3 kernel for all, and on each way (Rebuffi et al., 2018)
//   the core's:  norm(conv(dropout(x)))
//   an own one:  norm(conv(x) + adapter(dropout(x))),  the adapter 1×1 of the same stride.
// A block is ReLU(conv2(ReLU(conv1(x))) + shortcut(x)); the shortcut of a stage's first block,
// where the map halves and channels double, is the 2×2 mean and zero channels.
class WideResnetTrunk {
 public:
  struct Pass {
    int way = 0;  // Index into the ways.
    bool training = false;
    Rng* rng = nullptr;
    TapCollector* taps = nullptr;
  };
  struct Map {
    at::Tensor tensor, lengths;  // An undefined tensor: the pass ended at a tap.
  };

  // Adds, of each depth, the shared kernels NAME.weight and every way's PREFIX.NAME.adapter.weight
  // and PREFIX.NAME.norm.*; PREFIX.input.norm.* with `input_norm`; PREFIX.final.norm.* at the end.
  WideResnetTrunk(const WideResnetLayout& layout, const std::vector<Way>& ways, bool input_norm,
                  const TensorAdder& add);

  // [B, 1, T, F], zero beyond the lengths → [B, C, ⌈T/8⌉, ⌈F/8⌉]; offers the layout's taps.
  Map Apply(const at::Tensor& input, const at::Tensor& lengths, const Pass& pass) const;

 private:
  struct Unit {
    WideConv layout;
    at::Tensor kernel;
    std::vector<at::Tensor> adapters;  // One per way; undefined on the core's.
    std::vector<BatchNorm> norms;
  };
  struct Block {
    std::string name;
    Unit conv1, conv2;
  };

  static Unit MakeUnit(const WideConv& layout, const std::vector<Way>& ways,
                       const TensorAdder& add);
  static std::vector<BatchNorm> MakeNorms(const std::string& name, int64_t channels, int depth,
                                          const std::vector<Way>& ways, const TensorAdder& add);
  // `dropout` is what is left to do of it, before the convolution or, with an adapter, before that.
  static at::Tensor Convolve(const Unit& unit, const Map& x, double dropout, const Pass& pass);
  static Map ApplyBlock(const Block& block, const Map& x, const Pass& pass);

  Unit pre_;
  std::vector<Block> blocks_;
  std::vector<BatchNorm> input_norms_, final_norms_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_WIDE_RESNET_TRUNK_H_
