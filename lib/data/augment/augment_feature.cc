// SPDX-License-Identifier: Apache-2.0
#include "lib/data/augment/augment_feature.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lib/base/random_draws.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

float* RowOf(size_t w, int32_t bins, WindowBatch* batch) {
  return batch->features.data() + w * batch->frames * bins;
}

absl::StatusOr<int64_t> Frames(double seconds, const char* what, const AugmentContext& context) {
  if (!(context.hop_s > 0)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "augment: ", what, " is in seconds, and the features do not say how far their frames lie ",
        "apart; make them with wav2mel"));
  }
  const auto frames = static_cast<int64_t>(std::floor(seconds / context.hop_s + 1e-9));
  if (frames > 0) return frames;
  return absl::InvalidArgumentError(absl::StrCat("augment: ", what, " of ", seconds,
                                                 " s is less than a frame, which is ",
                                                 context.hop_s, " s"));
}

class FeatureShift : public FeatureAugmentation {
 public:
  FeatureShift(int64_t max_frames, bool wraps) : max_frames_(max_frames), wraps_(wraps) {}

  void Apply(const RowRng& rng, int32_t bins, WindowBatch* batch) const override {
    for (size_t w = 0; w < batch->windows.size(); ++w) {
      Rng own = rng(w);
      const int64_t shift = static_cast<int64_t>(own.Below(2 * max_frames_ + 1)) - max_frames_;
      const int64_t valid = batch->lengths[w];
      ShiftFrames(valid, bins, shift, wraps_, RowOf(w, bins, batch));
      batch->changes[w].shifts.push_back({shift, wraps_});
    }
  }

 private:
  const int64_t max_frames_;
  const bool wraps_;
};

// The mean of each bin over the valid frames: what a mask leaves, as 0 does in features whose mean
// was taken off.
std::vector<float> BinMeans(const float* row, int64_t valid, int32_t bins) {
  std::vector<double> sums(bins, 0.0);
  for (int64_t t = 0; t < valid; ++t) {
    for (int32_t f = 0; f < bins; ++f) sums[f] += row[t * bins + f];
  }
  std::vector<float> means;
  for (const double sum : sums) {
    means.push_back(static_cast<float>(sum / static_cast<double>(std::max<int64_t>(valid, 1))));
  }
  return means;
}

class StretchMask : public FeatureAugmentation {
 public:
  StretchMask(bool of_time, int masks, int64_t widest)
      : of_time_(of_time), masks_(masks), widest_(widest) {}

  void Apply(const RowRng& rng, int32_t bins, WindowBatch* batch) const override {
    for (size_t w = 0; w < batch->windows.size(); ++w) {
      Rng own = rng(w);
      float* row = RowOf(w, bins, batch);
      const int64_t valid = batch->lengths[w], all = of_time_ ? valid : bins;
      const std::vector<float> means = BinMeans(row, valid, bins);
      for (int mask = 0; mask < masks_; ++mask) {
        const int64_t width = std::min<int64_t>(all, own.Below(widest_ + 1));
        const auto begin = static_cast<int64_t>(own.Below(all - width + 1));
        for (int64_t t = of_time_ ? begin : 0; t < (of_time_ ? begin + width : valid); ++t) {
          const int64_t low = of_time_ ? 0 : begin, high = of_time_ ? bins : begin + width;
          std::copy(means.begin() + low, means.begin() + high, row + t * bins + low);
        }
      }
    }
  }

 private:
  const bool of_time_;
  const int masks_;
  const int64_t widest_;
};

class MixedRows : public FeatureAugmentation {
 public:
  explicit MixedRows(double alpha) : alpha_(alpha) {}

  void Apply(const RowRng& rng, int32_t bins, WindowBatch* batch) const override {
    for (size_t w = 0; w < batch->windows.size(); ++w) {
      Rng own = rng(w);
      RowRange range = {0, static_cast<int64_t>(batch->windows.size())};
      for (const auto& part : batch->parts) {
        const auto row = static_cast<int64_t>(w);
        if (row >= part.second.begin && row < part.second.end) range = part.second;
      }
      RowChange* change = &batch->changes[w];
      change->own = static_cast<float>(DrawBeta(alpha_, &own));
      change->partner = static_cast<int32_t>(range.begin + own.Below(range.end - range.begin));
    }
    MixRows(bins, batch);
  }

 private:
  const double alpha_;
};

