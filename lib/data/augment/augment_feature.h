// SPDX-License-Identifier: Apache-2.0
// Augmentations that act on features: on the windows of a batch, after they were cut.
#ifndef AURICLE_LIB_DATA_AUGMENT_AUGMENT_FEATURE_H_
#define AURICLE_LIB_DATA_AUGMENT_AUGMENT_FEATURE_H_

#include <cstdint>

#include "lib/data/augment/augmentation.h"
#include "lib/data/window_batch.h"

namespace auricle {

// Makers of the registry (augment_kinds.cc says what each does).
absl::StatusOr<MadeAugmentation> MakeFeatureShift(double max_s, bool wraps,
                                                  const AugmentContext& context);
absl::StatusOr<MadeAugmentation> MakeTimeMask(TermArguments* arguments,
                                              const AugmentContext& context);
absl::StatusOr<MadeAugmentation> MakeFrequencyMask(TermArguments* arguments,
                                                   const AugmentContext& context);
absl::StatusOr<MadeAugmentation> MakeMixup(TermArguments* arguments, const AugmentContext& context);
// A factor for each row, of an amplitude that is low_db … high_db higher. REQUIRES: linear
// features.
MadeAugmentation MakeFeatureGain(const TermInterval& db, bool power);

// Moves the first `valid` frames of a row of `bins` by `shift` to the right; `wraps`, or each bin's
// least value comes in.
void ShiftFrames(int64_t valid, int32_t bins, int64_t shift, bool wraps, float* row);

// rows[i] becomes own × rows[i] + (1 - own) × what partner's row was before any was mixed, by
// batch->changes, in the frames that both have.
void MixRows(int32_t bins, WindowBatch* batch);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_AUGMENT_AUGMENT_FEATURE_H_
