// SPDX-License-Identifier: Apache-2.0
// The samples of an item: stored in its records, or in a file.
#ifndef AURICLE_LIB_DATA_AUGMENT_ITEM_WAVE_H_
#define AURICLE_LIB_DATA_AUGMENT_ITEM_WAVE_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lib/data/augment/augmentation.h"
#include "lib/data/items.h"

namespace auricle {

struct ItemWave {
  double rate_hz = 0;  // The file's.
  std::vector<float> samples;
};

// All of it. Errors: neither samples nor a path; as OpenAudio.
absl::StatusOr<ItemWave> ReadWave(const StoredItem& item);

// Whether the record says its rate and length, so that a part can be read.
bool KnowsLength(const StoredItem& item);

// Samples [begin, end) of the item after `shift`. REQUIRES: KnowsLength; 0 ≤ begin ≤ end ≤ length.
absl::StatusOr<std::vector<float>> ReadWavePart(const StoredItem& item, int64_t begin, int64_t end,
                                                const WaveShift& shift);

// All of `samples` moved by `shift`.
void ShiftWave(const WaveShift& shift, std::vector<float>* samples);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_AUGMENT_ITEM_WAVE_H_
