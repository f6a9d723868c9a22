// SPDX-License-Identifier: Apache-2.0
// Passes over an item's samples, as often as its front end must see all of it: to measure what
// per-item normalisation needs, and to make the rows.
#ifndef AURICLE_LIB_AUDIO_ITEMS_ITEM_PASSES_H_
#define AURICLE_LIB_AUDIO_ITEMS_ITEM_PASSES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/audio/analyzer.h"
#include "lib/audio/decode/decode.h"
#include "lib/audio/items/feature_stream.h"
#include "lib/audio/items/item_stage.h"

namespace auricle {

class ItemPasses {
 public:
  // `open` opens the item's samples, at rate_hz; all must outlive this.
  ItemPasses(const Analyzer& analyzer, const AudioOpener& open, std::string item_id,
             double rate_hz);

  // A stream that appends to *rows and normalises the wave as measured.
  absl::StatusOr<std::unique_ptr<FeatureStream>> MakeStream(std::vector<float>* rows) const;

  // From now on a pass of another number of samples is kDataLoss: the file was changed.
  void Expect(int64_t samples) { expected_ = samples; }

  // Each is one pass. MeasureNorm needs the maximum where the front end does.
  absl::Status MeasureWave();
  absl::Status MeasureMaximum();
  absl::Status MeasureNorm();

  // Finished rows, but for the norm, are appended to *staged and the samples to *samples (may be
  // null); `use` is called after every block and at the end, and takes out what it likes.
  absl::Status Staged(const std::function<absl::Status()>& use, std::vector<float>* staged,
                      std::vector<float>* samples) const;

  float* maximum() { return &maximum_; }
  FeatureNormStats* norm() { return &norm_; }

 private:
  absl::Status Pass(FeatureStream* stream, const std::function<absl::Status()>& after_block,
                    std::vector<float>* samples) const;

  const Analyzer& analyzer_;
  const AudioOpener& open_;
  std::string item_id_;
  double rate_hz_;
  int64_t expected_ = -1;
  WaveStats wave_;
  float maximum_;
  FeatureNormStats norm_;
};

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_ITEMS_ITEM_PASSES_H_
