// SPDX-License-Identifier: Apache-2.0
// The "fmt " chunk of a WAV: how samples are coded, and what to make of fields that contradict one
// another.
#ifndef AURICLE_LIB_AUDIO_DECODE_WAV_CODING_H_
#define AURICLE_LIB_AUDIO_DECODE_WAV_CODING_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "lib/audio/decode/bytes.h"

namespace auricle {

struct WavCoding {
  enum Encoding { kOther, kUint8, kInt16, kInt24, kInt32, kFloat32, kFloat64 };
  Encoding encoding = kOther;  // kOther: not plain numbers; left to a decoder.
  uint32_t tag = 0;            // The format tag: 1 PCM, 3 float, 0x55 MP3 …
  int channels = 0;
  int sample_bytes = 0;  // Of one channel; 0 for kOther.
  double sample_rate_hz = 0;
  // Fields that contradict one another are read as other programs read them, from channels, bits
  // and rate; this says so, or is empty.
  std::string note;
};

// The chunk's `size` bytes at `offset`. Errors: kDataLoss if they are cut off; kInvalidArgument for
// no channels.
absl::StatusOr<WavCoding> ReadWavCoding(const Bytes& bytes, int64_t offset, int64_t size);

// "MP3", "G.726 ADPCM", or "an unknown codec".
std::string WavCodecName(uint32_t tag);

// MPEG audio, of any layer.
bool IsMpegTag(uint32_t tag);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_WAV_CODING_H_
