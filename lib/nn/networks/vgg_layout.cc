// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/networks/vgg_layout.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "lib/base/status_macros.h"
#include "lib/base/text.h"

namespace auricle {
namespace {

// Convolutions of each block and their channels at width 1.
constexpr int kBlocks[VggLayout::kPools][2] = {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}};
constexpr int kUnits = 4096;
constexpr int kPublishedCells = 7;
constexpr char kSlice[] = "slice:";

absl::Status CheckConfig(const Network& config) {
  const Vgg& vgg = config.vgg();
  if (config.bins() < VggLayout::kMinFrames) {
    return absl::InvalidArgumentError(absl::StrCat("network has ", config.bins(),
                                                   " bins, VGG16 needs ", VggLayout::kMinFrames,
                                                   " or more; use a front end with more bands"));
  }
  if (!(vgg.width() >= 0 && vgg.width() <= 16)) {
    return absl::InvalidArgumentError(
        absl::StrCat("width is ", vgg.width(), ", want above 0 up to 16 (0 stands for 1)"));
  }
  if (!(vgg.dropout() >= 0 && vgg.dropout() < 1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("dropout is ", vgg.dropout(), ", want 0 or more, below 1"));
  }
  if (vgg.classifier_units() < 0 || vgg.classifier_units() > 1 << 20) {
    return absl::InvalidArgumentError(absl::StrCat("classifier units are ", vgg.classifier_units(),
                                                   ", want 1 to 1048576 (0 stands for 4096 × "
                                                   "width)"));
  }
  return absl::OkStatus();
}

int Scaled(int count, double width) {
  return std::max(1, static_cast<int>(std::lround(count * width)));
}

}  // namespace

absl::StatusOr<VggLayout> VggLayout::Create(const Network& config) {
  RETURN_IF_ERROR(CheckConfig(config));
  const Vgg& vgg = config.vgg();
  const double width = vgg.width() == 0 ? 1 : vgg.width();
  VggLayout layout;
  layout.batch_norm_ = vgg.batch_norm();
  layout.trunk_ = config.trunk();
  layout.cells_ = vgg.pool() == Vgg::GLOBAL_MEAN ? 1 : kPublishedCells;
  layout.units_ = vgg.classifier_units() > 0 ? vgg.classifier_units() : Scaled(kUnits, width);
  layout.classes_ = config.classes();
  int module = 0, in = 1;
  for (int block = 0; block < kPools; ++block) {
    for (int i = 0; i < kBlocks[block][0]; ++i) {
      VggConv conv;
      conv.name = absl::StrCat("conv", block + 1, "_", i + 1);
      conv.in = in;
      conv.out = in = Scaled(kBlocks[block][1], width);
      conv.module = module;
      module += vgg.batch_norm() ? 3 : 2;
      if (i + 1 == kBlocks[block][0]) {
        conv.pool = absl::StrCat("pool", block + 1);
        ++module;
      }
      layout.convs_.push_back(conv);
    }
  }
  return layout;
}

absl::StatusOr<std::string> VggLayout::ResolveSlice(const std::string& tap) const {
  int count = 0;
  const absl::string_view number = absl::StripPrefix(tap, kSlice);
  const int modules = convs_.back().module + 3;
  if (!absl::SimpleAtoi(number, &count) || count < 0 || count > modules) {
    return absl::InvalidArgumentError(absl::StrCat(
        "tap '", tap, "': want slice:0 to slice:", modules, ", the number of modules applied"));
  }
  if (batch_norm_) {
    return absl::InvalidArgumentError(absl::StrCat(
        "tap '", tap, "': slices are numbered for VGG16 without batch norm; name the layer"));
  }
  if (count == 0) return std::string("input");
  const auto last = std::find_if(convs_.rbegin(), convs_.rend(),
                                 [&](const VggConv& conv) { return conv.module < count; });
  const int applied = count - last->module;  // 1: the convolution, 2: and its ReLU, 3: the pool.
  return applied == 1 ? absl::StrCat(last->name, ".pre") : applied == 2 ? last->name : last->pool;
}

absl::StatusOr<std::string> VggLayout::Resolve(const std::string& tap) const {
  if (absl::StartsWith(tap, kSlice)) return ResolveSlice(tap);
  std::vector<std::string> names;
  for (const TapInfo& info : Taps(kMinFrames, kMinFrames)) {
    names.push_back(info.name);
    if (info.has_pre) names.push_back(absl::StrCat(info.name, ".pre"));
  }
  if (std::find(names.begin(), names.end(), tap) != names.end()) return tap;
  const std::string near = Nearest(tap, names);
  return absl::InvalidArgumentError(absl::StrCat(
      "VGG16 has no tap '", tap, "'",
      near.empty() ? "; there are " : absl::StrCat("; did you mean '", near, "'? There are "),
      "input, conv1_1 … conv5_3, pool1 … pool5,", trunk_ ? "" : " flat, fc1, fc2,",
      " with .pre before an activation, and slice:K"));
}

int VggLayout::Depth(const std::string& resolved) const {
  const std::string name(absl::StripSuffix(resolved, ".pre"));
  if (name == "input") return 0;
  for (size_t i = 0; i < convs_.size(); ++i) {
    if (name == convs_[i].name || name == convs_[i].pool) return static_cast<int>(i) + 1;
  }
  const int convs = static_cast<int>(convs_.size());
  return name == "flat" ? convs : name == "fc1" ? convs + 1 : convs + 2;
}

std::vector<TapInfo> VggLayout::Taps(int64_t frames, int64_t bins) const {
  std::vector<TapInfo> taps = {{"input", {1, frames, bins}, false}};
  for (const VggConv& conv : convs_) {
    taps.push_back({conv.name, {conv.out, frames, bins}, true});
    if (conv.pool.empty()) continue;
    frames /= 2;
    bins /= 2;
    taps.push_back({conv.pool, {conv.out, frames, bins}, false});
  }
  if (trunk_) return taps;
  taps.push_back({"flat", {flat()}, false});
  taps.push_back({"fc1", {units_}, true});
  taps.push_back({"fc2", {units_}, true});
  return taps;
}

}  // namespace auricle
