// SPDX-License-Identifier: Apache-2.0
// The header of a RIFF WAVE file, or of one in RF64. Plain PCM and float are read by us: faster
// than by libsndfile, and a body shorter than its header says, or a header that contradicts itself,
// is seen.
#ifndef AURICLE_LIB_AUDIO_WAV_H_
#define AURICLE_LIB_AUDIO_WAV_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "lib/audio/bytes.h"

namespace auricle {

struct WavFormat {
  enum Encoding { kOther, kUint8, kInt16, kInt24, kInt32, kFloat32, kFloat64 };
  Encoding encoding = kOther;  // kOther: a WAVE, but of a coding that is left to libsndfile.
  int channels = 0;
  int sample_bytes = 0;  // Of one channel.
  double sample_rate_hz = 0;
  int64_t data_offset = 0;
  int64_t frames = 0;  // Samples per channel that are there.
};

// True if the bytes begin as RIFF or RF64 WAVE does. 12 bytes are enough to tell.
bool LooksLikeWav(absl::string_view first_bytes);

// REQUIRES: LooksLikeWav. Sizes of 0, about 2^31 and about 2^32 that the file does not have are
// what programs write on pipes: unknown, the body goes to the end. Errors: kDataLoss for a
// truncated body or header, kInvalidArgument for a header that makes no sense; both say what was
// found.
absl::StatusOr<WavFormat> ParseWav(const Bytes& bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_WAV_H_
