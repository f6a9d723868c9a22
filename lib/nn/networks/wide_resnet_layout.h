// SPDX-License-Identifier: Apache-2.0
// EmoNet's wide residual network: its layers, sizes and tap names; no tensors.
#ifndef AURICLE_LIB_NN_NETWORKS_WIDE_RESNET_LAYOUT_H_
#define AURICLE_LIB_NN_NETWORKS_WIDE_RESNET_LAYOUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/nn/net/net.h"
#include "protos/network.pb.h"

namespace auricle {

struct WideConv {
  std::string name;  // "pre", "stage1.block1.conv1"
  int64_t in = 0, out = 0, stride = 1;
  double dropout = 0;  // Before it.
  int depth = 0;
};

struct WideBlock {
  std::string name;  // "stage1.block1", which is also its tap.
  WideConv conv1, conv2;
};

class WideResnetLayout {
 public:
  static constexpr int kStages = 3;

  // Of config.wide_resnet, whatever stands behind it. Errors: kInvalidArgument naming the field.
  static absl::StatusOr<WideResnetLayout> Create(const Network& config);

  const WideConv& pre() const { return pre_; }
  const std::vector<WideBlock>& blocks() const { return blocks_; }
  int64_t channels() const { return blocks_.back().conv2.out; }  // Of the last map.
  int final_depth() const { return blocks_.back().conv2.depth + 1; }
  bool has_dropout() const;
  // Frames or bins of the last map: each stage halves them, rounding up.
  static int64_t Last(int64_t count);

  // "input", "pre", "stage1.block1" …, "final", in order of depth.
  std::vector<TapInfo> Taps(int64_t frames, int64_t bins) const;
  // Of a tap of these, with or without ".pre"; -1 if it is none.
  int Depth(const std::string& tap) const;

 private:
  WideConv pre_;
  std::vector<WideBlock> blocks_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_NN_NETWORKS_WIDE_RESNET_LAYOUT_H_
