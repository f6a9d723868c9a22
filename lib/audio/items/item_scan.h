// SPDX-License-Identifier: Apache-2.0
// What one pass over an item's decoded samples tells of it.
#ifndef AURICLE_LIB_AUDIO_ITEMS_ITEM_SCAN_H_
#define AURICLE_LIB_AUDIO_ITEMS_ITEM_SCAN_H_

#include <cstdint>
#include <limits>

#include "absl/status/status.h"
#include "lib/audio/spectra/kernels.h"

namespace auricle {

class ItemScan {
 public:
  // wants_maximum: maximum() is asked for.
  explicit ItemScan(bool wants_maximum) : wants_maximum_(wants_maximum) {}

  void Add(const float* samples, int64_t n);

  // Errors: kInvalidArgument for no samples, or one that is not a number.
  absl::Status Check(double rate_hz) const;

  int64_t samples() const { return samples_; }
  uint64_t digest() const { return digest_; }
  bool silent() const;                         // No sample reaches half a step of 16 bits.
  bool constant() const { return constant_; }  // All samples are one value: nothing was recorded.
  float peak() const { return stats_.peak; }   // The largest magnitude.
  // Beyond what a mix or a lossy coding adds to full scale: numbers of another scale.
  bool too_loud() const;
  float maximum() const { return maximum_; }  // Of the samples, not of their magnitudes.

 private:
  const bool wants_maximum_;
  int64_t samples_ = 0;
  uint64_t digest_ = 0;
  SampleStats stats_;
  int64_t bad_sample_ = -1;
  float first_ = 0;
  bool constant_ = true;
  float maximum_ = -std::numeric_limits<float>::infinity();
};

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_ITEMS_ITEM_SCAN_H_
