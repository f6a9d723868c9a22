// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/items/item_scan.h"

#include <isa-l/crc64.h>

#include <algorithm>

#include "absl/strings/str_format.h"

namespace auricle {
namespace {

constexpr float kSilence = 0.5f / 32768;
// Of 32-bit integers that were not divided. Up to it no power of a spectrum overflows.
constexpr float kLoudest = 0x1p31f;
constexpr float kLoud = 2;  // 6 dB above full scale.

}  // namespace

void ItemScan::Add(const float* samples, int64_t n) {
  digest_ =
      crc64_ecma_refl(digest_, reinterpret_cast<const unsigned char*>(samples), n * sizeof(float));
  BestKernels().stats(samples, n, &stats_);
  if (!stats_.finite && bad_sample_ < 0) bad_sample_ = samples_;
  if (wants_maximum_ && n > 0)
    maximum_ = std::max(maximum_, *std::max_element(samples, samples + n));
  if (samples_ == 0 && n > 0) first_ = samples[0];
  constant_ =
      constant_ && std::all_of(samples, samples + n, [this](float x) { return x == first_; });
  samples_ += n;
}

absl::Status ItemScan::Check(double rate_hz) const {
  if (samples_ == 0) return absl::InvalidArgumentError("holds no audio (0 samples)");
  if (stats_.finite && stats_.peak > kLoudest) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "holds a sample of magnitude %.3g, where full scale is 1: is something else "
        "labelled as float? Repair or drop the file",
        stats_.peak));
  }
  if (stats_.finite) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrFormat("holds a sample that is not a number (NaN or infinite) at or after %.3f s; "
                      "repair or drop the file",
                      bad_sample_ / rate_hz));
}

bool ItemScan::too_loud() const { return stats_.peak > kLoud; }

bool ItemScan::silent() const { return stats_.peak < kSilence; }

}  // namespace auricle
