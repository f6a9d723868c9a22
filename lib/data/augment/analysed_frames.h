// SPDX-License-Identifier: Apache-2.0
// Frames that are made from the wave when they are asked for: of streams without features, and
// where training changes the signal.
#ifndef AURICLE_LIB_DATA_AUGMENT_ANALYSED_FRAMES_H_
#define AURICLE_LIB_DATA_AUGMENT_ANALYSED_FRAMES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/audio/analyzer.h"
#include "lib/data/augment/augmentation.h"
#include "lib/data/items.h"
#include "protos/front_end.pb.h"

namespace auricle {

// Immutable, thread-safe. Items are to be listed with their audio (ListOptions.audio). Where the
// front end needs all of an item (norms, dither, ranges below its maximum), or a file's rate or
// length is not known, the whole item is decoded and analysed, and frames are those of wav2mel to
// the bit. Else only the samples that the frames need, and some around them: the frames are the
// same up to the rounding of float32 (which is all there is in bands above a file's own).
class AnalysedFrames : public FrameMaker {
 public:
  // Errors: of CheckFrontEnd.
  static absl::StatusOr<std::shared_ptr<const AnalysedFrames>> Create(const FrontEnd& front_end);

  const FrontEnd& front_end() const override { return analyzer_->front_end(); }
  int32_t bins() const override;
  // Decodes the item where its record does not say how long it is.
  absl::Status Describe(StoredItem* item) const override;
  absl::Status Frames(const StoredItem& item, int64_t first, int64_t count,
                      float* out) const override;

  // What is done to the wave on the way. Errors end the work.
  struct Edit {
    WaveShift shift;
    std::function<absl::Status(double rate_hz, std::vector<float>* samples)> samples;
  };
  absl::Status EditedFrames(const StoredItem& item, int64_t first, int64_t count, const Edit& edit,
                            float* out) const;

 private:
  explicit AnalysedFrames(std::unique_ptr<const Analyzer> analyzer);

  absl::Status Whole(const StoredItem& item, int64_t first, int64_t count, const Edit& edit,
                     float* out) const;
  absl::Status Part(const StoredItem& item, int64_t first, int64_t count, const Edit& edit,
                    float* out) const;
  bool CanBePart(const StoredItem& item) const;

  const std::unique_ptr<const Analyzer> analyzer_;
  bool local_;           // A frame depends on the samples around it alone.
  int64_t context_ = 0;  // Frames on both sides that a frame depends on.
};

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_AUGMENT_ANALYSED_FRAMES_H_
