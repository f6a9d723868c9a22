// SPDX-License-Identifier: Apache-2.0
// Audio files in memory, for tests.
#ifndef AURICLE_LIB_AUDIO_DECODE_AUDIO_TESTING_H_
#define AURICLE_LIB_AUDIO_DECODE_AUDIO_TESTING_H_

#include <cstdint>
#include <string>
#include <vector>

namespace auricle {

struct WavSpec {
  int coding = 1;  // 1: PCM, 3: float, 0xfffe: extensible PCM.
  int channels = 1;
  int rate = 16000;
  int bits = 16;
  uint32_t byte_rate = 0;  // 0: the right one.
  bool says_size = true;   // Else `data_size` and `riff_size` stand in the header.
  uint32_t data_size = 0;
  uint32_t riff_size = 0;
};

// A RIFF WAVE file around `body`, with a chunk of odd size before the audio.
std::string WavFile(const WavSpec& spec, const std::string& body);

// `samples` (interleaved, in [-1, 1)) encoded by libsndfile; `format` as SF_INFO.format. Aborts if
// it cannot be. MP3 is of variable bit rate unless `constant`.
std::string EncodeAudio(int format, int channels, int rate, const std::vector<float>& samples,
                        bool constant = false);

}  // namespace auricle

#endif  // AURICLE_LIB_AUDIO_DECODE_AUDIO_TESTING_H_
