// SPDX-License-Identifier: Apache-2.0
#include "lib/data/augment/augmented_windows.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "absl/strings/str_cat.h"
#include "lib/audio/spectra/resample.h"
#include "lib/base/status_macros.h"
#include "lib/data/augment/item_wave.h"

namespace auricle {

absl::Status AugmentedWindows::Cut(const ItemWindow& one, int64_t batch, int64_t row,
                                   RowChange* change, float* out) const {
  const StoredItem& item = items_.items[one.item];
  if (!KnowsLength(item)) {
    return absl::FailedPreconditionError(
        absl::StrCat("item '", item.id,
                     "' has no audio whose rate and length its record tells; where training "
                     "changes the wave, give what wav2mel wrote, with the files it was made from"));
  }
  const double rate_hz = item.audio->ref.sample_rate_hz();
  AnalysedFrames::Edit edit;
  edit.shift = augment_.DrawShift(batch, row, rate_hz);
  change->item = {static_cast<double>(edit.shift.samples) / rate_hz,
                  static_cast<double>(item.audio->ref.frames()) / rate_hz, edit.shift.wraps};
  edit.samples = [&](double hz, std::vector<float>* samples) {
    const OtherSounds others = [this](int64_t count, double wanted_hz, Rng* rng,
                                      std::vector<float>* sound) {
      return Other(count, wanted_hz, rng, sound);
    };
    return augment_.ApplyToWave(batch, row, others, hz, samples);
  };
  return analysis_.EditedFrames(item, one.window.first, one.window.valid, edit, out);
}

absl::Status AugmentedWindows::Other(int64_t count, double rate_hz, Rng* rng,
                                     std::vector<float>* samples) const {
  const StoredItem& item = items_.items[others_[rng->Below(others_.size())]];
  const absl::Status status = [&]() -> absl::Status {
    double own_hz = 0;
    std::vector<float> sound;
    if (KnowsLength(item)) {
      own_hz = item.audio->ref.sample_rate_hz();
      const int64_t all = item.audio->ref.frames();
      const int64_t wanted = std::min(
          all, static_cast<int64_t>(std::ceil(static_cast<double>(count) * own_hz / rate_hz)));
      const auto begin = static_cast<int64_t>(rng->Below(all - wanted + 1));
      ASSIGN_OR_RETURN(sound, ReadWavePart(item, begin, begin + wanted, {}));
    } else {
      ASSIGN_OR_RETURN(ItemWave wave, ReadWave(item));
      own_hz = wave.rate_hz;
      sound = std::move(wave.samples);
    }
    ASSIGN_OR_RETURN(const std::unique_ptr<Resampler> resampler,
                     Resampler::Create(own_hz, rate_hz));
    RETURN_IF_ERROR(resampler->Push(sound.data(), static_cast<int64_t>(sound.size()), samples));
    return resampler->Finish(samples);
  }();
  RETURN_IF_ERROR(Annotate(status, absl::StrCat("background item '", item.id, "'")));
  const size_t own = samples->size();
  if (own == 0) return absl::InvalidArgumentError(absl::StrCat("item '", item.id, "' is empty"));
  samples->resize(count);
  for (size_t i = own; i < samples->size(); ++i) (*samples)[i] = (*samples)[i - own];
  return absl::OkStatus();
}

}  // namespace auricle
