// SPDX-License-Identifier: Apache-2.0
// Decoded audio with all its channels.
#ifndef AURICLE_LIB_AUDIO_DECODE_INTERLEAVED_H_
#define AURICLE_LIB_AUDIO_DECODE_INTERLEAVED_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace auricle {

// Encoder's and decoder's, in whole MPEG frames: by so much an MP3 may be shorter than it says.
constexpr int64_t kMp3Delay = 2 * 1152;

class InterleavedSource {
 public:
  virtual ~InterleavedSource() = default;
  virtual double sample_rate_hz() const = 0;
  virtual int channels() const = 0;
  // Samples per channel, as the file says; 2^60 where it does not.
  virtual int64_t frames() const = 0;
  // False where a format only estimates its length (MP3).
  virtual bool length_is_exact() const = 0;
  // By how much of frames() a whole file may fall short: nothing where the length is exact; the
  // decoder's delay in an MP3 that counts its frames; anything (2^60) where nothing does.
  virtual int64_t slack() const = 0;
  // Reads up to n frames of `channels` floats; fewer only at the end.
  virtual absl::StatusOr<int64_t> Read(float* out, int64_t n) = 0;
  // Goes forward from the start, before any Read.
  virtual absl::Status Skip(int64_t frames) = 0;
  // What a user should know of the file, though it is read.
  virtual std::vector<std::string> notes() const { return {}; }
};

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_INTERLEAVED_H_
