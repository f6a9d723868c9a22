// SPDX-License-Identifier: Apache-2.0
// Audio files as mono floats, block by block: WAV, FLAC, OGG, MP3, AU, AIFF and what else
// libsndfile knows.
#ifndef AURICLE_LIB_AUDIO_DECODE_DECODE_H_
#define AURICLE_LIB_AUDIO_DECODE_DECODE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/audio/decode/bytes.h"
#include "protos/clip.pb.h"

namespace auricle {

// Every loop over samples takes this many at once: 16 kB, which stays in the first-level cache.
constexpr int64_t kBlockSamples = 4096;

// Mono samples at the file's own rate. Integers are divided by 2^(bits - 1), so that full scale is
// 1; floats are as they are, beyond 1 too.
class AudioSource {
 public:
  virtual ~AudioSource() = default;
  virtual double sample_rate_hz() const = 0;
  // How many samples are left, as far as the file says; not for more than reserving memory.
  virtual int64_t expected() const = 0;
  // Reads up to n samples; 0 at the end. Errors: kDataLoss if fewer are there than the file says.
  virtual absl::StatusOr<int64_t> Read(float* out, int64_t n) = 0;
  // At the end: what a user should know of the audio, though it is read. Each is a sentence of
  // which the file is the subject.
  virtual std::vector<std::string> notes() const { return {}; }
};

// A rate that audio may have, 100 Hz to 1 MHz; else kInvalidArgument.
absl::Status CheckRate(double rate_hz);

// Opens the same audio from its start as often as it is called.
using AudioOpener = std::function<absl::StatusOr<std::unique_ptr<AudioSource>>()>;

// The stretch and channel of `bytes` that `ref` names (its start_s, duration_s, channel, and, if
// set, the sample_rate_hz that the file must have). Errors: kInvalidArgument for what is not audio
// or has no such channel or stretch; kDataLoss for a truncated file.
absl::StatusOr<std::unique_ptr<AudioSource>> OpenAudio(std::shared_ptr<const Bytes> bytes,
                                                       const AudioRef& ref);

// Mono samples in memory, which must outlive the source; or which it shares.
std::unique_ptr<AudioSource> AudioInMemory(const float* samples, int64_t n, double sample_rate_hz);
std::unique_ptr<AudioSource> AudioInMemory(std::shared_ptr<const std::vector<float>> samples,
                                           double sample_rate_hz);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_DECODE_H_
