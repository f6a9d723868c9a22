// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode.h"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
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
      EXPECT_TRUE(Has(Message(tag + cut), "truncated: its first frame says 3.")) << part;
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
TEST(DecodeTest, JoinedFilesOfUnknownSizeAreSeenToo) {
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

TEST(DecodeTest, UncountedMp3sOfOneRateThatAreJoinedAreReadWholeAndOthersRefused) {
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

TEST(DecodeTest, AnUncountedMp3OfVariableBitRateIsReadWhole) {
  const std::string file = VariableMp3();
  ASSERT_NE(file.substr(0, 192).find("Xing"), std::string::npos);
  const auto all = Decode(file), uncounted = Decode(Uncounted(file));
  ASSERT_TRUE(all.ok() && uncounted.ok()) << all.status() << uncounted.status();
  EXPECT_EQ(all->size(), 44100u * 16);
  EXPECT_NEAR(uncounted->size(), 44100 * 16, 3500);
}

TEST(DecodeTest, Mp3InAWavIsReadWhole) {
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
TEST(DecodeTest, OurMp3AndLibsndfilesAgreeBitForBit) {
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

TEST(DecodeTest, TheMp3DecoderSaysNothingOnStderr) {
  std::string file = EncodeAudio(kMp3, 1, 44100, Tones(132300, 1), true);
  for (size_t at = 2000; at < file.size(); at += 701) file[at] ^= 0x55;
  testing::internal::CaptureStderr();
  Decode(file).IgnoreError();
  Decode(file.substr(0, 3000)).IgnoreError();
  Decode("\xff\xfb\x90\x04" + std::string(5000, 'x')).IgnoreError();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(DecodeTest, FlacInOggIsReadToItsLastSample) {
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

TEST(DecodeTest, WhatIsNotDecodedIsNamedWithAWay) {
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

TEST(DecodeTest, ATagBeforeAnyKindOfFileIsNoPartOfIt) {
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

std::vector<std::string> Notes(const std::string& file, int channel = 0) {
  AudioRef ref;
  ref.set_channel(channel);
  const auto source = OpenAudio(BytesInMemory(file), ref);
  EXPECT_TRUE(source.ok()) << source.status();
  std::vector<float> block(1000);
  while (*(*source)->Read(block.data(), 1000) > 0) {
  }
  return (*source)->notes();
}

TEST(DecodeTest, WhatCannotBeToldToBeWholeIsReadWithAWord) {
  const std::vector<float> x = Tones(20000, 1);
  EXPECT_TRUE(Notes(EncodeAudio(SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1, 16000, x)).empty());
  const auto voc = Notes(EncodeAudio(SF_FORMAT_VOC | SF_FORMAT_PCM_16, 1, 16000, x));
  ASSERT_EQ(voc.size(), 1u);
  EXPECT_TRUE(Has(voc[0], "VOC")) << voc[0];
  const std::string mp3 = Uncounted(EncodeAudio(kMp3, 1, 44100, Tones(132300, 1), true));
  EXPECT_TRUE(Notes(mp3).empty());
  EXPECT_EQ(Notes(mp3.substr(0, mp3.size() / 2 + 50)).size(), 1u);
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
  EXPECT_TRUE(Has(Message(Uncounted(file), ref), "already at 3.")) << Message(Uncounted(file), ref);
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
