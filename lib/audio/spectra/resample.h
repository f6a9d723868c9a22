// SPDX-License-Identifier: Apache-2.0
// Change of sample rate by libsoxr at its high quality (alias below -130 dB), streaming.
#ifndef AURICLE_LIB_AUDIO_SPECTRA_RESAMPLE_H_
#define AURICLE_LIB_AUDIO_SPECTRA_RESAMPLE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace auricle {

// How many samples n samples become: ceil(n * (to / from)) in double, as librosa counts. Where the
// quotient of the rates rounds up, as 12000 / 44100 does, that is one more than ceil(n * to / from)
// for some n.
int64_t ResampledLength(int64_t n, double from_hz, double to_hz);

// Not thread-safe; one for each item. Gives exactly ResampledLength samples.
class Resampler {
 public:
  // Equal rates: samples pass through as they are.
  static absl::StatusOr<std::unique_ptr<Resampler>> Create(double from_hz, double to_hz);
  virtual ~Resampler() = default;
  // Takes n samples and appends what is ready to `out`.
  virtual absl::Status Push(const float* samples, int64_t n, std::vector<float>* out) = 0;
  virtual absl::Status Finish(std::vector<float>* out) = 0;
};

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_SPECTRA_RESAMPLE_H_
