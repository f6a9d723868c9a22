// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/joined.h"

#include <sndfile.h>

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/audio/decode/audio_testing.h"

namespace auricle {
namespace {

absl::Status Check(const std::string& file, int64_t from) {
  return CheckNoneJoined(*BytesInMemory(file), from);
}

const struct {
  const char* name;
  int format;
} kKinds[] = {{"WAV", SF_FORMAT_WAV | SF_FORMAT_PCM_16},
              {"WAV", SF_FORMAT_RF64 | SF_FORMAT_PCM_16},
              {"WAV", SF_FORMAT_WAV | SF_ENDIAN_BIG | SF_FORMAT_PCM_16},
              {"W64", SF_FORMAT_W64 | SF_FORMAT_PCM_16},
              {"FLAC", SF_FORMAT_FLAC | SF_FORMAT_PCM_16},
              {"AU", SF_FORMAT_AU | SF_FORMAT_ULAW},
              {"AU", SF_FORMAT_AU | SF_ENDIAN_LITTLE | SF_FORMAT_PCM_16},
              {"AIFF", SF_FORMAT_AIFF | SF_FORMAT_PCM_16},
              {"AIFF", SF_FORMAT_AIFF | SF_FORMAT_ULAW},
              {"CAF", SF_FORMAT_CAF | SF_FORMAT_PCM_16},
              {"SPHERE", SF_FORMAT_NIST | SF_FORMAT_PCM_16},
              {"OGG", SF_FORMAT_OGG | SF_FORMAT_VORBIS}};

TEST(JoinedTest, EveryHeaderIsFoundAtEveryByteAlsoAcrossBlocks) {
  for (const auto& kind : kKinds) {
    const std::string file = EncodeAudio(kind.format, 1, 16000, std::vector<float>(3000, 0.1f));
    for (const int before : {0, 1, 2, 3, 65508, 65524, 65535, 65536, 200001}) {
      const absl::Status joined = Check(std::string(before, 'R') + file, 0);
      ASSERT_EQ(joined.code(), absl::StatusCode::kInvalidArgument) << kind.name << before;
      const std::string where = "at byte " + std::to_string(before) + " of ";
      EXPECT_NE(std::string(joined.message()).find(where), std::string::npos) << joined;
      EXPECT_NE(std::string(joined.message()).find(kind.name), std::string::npos) << joined;
    }
    EXPECT_TRUE(Check(file, 1).ok()) << kind.name << Check(file, 1);
    EXPECT_TRUE(Check(file, static_cast<int64_t>(file.size()) + 5).ok());
  }
}

TEST(JoinedTest, WordsAloneAreNoHeader) {
  std::string text;
  for (const char* word :
       {"RIFF", "RIFX", "RF64", "riff", "fLaC", "FORM", "caff", ".snd", "dns.", "OggS", "NIST_1"}) {
    text += word;
    text += "ABCDEFGHIJKLMNOPQRSTUVWX";
    text += word + std::string(40, '\0');
  }
  EXPECT_TRUE(Check(text, 0).ok()) << Check(text, 0);
}

}  // namespace
}  // namespace auricle
