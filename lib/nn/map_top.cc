// SPDX-License-Identifier: Apache-2.0
#include "lib/nn/map_top.h"

#include <ATen/Functions.h>

#include "absl/strings/str_cat.h"
#include "lib/nn/mask.h"

namespace auricle {
namespace {

constexpr int64_t kCell = 8;
constexpr char kShared[] = "core.attention";

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
  if (options.kind == RECURRENT) {
    return absl::UnimplementedError("top RECURRENT: this program has no recurrent top");
  }
  if (options.kind == MEAN_8X8 && (options.frames < kCell || options.bins < kCell)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "top MEAN_8X8 wants a last map of 8 × 8 cells or more, it has ", options.frames,
        " frames × ", options.bins, " bins; use longer windows, more bands, or another top"));
  }
  MapTop top;
  top.options_ = options;
  return top;
}

void MapTop::AddTo(const std::vector<Way>& ways, int depth, const TensorAdder& add) {
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

at::Tensor MapTop::Apply(const at::Tensor& x, const at::Tensor& lengths, int way) const {
  if (options_.kind == ATTENTION) return attention_[way].Apply(x, lengths);
  return options_.kind == MEAN_8X8 ? CellMeans(x, lengths) : GlobalMean(x, lengths);
}

int64_t MapTop::features() const {
  if (options_.kind != MEAN_8X8) return options_.channels;
  return options_.channels * (options_.frames / kCell) * (options_.bins / kCell);
}

std::string MapTop::shared_prefix() const {
  return options_.kind == ATTENTION && options_.share ? kShared : "";
}

}  // namespace auricle
