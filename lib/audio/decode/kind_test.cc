// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/kind.h"

#include <sndfile.h>

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/audio/decode/audio_testing.h"

namespace auricle {
namespace {

TEST(KindTest, IsToldByTheFirstBytes) {
  const struct {
    int format;
    AudioKind kind;
  } kKinds[] = {{SF_FORMAT_WAV | SF_FORMAT_PCM_16, AudioKind::kWav},
                {SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, AudioKind::kWav},
                {SF_FORMAT_RF64 | SF_FORMAT_PCM_16, AudioKind::kWav},
                {SF_FORMAT_W64 | SF_FORMAT_PCM_16, AudioKind::kW64},
                {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, AudioKind::kFlac},
                {SF_FORMAT_OGG | SF_FORMAT_OPUS, AudioKind::kOgg},
                {SF_FORMAT_AU | SF_FORMAT_PCM_16, AudioKind::kAu},
                {SF_FORMAT_AIFF | SF_FORMAT_PCM_16, AudioKind::kAiff},
                {SF_FORMAT_CAF | SF_FORMAT_PCM_16, AudioKind::kCaf},
                {SF_FORMAT_NIST | SF_FORMAT_PCM_16, AudioKind::kSphere},
                {SF_FORMAT_VOC | SF_FORMAT_PCM_16, AudioKind::kRare},
                {SF_FORMAT_IRCAM | SF_FORMAT_PCM_16, AudioKind::kRare},
                {SF_FORMAT_SVX | SF_FORMAT_PCM_16, AudioKind::kRare},
                {SF_FORMAT_PAF | SF_FORMAT_PCM_16, AudioKind::kRare},
                {SF_FORMAT_AVR | SF_FORMAT_PCM_16, AudioKind::kRare},
                {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, AudioKind::kMpeg}};
  for (const auto& [format, kind] : kKinds) {
    const std::string file = EncodeAudio(format, 1, 16000, std::vector<float>(16000, 0.1f));
    EXPECT_EQ(KindOf(file.substr(0, kKindBytes)), kind) << std::hex << format;
    EXPECT_TRUE(ForeignKind(file).name.empty()) << std::hex << format;
  }
}

TEST(KindTest, WhatIsNotDecodedIsNamed) {
  const struct {
    std::string first, name;
  } kForeign[] = {{std::string("\0\0\0\x20"
                               "ftypM4A ",
                               12),
                   "M4A"},
                  {"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMA"},
                  {"\xff\xf1\x50\x80", "AAC"},
                  {"\xff\xf9\x50\x80", "AAC"},
                  {"\x1a\x45\xdf\xa3", "WebM"},
                  {"#!AMR-WB\n", "AMR"},
                  {"RIFF1234AVI LIST", "AVI"}};
  for (const auto& [first, name] : kForeign) {
    EXPECT_EQ(KindOf(first), AudioKind::kForeign) << name;
    EXPECT_NE(ForeignKind(first).name.find(name), std::string::npos) << ForeignKind(first).name;
  }
}

TEST(KindTest, AnythingElseIsNone) {
  for (const std::string& first :
       {std::string(), std::string("RIFF"), std::string(16, '\0'), std::string(16, '\xff'),
        std::string("#!/bin/bash\nset -u"), std::string("RIFF1234WEBPVP8 ")}) {
    EXPECT_EQ(KindOf(first), AudioKind::kUnknown) << first;
  }
}

}  // namespace
}  // namespace auricle
