// SPDX-License-Identifier: Apache-2.0
// Files of audio that were written after one another into one (cat a.wav b.wav): every reader reads
// the first, or takes the header of the second for sound.
#ifndef AURICLE_LIB_AUDIO_DECODE_JOINED_H_
#define AURICLE_LIB_AUDIO_DECODE_JOINED_H_

#include <cstdint>

#include "absl/status/status.h"
#include "lib/audio/decode/bytes.h"

namespace auricle {

// Looks for the header of another file of audio from byte `from` on, at any byte: WAV (RIFF, RF64,
// RIFX), W64, FLAC, AU, AIFF, CAF, SPHERE, OGG. Its eight and more fixed bytes do not come up by
// chance. Errors: kInvalidArgument, saying where it begins and how to part the files; those of
// ReadAt.
absl::Status CheckNoneJoined(const Bytes& bytes, int64_t from);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_JOINED_H_
