// SPDX-License-Identifier: Apache-2.0
// The chunks of a WAV (RIFF, RF64, BW64) or a W64. Plain PCM and float are read by us: faster than
// by libsndfile, and a body shorter than its header says is seen.
#ifndef AURICLE_LIB_AUDIO_DECODE_WAV_H_
#define AURICLE_LIB_AUDIO_DECODE_WAV_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/audio/decode/bytes.h"
#include "lib/audio/decode/wav_coding.h"

namespace auricle {

struct WavFormat {
  WavCoding coding;
  int64_t data_offset = 0;
  int64_t data_bytes = 0;     // Of audio, that are there.
  bool size_is_known = true;  // False: the body was taken to go to the file's end.
  int64_t frames = 0;         // Samples per channel, where the coding is plain.
  // What a user should know of a file that is read nevertheless.
  std::vector<std::string> notes;
};

// REQUIRES: KindOf says kWav or kW64. Sizes that the file does not have mean that its body goes to
// the end: what programs write on pipes (0, about 2^31, about 2^32), and the size of all the file
// where that of its body should stand. A body that is no whole number of samples loses the last
// one. Errors: kDataLoss for a truncated body or header, kInvalidArgument for a header that makes
// no sense; both say what was found.
absl::StatusOr<WavFormat> ParseWav(const Bytes& bytes);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_WAV_H_
