// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/decode.h"

#include <sndfile.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/audio/decode/audio_testing.h"
#include "lib/audio/decode/decode_testing.h"

namespace auricle {
namespace {

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

TEST(DecodeTest, ChannelsThatCancelAreTold) {
  const struct {
    float right, noise;
    bool cancels;
  } kCases[] = {{-1, 0, true},     {-0.95f, 0, true}, {-0.5f, 0, true},
                {-1, 0.05f, true}, {1, 0, false},     {0, 0, false},
                {0, 0.5f, false},  {0.5f, 0, false},  {-0.1f, 0, false}};
  for (const auto& [right, noise, cancels] : kCases) {
    std::vector<float> x(40000);
    for (int i = 0; i < 20000; ++i) {
      x[2 * i] = 0.5f * std::sin(0.1f * static_cast<float>(i));
      x[2 * i + 1] = right * x[2 * i] + noise * std::sin(0.07f * static_cast<float>(i));
    }
    const std::string file = EncodeAudio(SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, 16000, x);
    const std::vector<std::string> notes = Notes(file);
    ASSERT_EQ(notes.size(), cancels ? 1u : 0u) << right << " " << noise;
    EXPECT_TRUE(notes.empty() || Has(notes[0], "--channel=1")) << notes[0];
    EXPECT_TRUE(Notes(file, 2).empty()) << "one channel cancels nothing";
  }
  EXPECT_TRUE(
      Notes(EncodeAudio(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2, 16000, std::vector<float>(2000)))
          .empty());
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
