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

constexpr int kMp3 = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;

// Without the frame that counts the others.
std::string Uncounted(const std::string& mp3) {
  const size_t second = mp3.find(mp3.substr(0, 2), 150);
  return second == std::string::npos ? "" : mp3.substr(second);
}

TEST(DecodeTest, ACutMp3IsSeenIfItCountsItsFramesAndElseGivesWhatItHas) {
  const std::string file = EncodeAudio(kMp3, 1, 44100, Tones(132300, 1), true);
  ASSERT_NE(file.substr(0, 192).find("Info"), std::string::npos);
  for (const std::string& tag :
       {std::string(), std::string("ID3\4\0\0\0\0\1\0", 10) + std::string(128, 'x')}) {
    ASSERT_TRUE(Decode(tag + file).ok());
    for (const double part : {0.9, 0.5, 0.3}) {
      const std::string cut = file.substr(0, static_cast<size_t>(file.size() * part));
      EXPECT_TRUE(Has(Message(tag + cut), "truncated: the file or its record says")) << part;
    }
  }
  const std::string uncounted = Uncounted(file);
  const auto all = Decode(uncounted), half = Decode(uncounted.substr(0, uncounted.size() / 2));
  ASSERT_TRUE(all.ok() && half.ok()) << all.status() << half.status();
  EXPECT_NEAR(all->size(), 132300, 3500);
  EXPECT_NEAR(half->size(), 132300 / 2, 3500);
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

class CutTest : public testing::TestWithParam<Format> {};

TEST_P(CutTest, IsSeen) {
  const std::string file = EncodeAudio(GetParam().format, 1, 16000, Tones(50000, 1));
  ASSERT_TRUE(Decode(file).ok());
  for (const double share : {0.3, 0.6, 0.9, 0.999}) {
    const auto y = Decode(file.substr(0, static_cast<size_t>(share * file.size())));
    EXPECT_EQ(y.status().code(), absl::StatusCode::kDataLoss) << share << " " << y.status();
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, CutTest,
    testing::Values(Format{"wav16", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 0, true},
                    Format{"wavulaw", SF_FORMAT_WAV | SF_FORMAT_ULAW, 0, true},
                    Format{"wavadpcm", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 0, true},
                    Format{"rifx", SF_FORMAT_WAV | SF_ENDIAN_BIG | SF_FORMAT_PCM_16, 0, true},
                    Format{"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 0, true},
                    Format{"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0, true},
                    Format{"vorbis", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0, true},
                    Format{"opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 0, true},
                    Format{"au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 0, true},
                    Format{"aulittle", SF_FORMAT_AU | SF_ENDIAN_LITTLE | SF_FORMAT_PCM_16, 0, true},
                    Format{"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 0, true},
                    Format{"aifc", SF_FORMAT_AIFF | SF_FORMAT_ULAW, 0, true},
                    Format{"nist", SF_FORMAT_NIST | SF_FORMAT_PCM_16, 0, true},
                    Format{"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 0, true}),
    [](const auto& info) { return info.param.name; });

TEST(DecodeTest, FilesJoinedIntoOneAreNotReadInPart) {
  const std::vector<float> x = Tones(100000, 1);
  for (const int format : {kMp3, SF_FORMAT_OGG | SF_FORMAT_VORBIS}) {
    const std::string file = EncodeAudio(format, 1, 44100, x);
    const absl::Status both = Decode(file + file).status();
    EXPECT_EQ(both.code(), absl::StatusCode::kInvalidArgument) << format << " " << both;
    EXPECT_TRUE(Decode(file + std::string(128, '\0')).ok()) << "a tag behind it is no audio";
  }
}

// Noise and then silence: the first frame's bit rate is many times the others'.
TEST(DecodeTest, AnUncountedMp3OfVariableBitRateIsNotReadInPart) {
  std::vector<float> x(44100 * 16);
  uint32_t state = 1;
  for (int i = 0; i < 44100 * 4; ++i) {
    state = 1664525u * state + 1013904223u;
    x[i] = static_cast<float>(state / 4294967296.0 - 0.5);
  }
  const std::string file = EncodeAudio(kMp3, 1, 44100, x);
  ASSERT_NE(file.substr(0, 192).find("Xing"), std::string::npos);
  ASSERT_TRUE(Decode(file).ok());
  EXPECT_TRUE(Has(Message(Uncounted(file)), "its MP3 frames last 16.")) << Message(file);
}

TEST(DecodeTest, AFlacOfUnknownLengthIsReadToItsEnd) {
  const std::vector<float> x = Tones(30000, 1);
  std::string file = EncodeAudio(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1, 10000, x);
  ASSERT_EQ(file.substr(0, 4), "fLaC");
  file[21] &= 0xf0;  // 36 bits: how many samples there are.
  file.replace(22, 4, 4, '\0');
  const auto y = Decode(file);
  ASSERT_TRUE(y.ok()) << y.status();
  EXPECT_EQ(y->size(), x.size());
  AudioRef ref;
  ref.set_start_s(1);
  ref.set_duration_s(1);
  EXPECT_EQ(Decode(file, ref)->size(), 10000u);
  ref.set_duration_s(5);
  EXPECT_TRUE(Has(Message(file, ref), "truncated: the file or its record says"));
}

TEST(DecodeTest, AStretchBeyondAnMp3IsSeen) {
  const std::string file = EncodeAudio(kMp3, 1, 44100, Tones(132300, 1), true);
  AudioRef ref;
  ref.set_start_s(1);
  ref.set_duration_s(1.9);
  EXPECT_EQ(Decode(file, ref)->size(), 83790u);
  ref.set_duration_s(20);
  EXPECT_TRUE(Has(Message(file, ref), "already at 3.000 s")) << Message(file, ref);
  EXPECT_TRUE(Has(Message(Uncounted(file), ref), "truncated: the file or its record says"));
}

TEST(DecodeTest, AStretchThatCannotBeIsRefused) {
  const std::string file = EncodeAudio(SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1, 10000, Tones(30000, 1));
  for (const double wrong : {-1.0, -1e-9, std::nan("")}) {
    AudioRef start, duration;
    start.set_start_s(wrong);
    EXPECT_TRUE(Has(Message(file, start), "neither is below 0")) << wrong;
    duration.set_duration_s(wrong);
    EXPECT_TRUE(Has(Message(file, duration), "neither is below 0")) << wrong;
  }
}

// Bytes that cannot be read from `broken` on.
class BrokenBytes : public Bytes {
 public:
  BrokenBytes(std::string file, int64_t broken) : file_(std::move(file)), broken_(broken) {}
  int64_t size() const override { return file_.size(); }
  absl::StatusOr<int64_t> ReadAt(int64_t offset, void* to, int64_t n) const override {
    if (offset + n > broken_) return absl::UnavailableError("a bad sector");
    return BytesInMemory(file_)->ReadAt(offset, to, n);
  }

 private:
  std::string file_;
  int64_t broken_;
};

TEST(DecodeTest, AReadThatFailsIsNoEndOfTheFile) {
  for (const int format :
       {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
        SF_FORMAT_AIFF | SF_FORMAT_PCM_16, SF_FORMAT_OGG | SF_FORMAT_VORBIS, kMp3}) {
    const std::string file = EncodeAudio(format, 1, 44100, Tones(200000, 1));
    auto source = OpenAudio(std::make_shared<BrokenBytes>(file, file.size() / 2), AudioRef());
    absl::Status status = source.status();
    std::vector<float> block(kBlockSamples);
    for (bool more = true; status.ok() && more;) {
      const auto got = (*source)->Read(block.data(), kBlockSamples);
      status = got.status();
      more = got.ok() && *got > 0;
    }
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << format << " " << status;
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
