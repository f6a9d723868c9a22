// SPDX-License-Identifier: Apache-2.0
#include "lib/data/input_norm.h"

#include <algorithm>
#include <cmath>

#include "lib/base/status_macros.h"
#include "lib/base/stop.h"

namespace auricle {
namespace {

constexpr int64_t kBlockFrames = 1024;  // 129 bins of them stay in the second-level cache.

// Per bin: mean and sum of squared deviations of `count` frames.
struct Moments {
  explicit Moments(int32_t bins) : mean(bins, 0.0), squares(bins, 0.0) {}
  double count = 0;
  std::vector<double> mean, squares;
};

// Of one block, [frames, bins].
void BlockMoments(const std::vector<float>& block, int64_t frames, Moments* moments) {
  const size_t bins = moments->mean.size();
  moments->count = static_cast<double>(frames);
  std::fill(moments->mean.begin(), moments->mean.end(), 0.0);
  std::fill(moments->squares.begin(), moments->squares.end(), 0.0);
  for (int64_t t = 0; t < frames; ++t) {
    for (size_t f = 0; f < bins; ++f) moments->mean[f] += block[t * bins + f];
  }
  for (double& mean : moments->mean) mean /= static_cast<double>(frames);
  for (int64_t t = 0; t < frames; ++t) {
    for (size_t f = 0; f < bins; ++f) {
      const double deviation = block[t * bins + f] - moments->mean[f];
      moments->squares[f] += deviation * deviation;
    }
  }
}

void Merge(const Moments& block, Moments* total) {
  const double sum = total->count + block.count;
  for (size_t f = 0; f < total->mean.size(); ++f) {
    const double delta = block.mean[f] - total->mean[f];
    total->mean[f] += delta * block.count / sum;
    total->squares[f] += block.squares[f] + delta * delta * total->count * block.count / sum;
  }
  total->count = sum;
}

// All bins as one: they have equal counts.
Moments OverBins(const Moments& moments) {
  Moments one(1);
  for (size_t f = 0; f < moments.mean.size(); ++f) {
    Moments bin(1);
    bin.count = moments.count;
    bin.mean[0] = moments.mean[f];
    bin.squares[0] = moments.squares[f];
    Merge(bin, &one);
  }
  return one;
}

}  // namespace

absl::StatusOr<InputNorm> FitInputNorm(const StoredItems& items, const std::vector<int32_t>& which,
                                       InputNorm::Kind kind) {
  InputNorm norm;
  norm.set_kind(kind);
  if (kind == InputNorm::NONE || which.empty()) return norm;
  Moments total(items.bins);
  Moments block(items.bins);
  std::vector<float> frames(kBlockFrames * items.bins);
  for (const int32_t i : which) {
    if (StopSignal() != 0) return absl::CancelledError("stopped while fitting the statistics");
    const StoredItem& item = items.items[i];
    for (int64_t first = 0; first < item.frames; first += kBlockFrames) {
      const int64_t count = std::min(kBlockFrames, item.frames - first);
      RETURN_IF_ERROR(CopyFrames(item, items.bins, first, count, frames.data()));
      BlockMoments(frames, count, &block);
      Merge(block, &total);
    }
  }
  const Moments result = kind == InputNorm::SCALAR ? OverBins(total) : total;
  for (size_t f = 0; f < result.mean.size(); ++f) {
    const double std = std::sqrt(result.squares[f] / result.count);
    norm.add_mean(result.mean[f]);
    norm.add_std(std > 0 ? std : 1.0);
  }
  return norm;
}

}  // namespace auricle
