// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/layers/map_top.h"

#include <ATen/Functions.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"
#include "lib/nn/torch/mask.h"

namespace auricle {
namespace {

constexpr int64_t kCell = 8;
constexpr int64_t kNarrowing = 4;
constexpr char kShared[] = "core.attention", kStack[] = "top.";

at::Tensor GlobalMean(const at::Tensor& x, const at::Tensor& lengths) {
  const at::Tensor sums = x.sum({2, 3}, /*keepdim=*/false, at::kFloat);
  const double bins = static_cast<double>(x.size(3));
  if (!lengths.defined()) return sums.div(bins * static_cast<double>(x.size(2)));
  return sums.div(lengths.to(sums.options()).mul(bins).unsqueeze(1));
}

at::Tensor CellMeans(const at::Tensor& x, const at::Tensor& lengths) {
  const at::Tensor wide = x.scalar_type() == at::kBFloat16 ? x.to(at::kFloat) : x;
  at::Tensor means = at::avg_pool2d(wide, {kCell, kCell});
  if (IsPadded(lengths, x.size(2))) {
    const at::Tensor begins = at::arange(means.size(2), at::kLong).mul(kCell).unsqueeze(0);
    const at::Tensor valid = lengths.unsqueeze(1).sub(begins).clamp(1, kCell);  // [B, cells]
    const at::Tensor factors = at::full_like(valid, kCell).div(valid).view({x.size(0), 1, -1, 1});
    means = means.mul(factors.to(means.options()));
  }
  return means.flatten(1);
}

}  // namespace

absl::StatusOr<MapTop> MapTop::Create(const Options& options) {
  if (options.kind == MEAN_8X8 && (options.frames < kCell || options.bins < kCell)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "top MEAN_8X8 (--classifier=avgpool8x8) wants a last map of 8 × 8 cells or more, it has ",
        options.frames, " frames × ", options.bins,
        " bins; use longer windows, more bands, or another top"));
  }
  MapTop top;
  top.options_ = options;
  if (options.kind != RECURRENT) return top;
  RETURN_IF_ERROR(CheckRecurrent(options.recurrent));
  Recurrent recurrent = options.recurrent;
  if (options.share) {
    recurrent.set_share_attention(true);
    recurrent.set_share_pooling(true);
  }
  RecurrentStack::Sizes sizes;
  sizes.in = options.channels * options.bins;
  sizes.projection = std::max<int64_t>(1, sizes.in / kNarrowing);
  sizes.units = recurrent.units() > 0 ? recurrent.units() : options.channels;
  top.stack_.emplace(recurrent, sizes, kStack);
  return top;
}

void MapTop::AddTo(const std::vector<Way>& ways, int depth, const TensorAdder& add) {
  if (stack_.has_value()) stack_->AddTo(ways, depth, add);
  if (options_.kind != ATTENTION) return;
  if (options_.share) {
    attention_.assign(ways.size(), AttentionPool::Create(kShared, options_.channels, depth, add));
    return;
  }
  for (const Way& way : ways) {
    attention_.push_back(AttentionPool::Create(absl::StrCat(way.prefix, ".attention"),
                                               options_.channels, depth, add));
  }
}

int MapTop::DepthOf(const std::string& tap) const {
  return stack_.has_value() ? stack_->DepthOf(tap) : -1;
}

std::vector<TapInfo> MapTop::Taps(int64_t frames) const {
  return stack_.has_value() ? stack_->Taps(frames) : std::vector<TapInfo>();
}

at::Tensor MapTop::Recur(const at::Tensor& x, const Pass& pass) const {
  RecurrentStack::Pass steps;
  steps.way = pass.way;
  steps.lengths = pass.lengths;
  steps.training = pass.training;
  steps.rng = pass.rng;
  steps.taps = pass.taps;
  const at::Tensor wide = x.scalar_type() == at::kBFloat16 ? x.to(at::kFloat) : x;
  return stack_->Apply(wide.permute({0, 2, 3, 1}).flatten(2), steps);
}

at::Tensor MapTop::Apply(const at::Tensor& x, const Pass& pass) const {
  switch (options_.kind) {
    case ATTENTION:
      return attention_[pass.way].Apply(x, pass.lengths);
    case MEAN_8X8:
      return CellMeans(x, pass.lengths);
    case RECURRENT:
      return Recur(x, pass);
    default:
      return GlobalMean(x, pass.lengths);
  }
}

int64_t MapTop::features() const {
  if (stack_.has_value()) return stack_->out();
  if (options_.kind != MEAN_8X8) return options_.channels;
  return options_.channels * (options_.frames / kCell) * (options_.bins / kCell);
}

std::string MapTop::shared_prefix() const {
  return options_.kind == ATTENTION && options_.share ? kShared : "";
}

}  // namespace auricle
