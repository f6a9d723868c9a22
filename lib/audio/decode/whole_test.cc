// SPDX-License-Identifier: Apache-2.0
#include "lib/audio/decode/whole.h"

#include <sndfile.h>

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "lib/audio/decode/audio_testing.h"
#include "lib/audio/decode/kind.h"
#include "lib/audio/decode/ogg.h"

namespace auricle {
namespace {

// All that a file is asked before it is decoded.
absl::Status Check(const std::string& file) {
  const AudioKind kind = KindOf(file);
  if (kind == AudioKind::kOgg) return CheckOgg(*BytesInMemory(file)).status();
  return CheckWhole(*BytesInMemory(file), kind).status();
}

std::string Encoded(int format) {
  return EncodeAudio(format, 1, 16000, std::vector<float>(3000, 0.1f));
}

const int kFormats[] = {SF_FORMAT_OGG | SF_FORMAT_VORBIS,
                        SF_FORMAT_OGG | SF_FORMAT_OPUS,
                        SF_FORMAT_AU | SF_FORMAT_PCM_16,
                        SF_FORMAT_AU | SF_ENDIAN_LITTLE | SF_FORMAT_PCM_16,
                        SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
                        SF_FORMAT_AIFF | SF_FORMAT_ULAW,
                        SF_FORMAT_WAV | SF_ENDIAN_BIG | SF_FORMAT_PCM_16,
                        SF_FORMAT_CAF | SF_FORMAT_PCM_16,
                        SF_FORMAT_NIST | SF_FORMAT_PCM_16};

TEST(WholeTest, EveryCutIsSeen) {
  for (const int format : kFormats) {
    const std::string file = Encoded(format);
    ASSERT_TRUE(Check(file).ok()) << format << Check(file);
    const size_t head = format == (SF_FORMAT_NIST | SF_FORMAT_PCM_16) ? 400 : 24;
    for (size_t size = head; size < file.size(); ++size) {
      const absl::Status cut = Check(file.substr(0, size));
      ASSERT_EQ(cut.code(), absl::StatusCode::kDataLoss) << format << " " << size << " " << cut;
    }
  }
}

TEST(WholeTest, WhatStandsBehindTheAudioIsNoFault) {
  for (const int format : kFormats) {
    EXPECT_TRUE(Check(Encoded(format) + "TAG" + std::string(125, '\0')).ok()) << format;
  }
}

TEST(WholeTest, WhatPipesWriteAsTheSizeIsUnknown) {
  std::string au = Encoded(SF_FORMAT_AU | SF_FORMAT_PCM_16).replace(8, 4, "\xff\xff\xff\xff");
  EXPECT_TRUE(Check(au).ok());
  EXPECT_TRUE(Check(au.substr(0, 1000)).ok());
  std::string caf = Encoded(SF_FORMAT_CAF | SF_FORMAT_PCM_16);
  caf.replace(caf.find("data") + 4, 8, 8, '\xff');
  EXPECT_TRUE(Check(caf).ok());
}

TEST(WholeTest, WhereTheAudioEndsIsTold) {
  for (const int format : kFormats) {
    const std::string file = Encoded(format);
    if (KindOf(file) == AudioKind::kOgg) continue;
    const auto end = CheckWhole(*BytesInMemory(file + "behind"), KindOf(file));
    EXPECT_EQ(*end, static_cast<int64_t>(file.size())) << format;
  }
}

TEST(WholeTest, ASphereOfWildNumbersOverflowsNothing) {
  std::string head = "NIST_1A\n   1024\n";
  for (int i = 0; i < 8; ++i) head += "sample_count -i 2147483647\n";
  head += "channel_count -i 65535\nsample_n_bytes -i 255\nend_head\n";
  head.resize(1024, ' ');
  const absl::Status cut = Check(head);
  EXPECT_EQ(cut.code(), absl::StatusCode::kDataLoss) << cut;
  // 2147483647 * 65535 * 255
  EXPECT_NE(std::string(cut.message()).find("says 35887511905566975 bytes"), std::string::npos)
      << cut;
}

TEST(WholeTest, ASphereThatIsCompressedNamesAWay) {
  std::string head = "NIST_1A\n   1024\nsample_coding -s26 pcm,embedded-shorten-v2.00\nend_head\n";
  head.resize(2000, ' ');
  EXPECT_NE(std::string(Check(head).message()).find("sph2pipe"), std::string::npos);
}

}  // namespace
}  // namespace auricle
