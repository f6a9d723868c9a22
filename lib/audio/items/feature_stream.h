// SPDX-License-Identifier: Apache-2.0
// Samples of one item, in any pieces, to rows of bands: resampling, waveform steps, frames,
// analysis.
#ifndef AURICLE_LIB_AUDIO_ITEMS_FEATURE_STREAM_H_
#define AURICLE_LIB_AUDIO_ITEMS_FEATURE_STREAM_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/audio/analyzer.h"
#include "lib/audio/spectra/framer.h"
#include "lib/audio/spectra/resample.h"
#include "lib/base/rng.h"

namespace auricle {

// What WaveNorm needs to know of the whole item, at the front end's rate.
struct WaveStats {
  double count = 0, sum = 0, sum_squares = 0, peak = 0;
  void Add(const float* x, int64_t n);
};

// Not thread-safe; one pass over one item. The rows depend on the samples alone, not on the pieces
// they come in, as long as every pass pushes the same pieces.
class FeatureStream {
 public:
  // `item_id` names the stream of dither; `wave` is needed where the front end has a wave_norm.
  // Rows are appended to *rows; nullptr: only `stats()` is wanted.
  static absl::StatusOr<std::unique_ptr<FeatureStream>> Create(const Analyzer& analyzer,
                                                               const std::string& item_id,
                                                               double rate_hz,
                                                               const WaveStats* wave,
                                                               std::vector<float>* rows);
  absl::Status Push(const float* samples, int64_t n);
  absl::Status Finish();
  int64_t frames() const { return framer_.frames(); }
  const WaveStats& stats() const { return stats_; }

 private:
  FeatureStream(const Analyzer& analyzer, const std::string& item_id, const WaveStats* wave,
                std::unique_ptr<Resampler> resampler, std::vector<float>* rows);
  void Edit(float* x, int64_t n);
  void PushEdited();

  const Analyzer& analyzer_;
  std::unique_ptr<Resampler> resampler_;
  std::vector<float>* rows_;
  Analyzer::Workspace workspace_;
  Framer framer_;
  Rng dither_;
  WaveStats stats_;
  float mean_ = 0, factor_ = 1;  // Of wave_norm.
  float before_ = 0;             // The sample before, for pre-emphasis.
  bool edits_ = false;
  std::vector<float> block_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_ITEMS_FEATURE_STREAM_H_
