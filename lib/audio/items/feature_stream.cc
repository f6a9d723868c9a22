// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/items/feature_stream.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "lib/base/status_macros.h"

namespace auricle {

void WaveStats::Add(const float* x, int64_t n) {
  count += n;
  for (int64_t i = 0; i < n; ++i) {
    sum += x[i];
    sum_squares += double{x[i]} * x[i];
    peak = std::max(peak, std::abs(double{x[i]}));
  }
}

absl::StatusOr<std::unique_ptr<FeatureStream>> FeatureStream::Create(const Analyzer& analyzer,
                                                                     const std::string& item_id,
                                                                     double rate_hz,
                                                                     const WaveStats* wave,
                                                                     std::vector<float>* rows) {
  ASSIGN_OR_RETURN(std::unique_ptr<Resampler> resampler,
                   Resampler::Create(rate_hz, analyzer.front_end().sample_rate_hz()));
  return std::unique_ptr<FeatureStream>(
      new FeatureStream(analyzer, item_id, wave, std::move(resampler), rows));
}

FeatureStream::FeatureStream(const Analyzer& analyzer, const std::string& item_id,
                             const WaveStats* wave, std::unique_ptr<Resampler> resampler,
                             std::vector<float>* rows)
    : analyzer_(analyzer),
      resampler_(std::move(resampler)),
      rows_(rows),
      workspace_(analyzer.MakeWorkspace()),
      framer_(analyzer.front_end(),
              [this](const float* samples) {
                const float* const row = analyzer_.Run(samples, &workspace_);
                rows_->insert(rows_->end(), row, row + analyzer_.row_size());
              }),
      dither_(analyzer.front_end().dither_seed(), absl::StrCat("dither/", item_id)) {
  const FrontEnd& f = analyzer.front_end();
  if (f.wave_norm() == FrontEnd::WAVE_STANDARD && wave != nullptr && wave->count > 0) {
    const double mean = wave->sum / wave->count;
    const double variance = wave->sum_squares / wave->count - mean * mean;
    mean_ = static_cast<float>(mean);
    // A constant has no deviation to divide by: it becomes zeros.
    factor_ = variance > 1e-20 ? static_cast<float>(1 / std::sqrt(variance)) : 1;
  } else if (f.wave_norm() == FrontEnd::WAVE_PEAK && wave != nullptr && wave->peak > 0) {
    factor_ = static_cast<float>(1 / wave->peak);
  }
  edits_ = f.wave_norm() != FrontEnd::WAVE_RAW || f.dither() > 0 ||
           (f.preemphasis() != 0 && !f.preemphasis_per_frame());
}

void FeatureStream::Edit(float* x, int64_t n) {
  const FrontEnd& f = analyzer_.front_end();
  if (f.wave_norm() != FrontEnd::WAVE_RAW) {
    for (int64_t i = 0; i < n; ++i) x[i] = (x[i] - mean_) * factor_;
  }
  if (f.dither() > 0) {
    // The window multiplies by 32768 where the scale is INT16; dither is given in the scale's unit.
    const double deviation = f.scale() == FrontEnd::INT16 ? f.dither() / 32768 : f.dither();
    for (int64_t i = 0; i < n; ++i) x[i] += static_cast<float>(deviation * dither_.Normal());
  }
  if (f.preemphasis() != 0 && !f.preemphasis_per_frame()) {
    const float a = static_cast<float>(f.preemphasis());
    for (int64_t i = 0; i < n; ++i) {
      const float now = x[i];
      x[i] = now - a * before_;
      before_ = now;
    }
  }
}

void FeatureStream::PushEdited() {
  if (rows_ == nullptr) {
    stats_.Add(block_.data(), block_.size());
  } else {
    if (edits_) Edit(block_.data(), block_.size());
    framer_.Push(block_.data(), block_.size());
  }
  block_.clear();
}

absl::Status FeatureStream::Push(const float* samples, int64_t n) {
  RETURN_IF_ERROR(resampler_->Push(samples, n, &block_));
  PushEdited();
  return absl::OkStatus();
}

absl::Status FeatureStream::Finish() {
  RETURN_IF_ERROR(resampler_->Finish(&block_));
  PushEdited();
  if (rows_ != nullptr) framer_.Finish();
  return absl::OkStatus();
}

}  // namespace auricle
