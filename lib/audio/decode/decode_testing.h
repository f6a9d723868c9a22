// SPDX-License-Identifier: Apache-2.0
// Whole files of audio decoded, for tests of the decoders.
#ifndef AURICLE_LIB_AUDIO_DECODE_DECODE_TESTING_H_
#define AURICLE_LIB_AUDIO_DECODE_DECODE_TESTING_H_

#include <sndfile.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lib/audio/decode/decode.h"

namespace auricle {

constexpr int kMp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;

// Sines, another in each channel, interleaved.
std::vector<float> Tones(int64_t frames, int channels);

// All samples that OpenAudio gives of `file`, read in pieces of so many; or its error.
absl::StatusOr<std::vector<float>> Decode(const std::string& file, const AudioRef& ref = {},
                                          int64_t piece = kBlockSamples);

// The error's message, or "accepted".
std::string Message(const std::string& file, const AudioRef& ref = {});

// What is noted once all was read.
std::vector<std::string> Notes(const std::string& file, int channel = 0);

bool Has(const std::string& text, const std::string& part);

double LargestDifference(const std::vector<float>& a, const std::vector<float>& b);

// An MP3 without the frame that counts the others.
std::string Uncounted(const std::string& mp3);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_DECODE_TESTING_H_
