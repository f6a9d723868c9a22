// SPDX-License-Identifier: Apache-2.0
// What --augment does to training batches: signal, labels and time are moved together.
#ifndef AURICLE_LIB_DATA_AUGMENT_AUGMENT_H_
#define AURICLE_LIB_DATA_AUGMENT_AUGMENT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lib/data/augment/augmentation.h"
#include "lib/data/window_batch.h"

namespace auricle {

// All of --augment, one after the other: first what acts on the wave, then what acts on features,
// each in the order given. What is drawn for a row is a pure function of the seed, the place in the
// text, the number of the batch and that of the row in it. Immutable, thread-safe.
class Augment {
 public:
  // `text` is in the language of lib/base/terms.h, without factors; "" does nothing. Errors:
  // kInvalidArgument with the position: an unknown augmentation or argument (with the nearest), a
  // value out of range, what does not go with the data, mixup more than once or before a
  // time_shift.
  static absl::StatusOr<std::unique_ptr<const Augment>> Create(absl::string_view text,
                                                               const AugmentContext& context,
                                                               uint64_t seed);

  // The canonical text: equal augmentations have equal texts.
  const std::string& text() const { return text_; }
  // Whether any part acts on the wave, so that features have to be made anew.
  bool acts_on_wave() const { return !wave_.empty(); }

  // Acts on features in place, and says in batch->changes what targets must follow. `bins` is of
  // the features.
  void ApplyToFeatures(int32_t bins, WindowBatch* batch) const;

  // Acts on the wave of row `row` of batch `batch`: the time shift that is to be read, then (of the
  // samples read) the rest. Errors: of the sounds that are mixed in.
  WaveShift DrawShift(int64_t batch, int64_t row, double rate_hz) const;
  absl::Status ApplyToWave(int64_t batch, int64_t row, const OtherSounds& others, double rate_hz,
                           std::vector<float>* samples) const;

 private:
  template <typename Kind>
  struct Placed {
    int place = 0;  // In the text.
    std::unique_ptr<const Kind> augmentation;
  };

  Augment() = default;
  Rng RngOf(int place, int64_t batch, int64_t row) const;

  std::string text_;
  uint64_t seed_ = 0;
  std::vector<Placed<WaveAugmentation>> wave_;
  std::vector<Placed<FeatureAugmentation>> feature_;
};

// For --help of --augment: a paragraph for each kind, with its arguments, where it acts and which
// targets it changes.
std::string AugmentHelp();

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_AUGMENT_AUGMENT_H_