class FeatureGain : public FeatureAugmentation {
 public:
  FeatureGain(const TermInterval& db, bool power) : db_(db), power_(power) {}

  void Apply(const RowRng& rng, int32_t bins, WindowBatch* batch) const override {
    for (size_t w = 0; w < batch->windows.size(); ++w) {
      Rng own = rng(w);
      const double db = db_.low + (db_.high - db_.low) * own.Uniform();
      const auto factor = static_cast<float>(std::pow(10, db / (power_ ? 10 : 20)));
      float* row = RowOf(w, bins, batch);
      std::for_each(row, row + batch->lengths[w] * bins, [factor](float& x) { x *= factor; });
    }
  }

 private:
  const TermInterval db_;
  const bool power_;
};

}  // namespace

void ShiftFrames(int64_t valid, int32_t bins, int64_t shift, bool wraps, float* row) {
  if (valid == 0) return;
  if (wraps) {
    const int64_t right = ((shift % valid) + valid) % valid;
    std::rotate(row, row + (valid - right) * bins, row + valid * bins);
    return;
  }
  std::vector<float> least(row, row + bins);
  for (int64_t i = 0; i < valid * bins; ++i) least[i % bins] = std::min(least[i % bins], row[i]);
  const int64_t gone = std::min(valid, std::abs(shift));
  if (shift > 0) std::move_backward(row, row + (valid - gone) * bins, row + valid * bins);
  if (shift < 0) std::move(row + gone * bins, row + valid * bins, row);
  const int64_t begin = shift > 0 ? 0 : valid - gone;
  for (int64_t t = begin; t < begin + gone; ++t) {
    std::copy(least.begin(), least.end(), row + t * bins);
  }
}

void MixRows(int32_t bins, WindowBatch* batch) {
  const std::vector<float> before = batch->features;
  for (size_t w = 0; w < batch->windows.size(); ++w) {
    const RowChange& change = batch->changes[w];
    if (change.partner < 0) continue;
    const int64_t frames = std::min(batch->lengths[w], batch->lengths[change.partner]);
    const float* other =
        before.data() + static_cast<int64_t>(change.partner) * batch->frames * bins;
    float* row = RowOf(w, bins, batch);
    const float own = change.own, rest = 1 - own;
    for (int64_t i = 0; i < frames * bins; ++i) row[i] = own * row[i] + rest * other[i];
  }
}

absl::StatusOr<MadeAugmentation> MakeFeatureShift(double max_s, bool wraps,
                                                  const AugmentContext& context) {
  ASSIGN_OR_RETURN(const int64_t frames, Frames(max_s, "time_shift(max=…)", context));
  MadeAugmentation made;
  made.feature = std::make_unique<FeatureShift>(frames, wraps);
  return made;
}

absl::StatusOr<MadeAugmentation> MakeTimeMask(TermArguments* arguments,
                                              const AugmentContext& context) {
  ASSIGN_OR_RETURN(const double masks, arguments->Number("n", 2, 1, 100));
  ASSIGN_OR_RETURN(const double max_s, arguments->Seconds("max", 0.1));
  ASSIGN_OR_RETURN(const int64_t frames, Frames(max_s, "time_mask(max=…)", context));
  MadeAugmentation made;
  made.feature = std::make_unique<StretchMask>(true, static_cast<int>(masks), frames);
  return made;
}

absl::StatusOr<MadeAugmentation> MakeFrequencyMask(TermArguments* arguments,
                                                   const AugmentContext&) {
  ASSIGN_OR_RETURN(const double masks, arguments->Number("n", 2, 1, 100));
  ASSIGN_OR_RETURN(const double bins, arguments->Number("max", 8, 1, 1 << 20));
  MadeAugmentation made;
  made.feature =
      std::make_unique<StretchMask>(false, static_cast<int>(masks), static_cast<int64_t>(bins));
  return made;
}

absl::StatusOr<MadeAugmentation> MakeMixup(TermArguments* arguments, const AugmentContext&) {
  ASSIGN_OR_RETURN(const double alpha, arguments->Number("alpha", 0.2, 1e-3, 1e3));
  MadeAugmentation made;
  made.feature = std::make_unique<MixedRows>(alpha);
  return made;
}

MadeAugmentation MakeFeatureGain(const TermInterval& db, bool power) {
  MadeAugmentation made;
  made.feature = std::make_unique<FeatureGain>(db, power);
  return made;
}

}  // namespace auricle
