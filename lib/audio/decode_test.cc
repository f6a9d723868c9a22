// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode.h"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/audio/audio_testing.h"
#include "lib/base/status_macros.h"

namespace auricle {
namespace {

std::vector<float> Tones(int64_t frames, int channels) {
  std::vector<float> x(frames * channels);
  for (int64_t i = 0; i < frames; ++i) {
    for (int c = 0; c < channels; ++c) x[i * channels + c] = 0.5f * std::sin(0.01f * (c + 1) * i);
  }
  return x;
}

absl::StatusOr<std::vector<float>> Decode(const std::string& file, const AudioRef& ref = {},
                                          int64_t piece = kBlockSamples) {
  ASSIGN_OR_RETURN(const std::unique_ptr<AudioSource> source, OpenAudio(BytesInMemory(file), ref));
  std::vector<float> all, block(piece);
  while (true) {
    ASSIGN_OR_RETURN(const int64_t got, source->Read(block.data(), piece));
    if (got == 0) return all;
    all.insert(all.end(), block.begin(), block.begin() + got);
  }
}

double LargestDifference(const std::vector<float>& a, const std::vector<float>& b) {
  double most = 0;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    most = std::max<double>(most, std::abs(a[i] - b[i]));
  }
  return most;
}

std::string Message(const std::string& file, const AudioRef& ref = {}) {
  const auto samples = Decode(file, ref);
  return samples.ok() ? "accepted" : std::string(samples.status().message());
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct Format {
  const char* name;
  int format;
  double tolerance;  // Lossy ones only have to be recognisable.
  bool exact_length;
};

class FormatTest : public testing::TestWithParam<Format> {};

TEST_P(FormatTest, ComesBackAsItWas) {
  const std::vector<float> x = Tones(50000, 1);
  const auto y = Decode(EncodeAudio(GetParam().format, 1, 44100, x));
  ASSERT_TRUE(y.ok()) << y.status();
  if (GetParam().exact_length) {
    ASSERT_EQ(y->size(), x.size());
  } else {
    ASSERT_NEAR(y->size(), x.size(), 3000);
  }
  EXPECT_LT(LargestDifference(x, *y), GetParam().tolerance);
}

INSTANTIATE_TEST_SUITE_P(
    All, FormatTest,
    testing::Values(Format{"wav8", SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 1.01 / 128, true},
                    Format{"wav16", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1.01 / 32768, true},
                    Format{"wav24", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 2e-7, true},
                    Format{"wav32", SF_FORMAT_WAV | SF_FORMAT_PCM_32, 1e-7, true},
                    Format{"wavfloat", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1e-9, true},
                    Format{"wavdouble", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 1e-9, true},
                    Format{"wavulaw", SF_FORMAT_WAV | SF_FORMAT_ULAW, 0.03, true},
                    Format{"wavex", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 2e-7, true},
                    Format{"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 1.01 / 32768, true},
                    Format{"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1.01 / 32768, true},
                    Format{"ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0.1, true},
                    Format{"au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 1.01 / 32768, true},
                    Format{"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 2e-7, true},
                    Format{"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 0.1, false}),
    [](const auto& info) { return info.param.name; });

// An MP3 of three seconds, and the same without the frame that counts the others.
TEST(DecodeTest, ACutMp3IsSeenIfItCountsItsFramesAndElseGivesWhatItHas) {
  const std::string file =
      EncodeAudio(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 1, 44100, Tones(132300, 1));
  ASSERT_NE(file.substr(0, 192).find("Xing"), std::string::npos);
  ASSERT_TRUE(Decode(file).ok());
  for (const double part : {0.9, 0.5, 0.3}) {
    const std::string cut = file.substr(0, static_cast<size_t>(file.size() * part));
    EXPECT_TRUE(Has(Message(cut), "truncated: the file says")) << part;
  }
  const size_t second = file.find(file.substr(0, 2), 150);
  ASSERT_NE(second, std::string::npos);
  const std::string uncounted = file.substr(second);
  EXPECT_TRUE(Decode(uncounted).ok());
  EXPECT_TRUE(Decode(uncounted.substr(0, uncounted.size() / 2)).ok());
}

TEST(DecodeTest, OurWavAndLibsndfilesAgreeBitForBit) {
  for (const int subtype : {SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_PCM_32}) {
    const std::vector<float> x = Tones(9000, 2);
    // The same samples as WAV are read by us, as AIFF by libsndfile.
    const auto ours = Decode(EncodeAudio(SF_FORMAT_WAV | subtype, 2, 16000, x));
    const auto theirs = Decode(EncodeAudio(SF_FORMAT_AIFF | subtype, 2, 16000, x));
    ASSERT_TRUE(ours.ok() && theirs.ok());
    EXPECT_EQ(*ours, *theirs) << subtype;
  }
}

TEST(DecodeTest, ChannelsAreAveragedOrChosen) {
  const std::vector<float> x = Tones(20000, 3);
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_FLOAT, SF_FORMAT_FLAC | SF_FORMAT_PCM_24}) {
    const std::string file = EncodeAudio(format, 3, 16000, x);
    for (int channel = 0; channel <= 3; ++channel) {
      AudioRef ref;
      ref.set_channel(channel);
      const auto y = Decode(file, ref, 777);
      ASSERT_TRUE(y.ok()) << y.status();
      ASSERT_EQ(y->size(), 20000u);
      for (int64_t i = 0; i < 20000; i += 97) {
        const float mean = (x[3 * i] + x[3 * i + 1] + x[3 * i + 2]) / 3;
        EXPECT_NEAR((*y)[i], channel == 0 ? mean : x[3 * i + channel - 1], 1e-6);
      }
    }
    AudioRef fourth;
    fourth.set_channel(4);
    EXPECT_TRUE(Has(Message(file, fourth), "channels 1 to 3"));
  }
}

TEST(DecodeTest, TwoChannelsAreAveragedToo) {
  const std::vector<float> x = Tones(5000, 2);
  const auto y = Decode(EncodeAudio(SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, 16000, x));
  ASSERT_TRUE(y.ok()) << y.status();
  for (int i = 1; i < 5000; i += 97) {
    ASSERT_NE(x[2 * i], x[2 * i + 1]);
    EXPECT_NEAR((*y)[i], (x[2 * i] + x[2 * i + 1]) / 2, 1e-6);
  }
}

TEST(DecodeTest, AStretchIsCutToTheSample) {
  const std::vector<float> x = Tones(30000, 1);
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_FLOAT, SF_FORMAT_FLAC | SF_FORMAT_PCM_24}) {
    const std::string file = EncodeAudio(format, 1, 10000, x);
    AudioRef ref;
    ref.set_start_s(0.5);
    ref.set_duration_s(1.25);
    const auto y = Decode(file, ref);
    ASSERT_TRUE(y.ok()) << y.status();
    ASSERT_EQ(y->size(), 12500u);
    EXPECT_NEAR((*y)[0], x[5000], 1e-6);
    EXPECT_NEAR((*y)[12499], x[17499], 1e-6);
    ref.set_duration_s(3);
    EXPECT_TRUE(Has(Message(file, ref), "already at 3.000 s"));
    ref.set_start_s(3);
    EXPECT_TRUE(Has(Message(file, ref), "the file ends at 3.000 s"));
    // Numbers that no count of samples holds.
    ref.set_start_s(1e300);
    EXPECT_TRUE(Has(Message(file, ref), "the file ends at 3.000 s"));
    ref.set_start_s(0);
    ref.set_duration_s(1e300);
    EXPECT_TRUE(Has(Message(file, ref), "already at 3.000 s"));
  }
}

TEST(DecodeTest, CutFilesOfExactLengthAreSeen) {
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16}) {
    const std::string file = EncodeAudio(format, 1, 16000, Tones(50000, 1));
    for (const double share : {0.3, 0.6, 0.9}) {
      const auto y = Decode(file.substr(0, static_cast<size_t>(share * file.size())));
      EXPECT_EQ(y.status().code(), absl::StatusCode::kDataLoss) << format << " " << share;
    }
  }
}

TEST(DecodeTest, WhatIsNoAudioIsShownEscaped) {
  EXPECT_TRUE(Has(Message(""), "empty (0 bytes)"));
  const std::string message = Message("\x1b[31mhello, world");
  EXPECT_TRUE(Has(message, "not audio")) << message;
  EXPECT_FALSE(Has(message, "\x1b")) << message;
}

TEST(DecodeTest, RatesThatCannotBeAreRefused) {
  WavSpec spec;
  spec.rate = 0;
  EXPECT_TRUE(Has(Message(WavFile(spec, "12345678")), "wrong rate in the header: 0 Hz"));
  AudioRef ref;
  ref.set_sample_rate_hz(44100);
  EXPECT_TRUE(Has(Message(WavFile({}, "12345678"), ref), "16000 Hz, its record 44100 Hz"));
}

}  // namespace
}  // namespace auricle
