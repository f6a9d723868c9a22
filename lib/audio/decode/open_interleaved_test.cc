// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/open_interleaved.h"

#include <sndfile.h>

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/audio/decode/audio_testing.h"
#include "lib/audio/decode/decode_testing.h"

namespace auricle {
namespace {

struct Format {
  const char* name;
  int format;
  double tolerance;  // Lossy ones only have to be recognisable.
  bool exact_length;
};

// `packet` and then `rest` as the pages of one stream.
std::string OggOf(const std::string& packet, const std::string& rest) {
  const std::string all = packet + rest;
  std::string file;
  const size_t most = 255 * 20;
  for (size_t at = 0; at < all.size(); at += most) {
    const std::string content = all.substr(at, most);
    const char flags = static_cast<char>((at == 0 ? 2 : 0) + (at + most >= all.size() ? 4 : 0));
    file += std::string("OggS\0", 5) + flags + std::string(8, '\0') + '\1' + std::string(11, '\0');
    const size_t full = content.size() / 255, last = content.size() % 255;
    file += static_cast<char>(full + (last > 0 ? 1 : 0)) + std::string(full, '\xff');
    if (last > 0) file += static_cast<char>(last);
    file += content;
  }
  return file;
}

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
                    Format{"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_24, 2e-7, true},
                    Format{"w64ulaw", SF_FORMAT_W64 | SF_FORMAT_ULAW, 0.03, true},
                    Format{"nist", SF_FORMAT_NIST | SF_FORMAT_PCM_16, 1.01 / 32768, true},
                    Format{"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1.01 / 32768, true},
                    Format{"ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0.1, true},
                    Format{"au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 1.01 / 32768, true},
                    Format{"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 2e-7, true},
                    Format{"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 0.1, false}),
    [](const auto& info) { return info.param.name; });

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
                    Format{"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, 0, true},
                    Format{"w64ulaw", SF_FORMAT_W64 | SF_FORMAT_ULAW, 0, true},
                    Format{"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 0, true}),
    [](const auto& info) { return info.param.name; });

class JoinedFilesTest : public testing::TestWithParam<Format> {};

TEST_P(JoinedFilesTest, AreNotReadInPartNorTheSecondHeaderAsSound) {
  const std::string file = EncodeAudio(GetParam().format, 1, 44100, Tones(100001, 1));
  ASSERT_TRUE(Decode(file).ok()) << Message(file);
  for (const std::string& between : {std::string(), std::string(1, '\0'), std::string(300, '\0')}) {
    const absl::Status both = Decode(file + between + file).status();
    EXPECT_EQ(both.code(), absl::StatusCode::kInvalidArgument) << between.size() << both;
  }
  EXPECT_EQ(Decode(file + std::string(128, '\0'))->size(), Decode(file)->size());
}

INSTANTIATE_TEST_SUITE_P(
    All, JoinedFilesTest,
    testing::Values(Format{"wav16", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 0, true},
                    Format{"wavulaw", SF_FORMAT_WAV | SF_FORMAT_ULAW, 0, true},
                    Format{"rifx", SF_FORMAT_WAV | SF_ENDIAN_BIG | SF_FORMAT_PCM_16, 0, true},
                    Format{"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 0, true},
                    Format{"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_16, 0, true},
                    Format{"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 0, true},
                    Format{"vorbis", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 0, true},
                    Format{"au", SF_FORMAT_AU | SF_FORMAT_PCM_16, 0, true},
                    Format{"aulittle", SF_FORMAT_AU | SF_ENDIAN_LITTLE | SF_FORMAT_PCM_16, 0, true},
                    Format{"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 0, true},
                    Format{"caf", SF_FORMAT_CAF | SF_FORMAT_PCM_16, 0, true},
                    Format{"nist", SF_FORMAT_NIST | SF_FORMAT_PCM_16, 0, true},
                    Format{"mp3", kMp3, 0, true}),
    [](const auto& info) { return info.param.name; });

// As programs write on pipes, part after part, each with a header that knows no size.
TEST(ContainerTest, JoinedFilesOfUnknownSizeAreSeenToo) {
  const std::vector<float> x = Tones(50000, 1);
  std::string flac = EncodeAudio(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1, 16000, x);
  flac[21] &= 0xf0;
  flac.replace(22, 4, 4, '\0');
  std::string au = EncodeAudio(SF_FORMAT_AU | SF_FORMAT_PCM_16, 1, 16000, x);
  au.replace(8, 4, 4, '\xff');
  std::vector<std::string> files = {flac, au};
  for (const uint32_t size : {0u, 0xffffffffu, 0x7ffff000u}) {
    WavSpec spec;
    spec.says_size = false;
    spec.data_size = spec.riff_size = size;
    files.push_back(WavFile(spec, std::string(9001, 'x')));
  }
  for (const std::string& file : files) {
    EXPECT_TRUE(Decode(file).ok()) << file.substr(0, 4) << Message(file);
    EXPECT_TRUE(Has(Message(file + file), "several files of audio")) << Message(file + file);
  }
}

TEST(ContainerTest, FlacInOggIsReadToItsLastSample) {
  const std::vector<float> x = Tones(50000, 1);
  const std::string flac = EncodeAudio(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1, 16000, x);
  const std::string ogg = OggOf(std::string("\x7f"
                                            "FLAC\1\0\0\1",
                                            9),
                                flac);
  const auto y = Decode(ogg);
  ASSERT_TRUE(y.ok()) << y.status();
  EXPECT_EQ(*y, *Decode(flac));
  EXPECT_TRUE(Has(Message(ogg.substr(0, ogg.size() - 100)), "truncated"));
  EXPECT_TRUE(Has(Message(ogg + ogg), "several OGG streams"));
  EXPECT_TRUE(Has(Message(OggOf("Speex   ", flac)), "an OGG of Speex"))
      << Message(OggOf("Speex   ", flac));
}

TEST(ContainerTest, WhatIsNotDecodedIsNamedWithAWay) {
  WavSpec spec;
  spec.coding = 0x45;
  spec.bits = 4;
  const std::string wav = Message(WavFile(spec, std::string(4000, 'x')));
  EXPECT_TRUE(Has(wav, "a WAV of G.726 ADPCM (format tag 0x45)")) << wav;
  EXPECT_TRUE(Has(wav, "ffmpeg -i x.wav x.flac")) << wav;
  const std::string m4a = Message(std::string("\0\0\0\x20"
                                              "ftypM4A ",
                                              12) +
                                  "and so on");
  EXPECT_TRUE(Has(m4a, "is M4A") && Has(m4a, "ffmpeg -i x.m4a x.flac")) << m4a;
  const std::string tagged =
      Message(std::string("ID3\4\0\0\0\0\0\0", 10) + "\xff\xf1\x50\x80 and so on");
  EXPECT_TRUE(Has(tagged, "is AAC")) << tagged;
}

TEST(ContainerTest, ATagBeforeAnyKindOfFileIsNoPartOfIt) {
  const std::vector<float> x = Tones(5000, 1);
  const std::string tag = std::string("ID3\4\0\0\0\0\1\0", 10) + std::string(128, 'x');
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_FLAC | SF_FORMAT_PCM_16}) {
    const std::string file = EncodeAudio(format, 1, 16000, x);
    EXPECT_EQ(*Decode(tag + tag + file), *Decode(file));
  }
  // Tags without end.
  std::string tags;
  for (int i = 0; i < 100000; ++i) tags += std::string("ID3\4\0\0\0\0\0\0", 10);
  EXPECT_TRUE(Has(Message(tags), "not audio"));
}

TEST(ContainerTest, WhatCannotBeToldToBeWholeIsReadWithAWord) {
  const std::vector<float> x = Tones(20000, 1);
  EXPECT_TRUE(Notes(EncodeAudio(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1, 16000, x)).empty());
  const auto voc = Notes(EncodeAudio(SF_FORMAT_VOC | SF_FORMAT_PCM_16, 1, 16000, x));
  ASSERT_EQ(voc.size(), 1u);
  EXPECT_TRUE(Has(voc[0], "VOC")) << voc[0];
  const std::string mp3 = Uncounted(EncodeAudio(kMp3, 1, 44100, Tones(132300, 1), true));
  EXPECT_TRUE(Notes(mp3).empty());
  EXPECT_EQ(Notes(mp3.substr(0, mp3.size() / 2 + 50)).size(), 1u);
}

TEST(ContainerTest, AFlacOfUnknownLengthIsReadToItsEnd) {
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

}  // namespace
}  // namespace auricle
