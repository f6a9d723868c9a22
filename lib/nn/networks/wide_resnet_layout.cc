// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/wide_resnet_layout.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

constexpr int kFilters = 32, kBlocks = 2;  // As published.

int64_t CeilHalf(int64_t n) { return (n + 1) / 2; }

absl::Status CheckCount(const char* what, int value, int most, int standard) {
  if (value >= 0 && value <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(what, " is ", value, ", want 1 to ", most, " (0 stands for ", standard, ")"));
}

absl::Status CheckShare(const char* what, double value) {
  if (value >= 0 && value < 1) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(what, " is ", value, ", want 0 or more, below 1"));
}

absl::Status CheckConfig(const Network& config) {
  const WideResnet& net = config.wide_resnet();
  if (config.bins() < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("network has ", config.bins(), " bins, want 1 or more"));
  }
  RETURN_IF_ERROR(CheckCount("number of filters", net.filters(), 1024, kFilters));
  RETURN_IF_ERROR(CheckCount("widen factor", net.widen(), 64, 1));
  RETURN_IF_ERROR(CheckCount("number of blocks per stage", net.blocks(), 64, kBlocks));
  RETURN_IF_ERROR(CheckShare("dropout before a block's first convolution", net.dropout1()));
  RETURN_IF_ERROR(CheckShare("dropout before a block's second convolution", net.dropout2()));
  return CheckShare("dropout of the heads", net.head_dropout());
}

}  // namespace

absl::StatusOr<WideResnetLayout> WideResnetLayout::Create(const Network& config) {
  RETURN_IF_ERROR(CheckConfig(config));
  const WideResnet& net = config.wide_resnet();
  const int64_t widen = std::max(1, net.widen());
  const int64_t filters = (net.filters() == 0 ? kFilters : net.filters()) * widen;
  const int blocks = net.blocks() == 0 ? kBlocks : net.blocks();
  WideResnetLayout layout;
  layout.pre_ = {"pre", 1, filters, 1, 0, 1};
  int64_t in = filters;
  for (int stage = 1; stage <= kStages; ++stage) {
    const int64_t out = filters << stage;
    for (int i = 1; i <= blocks; ++i) {
      WideBlock block;
      block.name = absl::StrCat("stage", stage, ".block", i);
      const int depth = static_cast<int>(layout.blocks_.size()) + 2;
      block.conv1 = {block.name + ".conv1", in, out, i == 1 ? 2 : 1, net.dropout1(), depth};
      block.conv2 = {block.name + ".conv2", out, out, 1, net.dropout2(), depth};
      layout.blocks_.push_back(block);
      in = out;
    }
  }
  return layout;
}

bool WideResnetLayout::has_dropout() const {
  return blocks_.front().conv1.dropout > 0 || blocks_.front().conv2.dropout > 0;
}

int64_t WideResnetLayout::Last(int64_t count) {
  for (int stage = 0; stage < kStages; ++stage) count = CeilHalf(count);
  return count;
}

std::vector<TapInfo> WideResnetLayout::Taps(int64_t frames, int64_t bins) const {
  std::vector<TapInfo> taps = {{"input", {1, frames, bins}, false},
                               {"pre", {pre_.out, frames, bins}, false}};
  for (const WideBlock& block : blocks_) {
    if (block.conv1.stride == 2) {
      frames = CeilHalf(frames);
      bins = CeilHalf(bins);
    }
    taps.push_back({block.name, {block.conv2.out, frames, bins}, true});
  }
  taps.push_back({"final", {channels(), frames, bins}, true});
  return taps;
}

int WideResnetLayout::Depth(const std::string& tap) const {
  const std::string name(absl::StripSuffix(tap, ".pre"));
  if (name == "input") return 0;
  if (name == pre_.name) return pre_.depth;
  for (const WideBlock& block : blocks_) {
    if (name == block.name) return block.conv2.depth;
  }
  return name == "final" ? final_depth() : -1;
}

}  // namespace auricle
