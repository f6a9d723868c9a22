// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/decode_testing.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "gtest/gtest.h"
#include "lib/audio/decode/bytes.h"
#include "lib/base/status_macros.h"

namespace auricle {

std::vector<float> Tones(int64_t frames, int channels) {
  std::vector<float> x(frames * channels);
  for (int64_t i = 0; i < frames; ++i) {
    for (int c = 0; c < channels; ++c) x[i * channels + c] = 0.5f * std::sin(0.01f * (c + 1) * i);
  }
  return x;
}

absl::StatusOr<std::vector<float>> Decode(const std::string& file, const AudioRef& ref,
                                          int64_t piece) {
  ASSIGN_OR_RETURN(const std::unique_ptr<AudioSource> source, OpenAudio(BytesInMemory(file), ref));
  std::vector<float> all, block(piece);
  while (true) {
    ASSIGN_OR_RETURN(const int64_t got, source->Read(block.data(), piece));
    if (got == 0) return all;
    all.insert(all.end(), block.begin(), block.begin() + got);
  }
}

std::string Message(const std::string& file, const AudioRef& ref) {
  const auto samples = Decode(file, ref);
  return samples.ok() ? "accepted" : std::string(samples.status().message());
}

std::vector<std::string> Notes(const std::string& file, int channel) {
  AudioRef ref;
  ref.set_channel(channel);
  const auto source = OpenAudio(BytesInMemory(file), ref);
  EXPECT_TRUE(source.ok()) << source.status();
  std::vector<float> block(1000);
  while (*(*source)->Read(block.data(), 1000) > 0) {
  }
  return (*source)->notes();
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

double LargestDifference(const std::vector<float>& a, const std::vector<float>& b) {
  double most = 0;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    most = std::max<double>(most, std::abs(a[i] - b[i]));
  }
  return most;
}

std::string Uncounted(const std::string& mp3) {
  const size_t second = mp3.find(mp3.substr(0, 2), 150);
  return second == std::string::npos ? "" : mp3.substr(second);
}

}  // namespace auricle
