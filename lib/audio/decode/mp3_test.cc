// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/mp3.h"

#include <sndfile.h>

#include <cmath>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/audio/decode/audio_testing.h"

namespace auricle {
namespace {

// A second of a tone.
std::string Tone(int rate, int channels, bool constant) {
  std::vector<float> x(rate * channels);
  for (size_t i = 0; i < x.size(); ++i) x[i] = 0.5f * std::sin(0.03f * static_cast<float>(i));
  return EncodeAudio(SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, channels, rate, x, constant);
}

Mp3Frames Scan(const std::string& file) {
  const auto frames = ScanMp3(*BytesInMemory(file));
  EXPECT_TRUE(frames.ok()) << frames.status();
  return frames.value_or(Mp3Frames());
}

TEST(Mp3Test, EveryFrameIsCountedAtEveryRateOfEveryVersion) {
  for (const int rate : {8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000}) {
    for (const bool constant : {true, false}) {
      const std::string file = Tone(rate, rate % 3 == 0 ? 2 : 1, constant);
      const Mp3Frames frames = Scan(file);
      // Into a very small frame no count goes.
      const bool fits = rate > 16000 || !constant;
      const bool none = !fits && frames.counted < 0;
      EXPECT_EQ(frames.counted, none ? -1 : frames.samples) << rate;
      EXPECT_GE(frames.samples, rate);
      EXPECT_LE(frames.samples, rate + 4 * 1152) << rate;
      EXPECT_EQ(frames.samples % (rate < 32000 ? 576 : 1152), 0) << rate;
    }
  }
}

TEST(Mp3Test, WhatStandsBeforeBetweenAndBehindFramesIsNone) {
  const std::string file = Tone(44100, 1, false);
  const int64_t samples = Scan(file).samples;
  const std::string tag = std::string("ID3\4\0\0\0\0\1\0", 10) + std::string(128, '\xff');
  EXPECT_EQ(Scan(tag + file).samples, samples);
  EXPECT_EQ(Scan(file + "TAG" + std::string(125, ' ')).samples, samples);
  // The second file's first frame, which counts, is one of the frames then.
  for (const std::string& between : {std::string(), tag, std::string(70000, '\xff')}) {
    EXPECT_EQ(Scan(file + between + file).samples, 2 * samples + 1152);
  }
}

TEST(Mp3Test, FramesOfAnotherRateAreSeen) {
  const std::string file = Tone(44100, 1, false), other = Tone(48000, 1, false);
  EXPECT_FALSE(Scan(file + file).mixed);
  EXPECT_FALSE(Scan(file + std::string(70000, '\xff')).mixed);
  EXPECT_TRUE(Scan(file + other).mixed);
  EXPECT_TRUE(Scan(file + "TAG" + std::string(125, ' ') + other).mixed);
}

TEST(Mp3Test, AFrameThatIsCutIsNone) {
  const std::string file = Tone(44100, 1, false);
  int64_t before = 0;
  size_t boundary = 0;
  for (size_t size = 0; size <= file.size(); ++size) {
    const int64_t samples = Scan(file.substr(0, size)).samples;
    EXPECT_TRUE(samples == before || samples == before + 1152) << size;
    if (samples != before) boundary = size;
    // Four bytes of a frame tell that it is one.
    EXPECT_TRUE(samples == 0 ||
                Scan(file.substr(0, size)).ends_within_one == (size >= boundary + 4))
        << size;
    before = samples;
  }
  EXPECT_EQ(before, Scan(file).samples);
  EXPECT_FALSE(Scan(file).ends_within_one);
}

TEST(Mp3Test, ATagThatTellsNoCountIsNone) {
  std::string file = Tone(44100, 1, true);
  const size_t tag = file.find("Info");
  ASSERT_LT(tag, 192u);
  const int64_t samples = Scan(file).samples;
  file[tag + 7] &= ~1;
  EXPECT_EQ(Scan(file).counted, -1);
  EXPECT_EQ(Scan(file).samples, samples);
}

TEST(Mp3Test, WhatIsNoMp3HasNoFrames) {
  for (const std::string& file : {std::string(), std::string("\xff\xfb"), std::string(100000, 'x'),
                                  std::string(100000, '\xff'), std::string("ID3\4\0\0\x7f", 7)}) {
    EXPECT_EQ(Scan(file).samples, 0);
    EXPECT_EQ(Scan(file).counted, -1);
  }
}

}  // namespace
}  // namespace auricle
