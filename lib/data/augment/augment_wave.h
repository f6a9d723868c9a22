// SPDX-License-Identifier: Apache-2.0
// Augmentations that act on the wave, before it is analysed.
#ifndef AURICLE_LIB_DATA_AUGMENT_AUGMENT_WAVE_H_
#define AURICLE_LIB_DATA_AUGMENT_AUGMENT_WAVE_H_

#include <vector>

#include "lib/data/augment/augmentation.h"

namespace auricle {

// Makers of the registry (augment_kinds.cc says what each does).
MadeAugmentation MakeWaveGain(const TermInterval& db);
MadeAugmentation MakeWaveShift(double max_s, bool wraps);
absl::StatusOr<MadeAugmentation> MakeNoise(TermArguments* arguments, const AugmentContext& context);
absl::StatusOr<MadeAugmentation> MakeBackground(TermArguments* arguments,
                                                const AugmentContext& context);

// Adds `sound` so that the power of *samples is `snr_db` above that of what is added; nothing where
// either is silent, of which there is no ratio. REQUIRES: equal sizes.
void AddAtSnr(const std::vector<float>& sound, double snr_db, std::vector<float>* samples);

// Noise of nearly normal samples; pink: its power falls by 3 dB an octave (within 0.1 dB from
// 1/4000 of the sample rate up; six poles and zeros, after Paul Kellet).
std::vector<float> NoiseSamples(size_t count, bool pink, Rng* rng);

}  // namespace auricle

#endif  // AURICLE_LIB_DATA_AUGMENT_AUGMENT_WAVE_H_
