// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/mp3_source.h"

#include <sndfile.h>

#include <cstdio>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/audio/decode/audio_testing.h"
#include "lib/audio/decode/decode_testing.h"

namespace auricle {
namespace {

// All samples, interleaved.
std::vector<float> DecodeBySndfile(const std::string& file) {
  const std::string path = testing::TempDir() + "/by_sndfile";
  std::FILE* const out = std::fopen(path.c_str(), "wb");
  std::fwrite(file.data(), 1, file.size(), out);
  std::fclose(out);
  SF_INFO info = {};
  SNDFILE* const snd = sf_open(path.c_str(), SFM_READ, &info);
  std::vector<float> all(info.frames * info.channels);
  all.resize(sf_readf_float(snd, all.data(), info.frames) * info.channels);
  sf_close(snd);
  return all;
}

TEST(Mp3SourceTest, ACutMp3IsSeenIfItCountsItsFramesAndElseGivesWhatItHas) {
  const std::string file = EncodeAudio(kMp3, 1, 44100, Tones(132300, 1), true);
  ASSERT_NE(file.substr(0, 192).find("Info"), std::string::npos);
  for (const std::string& tag :
       {std::string(), std::string("ID3\4\0\0\0\0\1\0", 10) + std::string(128, 'x')}) {
    ASSERT_TRUE(Decode(tag + file).ok());
    for (const double part : {0.9, 0.5, 0.3}) {
      const std::string cut = file.substr(0, static_cast<size_t>(file.size() * part));
      EXPECT_TRUE(Has(Message(tag + cut), "truncated: its first frame says 3.")) << part;
    }
  }
  const std::string uncounted = Uncounted(file);
  const auto all = Decode(uncounted), half = Decode(uncounted.substr(0, uncounted.size() / 2));
  ASSERT_TRUE(all.ok() && half.ok()) << all.status() << half.status();
  EXPECT_NEAR(all->size(), 132300, 3500);
  EXPECT_NEAR(half->size(), 132300 / 2, 3500);
}

TEST(Mp3SourceTest, UncountedMp3sOfOneRateThatAreJoinedAreReadWholeAndOthersRefused) {
  const std::string file = Uncounted(EncodeAudio(kMp3, 1, 44100, Tones(132300, 1), true));
  const auto both = Decode(file + file);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_NEAR(both->size(), 264600, 7000);
  for (const std::string& other :
       {Uncounted(EncodeAudio(kMp3, 1, 48000, Tones(132300, 1), true)),
        Uncounted(EncodeAudio(kMp3, 2, 44100, Tones(132300, 2), true))}) {
    EXPECT_FALSE(Decode(file + other).ok()) << Decode(file + other)->size();
  }
}

// Noise and then silence: the first frame's bit rate is many times the others'.
std::string VariableMp3() {
  std::vector<float> x(44100 * 16);
  uint32_t state = 1;
  for (int i = 0; i < 44100 * 4; ++i) {
    state = 1664525u * state + 1013904223u;
    x[i] = static_cast<float>(state / 4294967296.0 - 0.5);
  }
  return EncodeAudio(kMp3, 1, 44100, x);
}

TEST(Mp3SourceTest, AnUncountedMp3OfVariableBitRateIsReadWhole) {
  const std::string file = VariableMp3();
  ASSERT_NE(file.substr(0, 192).find("Xing"), std::string::npos);
  const auto all = Decode(file), uncounted = Decode(Uncounted(file));
  ASSERT_TRUE(all.ok() && uncounted.ok()) << all.status() << uncounted.status();
  EXPECT_EQ(all->size(), 44100u * 16);
  EXPECT_NEAR(uncounted->size(), 44100 * 16, 3500);
}

TEST(Mp3SourceTest, Mp3InAWavIsReadWhole) {
  WavSpec spec;
  spec.coding = 0x55;
  for (const int rate : {16000, 22050, 44100}) {
    for (const bool constant : {true, false}) {
      const std::string mp3 = EncodeAudio(kMp3, 1, rate, Tones(3 * rate, 1), constant);
      spec.rate = rate;
      for (const std::string& body : {mp3, Uncounted(mp3)}) {
        const auto alone = Decode(body), within = Decode(WavFile(spec, body));
        ASSERT_TRUE(alone.ok() && within.ok()) << alone.status() << within.status();
        EXPECT_EQ(*alone, *within);
        EXPECT_NEAR(within->size(), 3 * rate, 3500);
      }
    }
  }
  const std::string whole = WavFile(spec, Uncounted(VariableMp3()));
  EXPECT_NEAR(Decode(whole)->size(), 44100 * 16, 3500);
  EXPECT_TRUE(Has(Message(whole.substr(0, whole.size() / 2)), "truncated"));
}

// libsndfile decodes by the same library; where it reads all, the samples are the same.
TEST(Mp3SourceTest, OurMp3AndLibsndfilesAgreeBitForBit) {
  for (const int rate : {16000, 44100}) {
    const std::string file = EncodeAudio(kMp3, 2, rate, Tones(3 * rate, 2));
    AudioRef left;
    left.set_channel(1);
    const auto ours = Decode(file, left, 1000);
    ASSERT_TRUE(ours.ok()) << ours.status();
    const std::vector<float> theirs = DecodeBySndfile(file);
    ASSERT_EQ(2 * ours->size(), theirs.size());
    for (size_t i = 0; i < ours->size(); ++i) ASSERT_EQ((*ours)[i], theirs[2 * i]) << i;
  }
}

TEST(Mp3SourceTest, TheMp3DecoderSaysNothingOnStderr) {
  std::string file = EncodeAudio(kMp3, 1, 44100, Tones(132300, 1), true);
  for (size_t at = 2000; at < file.size(); at += 701) file[at] ^= 0x55;
  testing::internal::CaptureStderr();
  Decode(file).IgnoreError();
  Decode(file.substr(0, 3000)).IgnoreError();
  Decode("\xff\xfb\x90\x04" + std::string(5000, 'x')).IgnoreError();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Mp3SourceTest, AStretchBeyondAnMp3IsSeen) {
  const std::string file = EncodeAudio(kMp3, 1, 44100, Tones(132300, 1), true);
  AudioRef ref;
  ref.set_start_s(1);
  ref.set_duration_s(1.9);
  EXPECT_EQ(Decode(file, ref)->size(), 83790u);
  ref.set_duration_s(20);
  EXPECT_TRUE(Has(Message(file, ref), "already at 3.000 s")) << Message(file, ref);
  EXPECT_TRUE(Has(Message(Uncounted(file), ref), "already at 3.")) << Message(Uncounted(file), ref);
}

}  // namespace
}  // namespace auricle
